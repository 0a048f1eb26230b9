"""What is there to make a version of? The project's sentences, what was reviewed, the traffic, what must stay out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from engine.errors import DataError
from engine.intents import BACKGROUND, LoadedIntents, load_intents
from engine.understanding.normalise import normalise
from training.benchmark.sets import read_sentences
from training.dataset.build import Sources
from training.dataset.row import Labelled, reviewed
from training.mine.sample import TRAFFIC, Sampled
from training.review.decisions import LABELS, Decision, read_decisions, standing

HOME = ".trunkline"
REVIEW = "review"
DATASETS = "datasets"


def taught(loaded: LoadedIntents) -> tuple[Labelled, ...]:
    """Return the sentences of intents/."""
    rows = [Labelled(str(text), label) for label, intent in loaded.intents.items() for text in intent.examples]
    return (*rows, *(Labelled(str(text), BACKGROUND) for text in loaded.background))


def learned(decisions: Iterable[Decision]) -> tuple[Labelled, ...]:
    """Return what the standing decisions teach: all but what was discarded."""
    return tuple(reviewed(each) for each in standing(decisions).values() if each.label)


def gathered(project: Path, evaluations: Sequence[Path], erased: frozenset[str]) -> Sources:
    """Read it all. ``evaluations``: csv files of sentences that are asked. Raises ``DataError``."""
    loaded = load_intents(project)
    asked = {normalise(text) for texts in loaded.held_out.values() for text in texts}
    asked |= {normalise(text) for path in evaluations for text in read_sentences(path)}
    review = project / HOME / REVIEW
    return Sources(
        taught=taught(loaded),
        reviewed=learned(read_decisions(review / LABELS)),
        traffic=read_traffic(review / TRAFFIC),
        kept_out=frozenset(asked),
        erased=erased,
    )


def read_traffic(path: Path) -> tuple[Sampled, ...]:
    """Read the sample that mining drew; none was drawn: it is empty. Raises ``DataError``."""
    if not path.exists():
        return ()
    try:
        return tuple(msgspec.json.decode(line, type=Sampled) for line in path.read_bytes().splitlines())
    except msgspec.MsgspecError as error:
        raise DataError(f"{path}: {error}", todo="draw it anew: trunkline mine") from None
