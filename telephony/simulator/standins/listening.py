"""What does a recogniser make of each 20 ms? What listen v2 is told by whoever listens, and who listens on energy.

The gate knows no words: it lays the script over the sound as it comes. How sure it is that a turn is over grows with
the silence: 0.4 after 0.21 s, 0.7 after 0.5 s, 0.9 after 0.96 s.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from telephony.simulator.standins.energy import Energy
from telephony.simulator.standins.saying import Saying, Word

_SURE_MS = 415


@dataclass(frozen=True, slots=True)
class Instant:
    """The end of one 20 ms frame, as it is understood."""

    at_ms: int
    words: tuple[Word, ...] = field(repr=False)
    """Those of this turn that are out by now."""
    begins: bool
    """Whether there is something that opens a turn: words, or what is taken for speech."""
    resumes: bool
    """Whether speech began with this frame."""
    sounding: bool
    silent_ms: int
    """Since the last sound."""
    sure: float
    """How sure it is that the turn is over, 0 to 1."""


class Listener(Protocol):
    """Understands one connection's audio; pure."""

    @property
    def at_ms(self) -> int:
        """How much was heard."""
        ...

    def hear(self, audio: bytes) -> Iterator[Instant]:
        """Take audio of any length; yield one instant a whole frame."""
        ...

    def end_turn(self) -> None:
        """Begin a new turn: the words that are out belong to the last one."""
        ...


class Gate:
    """Listens on energy, and takes the words from the script."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._energy = Energy()

    @property
    def at_ms(self) -> int:
        """How much was heard."""
        return self._energy.at_ms

    def hear(self, audio: bytes) -> Iterator[Instant]:
        """Yield what the energy of each frame says."""
        for moment in self._energy.hear(audio):
            if moment.began:
                self._saying.sound(moment.since_ms)
            if moment.ended:
                self._saying.pause(moment.at_ms)
            words = self._saying.words(moment.at_ms - moment.silent_ms)  # silence says no words
            sure = 1.0 - math.exp(-moment.silent_ms / _SURE_MS)
            yield Instant(
                moment.at_ms, words, bool(words), moment.began, moment.sounding, moment.silent_ms, sure
            )  # fmt: skip

    def end_turn(self) -> None:
        """Begin a new turn."""
        self._saying.end_turn()
