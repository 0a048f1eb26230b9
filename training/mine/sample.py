"""What is the traffic like? A uniform sample of the turns, whatever the model made of them, in bounded memory. Pure.

The audit is drawn from it, and thresholds are set on it: what is mined is hard on purpose and says nothing of either.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from training.log.record import LoggedTurn
from training.mine.item import identity, whose

TRAFFIC = "traffic.jsonl"
SIZE = 5000
"""Turns that are kept."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """One turn of the sample."""

    text: str = field(repr=False)
    sid: str
    index: int
    caller: str = ""


class Sample:
    """A reservoir (Vitter's algorithm R): every turn has the same chance, however many there are."""

    def __init__(self, seed: int, size: int = SIZE) -> None:
        """``seed`` decides which turns are kept."""
        self._random = random.Random(seed)
        self._size = size
        self._kept: list[LoggedTurn] = []
        self.seen = 0

    def add(self, turn: LoggedTurn) -> None:
        """See one turn."""
        self.seen += 1
        if len(self._kept) < self._size:
            self._kept.append(turn)
        elif (at := self._random.randrange(self.seen)) < self._size:
            self._kept[at] = turn

    def turns(self) -> tuple[LoggedTurn, ...]:
        """Return the sample in random order."""
        return tuple(self._random.sample(self._kept, len(self._kept)))


def sampled(turns: Sequence[LoggedTurn]) -> list[Sampled]:
    """Return what is written down of a sample."""
    return [Sampled(turn.utterance, turn.sid, turn.index, turn.caller) for turn in turns]


def audit(turns: Sequence[LoggedTurn], known: frozenset[str], count: int, each: int) -> list[LoggedTurn]:
    """Return ``count`` turns of a sample in random order, no two of the same words, none whose words are ``known``.

    ``known``: ids. ``each``: how many of one caller at most.
    """
    found: dict[str, LoggedTurn] = {}
    of: dict[str, int] = {}
    for turn in turns:
        one, owner = identity(turn.utterance), whose(turn.caller, turn.sid)
        if len(found) < count and one not in known and one not in found and of.get(owner, 0) < each:
            found[one] = turn
            of[owner] = of.get(owner, 0) + 1
    return list(found.values())
