"""What is scored and kept together? A stretch of the log, known by what was said in it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from training.log.record import LoggedTurn
from training.mine.read import spoken

SIZE = 4096
"""Turns of a chunk: some seconds of work, which is what an interruption costs."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Turns that follow one another."""

    number: int
    """From 0."""
    turns: tuple[LoggedTurn, ...] = field(repr=False)
    ids: tuple[str, ...] = field(repr=False)
    """Of what was said in each turn; empty where nothing was."""

    @property
    def said(self) -> tuple[str, ...]:
        """The ids of the turns in which something was said."""
        return tuple(one for one in self.ids if one)

    @property
    def texts(self) -> list[str]:
        """What was said, a text for each of ``said``."""
        return [turn.utterance for turn, one in zip(self.turns, self.ids, strict=True) if one]

    def key(self, model: str) -> str:
        """Return what a model's scores of this stretch are known by: other words or another model, another key."""
        return hashlib.sha256("\n".join((model, str(self.number), *self.said)).encode()).hexdigest()[:32]


def chunks(turns: Iterable[LoggedTurn], size: int = SIZE) -> Iterator[Chunk]:
    """Cut a log into chunks; only the one that is asked for is held."""
    rest, number = iter(turns), 0
    while part := tuple(islice(rest, size)):
        yield Chunk(number, part, tuple(map(spoken, part)))
        number += 1
