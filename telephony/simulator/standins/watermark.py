"""Which words were heard, when every 20 ms of audio say which word they belong to? Words with a mark, and who reads it.

A word is heard when more than half of its frames arrived: cut in two, it is lost on both sides or heard on one. So a
line that breaks loses and doubles words here as it does with real speech, and each of them can be counted. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from telephony.simulator.standins.listening import Instant
from telephony.simulator.standins.saying import Word
from telephony.speech import FRAME_BYTES

FRAME_MS = 20
_MARK = b"\x0a\x8a"
_LOUD = b"\x10\x90"
_HEAD = len(_MARK) + 4
LATE_MS = 120
"""From a word's last frame until it is out."""
ONSET_MS = 60
_SURE_MS = 415
"""As the gate's: 0.4 sure after 0.21 s of silence, 0.7 after 0.5 s."""


def token(number: int) -> str:
    """Return the word with this number."""
    return f"w{number}"


def spoken(number: int, frames: int) -> list[bytes]:
    """Return the frames of the word ``number``, of 1 to 255."""
    head = _MARK + number.to_bytes(2, "big")
    rest = _LOUD * ((FRAME_BYTES - _HEAD) // 2)
    return [head + bytes((n, frames)) + rest for n in range(frames)]


@dataclass(slots=True)
class _Arriving:
    """A word on its way."""

    number: int
    of: int
    """Frames that it has."""
    start_ms: int
    came: int = 0
    last: int = 0


@dataclass(slots=True)
class Marks:
    """The words of one connection, by their marks. It can stand for a script (``saying.Saying``): it knows better."""

    at_ms: int = 0
    sounding: bool = False
    silent_ms: int = 0
    began: bool = False
    """Whether speech began with this frame, or rather was recognised as such."""
    _word: _Arriving | None = None
    _heard: list[Word] = field(default_factory=list)
    """Of this turn."""
    _run_ms: int = 0

    def take(self, frame: bytes) -> None:
        """Take 20 ms."""
        marked = frame.startswith(_MARK)
        if marked:
            number, place, of = int.from_bytes(frame[2:4], "big"), frame[4], frame[5]
            if self._word is None or self._word.number != number:
                self._over()
                self._word = _Arriving(number, of, self.at_ms)
            self._word.came += 1
            self._word.last = place
        self.at_ms += FRAME_MS
        self._run_ms = self._run_ms + FRAME_MS if marked else 0
        self.began = self._run_ms == ONSET_MS
        self.sounding, self.silent_ms = marked, 0 if marked else self.silent_ms + FRAME_MS
        if self._word is not None and (not marked or self._word.last == self._word.of - 1):
            self._over()

    def _over(self) -> None:
        word, self._word = self._word, None
        if word is not None and 2 * word.came > word.of:
            self._heard.append(Word(token(word.number), word.start_ms, word.start_ms + FRAME_MS * word.came))

    def words(self, at_ms: int) -> tuple[Word, ...]:
        """Return the words of this turn that were over by then."""
        return tuple(word for word in self._heard if word.end_ms <= at_ms)

    def coming(self) -> bool:
        """Whether a word of which more than half has arrived is not over."""
        return self._word is not None and 2 * self._word.came > self._word.of

    def end_turn(self) -> None:
        """Begin a new turn: what is heard belongs to the last one."""
        self._heard = []

    def forget(self, words: tuple[Word, ...]) -> None:
        """Begin a new turn in which ``words`` were said before, and the others belong to it."""
        self._heard = [word for word in self._heard if word not in words]

    def sound(self, at_ms: int) -> None:
        """Be told that there is sound: the marks say so too."""

    def pause(self, at_ms: int) -> None:
        """Be told that there is none any more."""


class MarkListener:
    """Listens to marked words on listen v2 (``listening.Listener``), always right and always as late."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._marks = Marks()
        self._rest = bytearray()
        self._out: tuple[Word, ...] = ()

    @property
    def at_ms(self) -> int:
        """How much was heard."""
        return self._marks.at_ms

    def hear(self, audio: bytes) -> Iterator[Instant]:
        """Take audio of any length; yield one instant a whole frame."""
        self._rest += audio
        while len(self._rest) >= FRAME_BYTES:
            frame = bytes(self._rest[:FRAME_BYTES])
            del self._rest[:FRAME_BYTES]
            yield self._frame(frame)

    def end_turn(self) -> None:
        """Begin a new turn; words that are not out yet belong to it."""
        self._marks.forget(self._out)
        self._out = ()

    def _frame(self, frame: bytes) -> Instant:
        marks = self._marks
        marks.take(frame)
        self._out = marks.words(marks.at_ms - LATE_MS)
        waiting = marks.sounding or len(self._out) < len(marks.words(marks.at_ms))
        return Instant(
            at_ms=marks.at_ms,
            words=self._out,
            begins=bool(self._out),
            resumes=marks.began,
            sounding=waiting,
            silent_ms=marks.silent_ms,
            sure=0.0 if waiting else 1.0 - math.exp(-marks.silent_ms / _SURE_MS),
        )
