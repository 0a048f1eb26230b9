"""What is mined? A logged turn with its id and what a model makes of it; and the short way to a few of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from engine.understanding.classifier import Scores
from engine.understanding.normalise import normalise
from training.log.record import LoggedTurn
from training.mine.item import named
from training.mine.scoring import BATCH, Scorer


@dataclass(frozen=True, slots=True)
class Read:
    """One turn, read by a model."""

    turn: LoggedTurn
    id: str
    """Of the utterance; empty where nothing was said."""
    scores: Scores | None
    """None where nothing was said."""

    @property
    def sid(self) -> str:
        """The call."""
        return self.turn.sid


def spoken(turn: LoggedTurn) -> str:
    """Return the id of what was said; empty where no word was."""
    said = normalise(turn.utterance)
    return named(said) if said else ""


def read(turns: Iterable[LoggedTurn], scorer: Scorer) -> Iterator[Read]:
    """Yield ``turns`` as ``scorer`` reads them, here and now, in batches."""
    rest = iter(turns)
    while batch := list(islice(rest, BATCH)):
        ids = list(map(spoken, batch))
        texts = {one: turn.utterance for one, turn in zip(ids, batch, strict=True) if one}
        found = dict(zip(texts, scorer.scores(list(texts.values())), strict=True)) if texts else {}
        yield from (Read(turn, one, found.get(one)) for turn, one in zip(batch, ids, strict=True))
