"""What does one round of the loop teach? Mined, reviewed, made into a dataset and trained on, as the commands do it.

The same functions as `trunkline mine`, `dataset make` and `train --hold`. Between them stands a person's review: of a
real log what was decided so far is taken, in a playground the log's own labels answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from training.config import read_config
from training.dataset.build import Built, build
from training.dataset.erase import erased
from training.dataset.sources import DATASETS, REVIEW, gathered, learned
from training.dataset.suspects import suspects
from training.dataset.version import Version, write_version
from training.log.scored import judged_by
from training.mine.item import identity
from training.mine.mine import Mined, Wanted, mine
from training.review.decisions import LABELS, Decision, read_decisions, standing
from training.train import ensure
from training.weeks.traffic import answer, meanings
from training.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Lesson:
    """One round."""

    mined: Mined
    """What a person is asked about next."""
    decisions: tuple[Decision, ...] = field(repr=False)
    """What holds of all that was decided."""
    built: Built = field(repr=False)
    version: Version
    """The dataset, on the disk."""


def learn(bench: Workbench, most: int) -> Lesson:
    """Mine ``most`` utterances of the log and make a dataset of what is decided. The latest dataset stays the latest.

    Raises ``DataError`` or ``ModelError``.
    """
    project = bench.settings.project
    before = read_decisions(bench.settings.home / REVIEW / LABELS)
    classifier = bench.classifier()
    try:
        judge = judged_by(classifier, bench.asked)
        found = mine(bench.turns, _known(bench, before), judge.scorer, Wanted(most))
        decisions = [*before, *(_answered(bench, found) if bench.is_generated else ())]
        gone = erased(project)
        sources = gathered(project, (), gone)
        sources = replace(
            sources, reviewed=learned(decisions), traffic=found.traffic if bench.is_generated else sources.traffic
        )
        rows = (*sources.taught, *sources.reviewed)
        blocked = suspects(rows, classifier.encoder.embed([row.text for row in rows])) if decisions else frozenset()
    finally:
        classifier.close()
    built = build(replace(sources, blocked=blocked))
    version = write_version(bench.settings.home / DATASETS, built, erased=sorted(gone), newest=False)
    return Lesson(found, tuple(standing(decisions).values()), built, version)


def trained(bench: Workbench, lesson: Lesson, candidates: Iterable[str]) -> str:
    """Train on a lesson's dataset among ``candidates``, and return the model's name; nothing is put in force.

    Raises ``ModelError``, ``DataError`` or ``MissingPartError``.
    """
    names: Any = tuple(candidates)
    config = replace(read_config(), candidates=names)
    encoder = bench.settings.encoder
    return ensure(bench.settings.project, encoder=encoder, config=config, version=lesson.version.name).name


def _known(bench: Workbench, decisions: Iterable[Decision]) -> frozenset[str]:
    """Return the ids of what is taught, held out, or decided already."""
    intents = bench.intents
    texts = [text for intent in intents.intents.values() for text in intent.examples]
    texts += [*intents.background, *(text for held in intents.held_out.values() for text in held)]
    return frozenset(map(identity, texts)) | frozenset(standing(decisions))


def _answered(bench: Workbench, found: Mined) -> list[Decision]:
    labels = meanings(bench.turns)
    return [answer(item, labels, tuple(bench.intents.intents)) for item in found.items]
