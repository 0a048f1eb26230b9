"""When is there sound? mu-law in, beginnings and ends of sound out, on the clock of the audio; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from telephony.mulaw import decode
from telephony.speech import FRAME_BYTES

FRAME_MS = 20
LOUD = 500
"""Linear amplitude, of 32,124."""
LEAST = 16
"""Loud samples that make a frame loud: a click has fewer."""
ONSET_FRAMES = 3
"""60 ms of sound are a beginning."""
HANG_MS = 100
"""So much silence is an end."""

_LOUD = (np.abs(decode(bytes(range(256))).astype(np.int32)) > LOUD).astype(np.uint8).tobytes()


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of one 20 ms frame."""

    at_ms: int
    began: bool
    """Whether a stretch of sound has just been recognised; it began at ``since_ms``."""
    ended: bool
    """Whether one has just ended."""
    sounding: bool
    since_ms: int
    """Start of the last stretch of sound."""
    silent_ms: int
    """Since the last loud frame."""


@dataclass(slots=True)
class Energy:
    """Splits one stream into frames and looks at each."""

    at_ms: int = 0
    _rest: bytearray = field(default_factory=bytearray)
    _sounding: bool = False
    _run: int = 0
    _since_ms: int = 0
    _loud_ms: int = 0

    def hear(self, audio: bytes) -> Iterator[Moment]:
        """Take audio of any length; yield one moment a whole frame."""
        self._rest += audio
        whole = len(self._rest) - len(self._rest) % FRAME_BYTES
        found = bytes(self._rest[:whole])
        del self._rest[:whole]
        for start in range(0, whole, FRAME_BYTES):
            yield self._frame(found[start : start + FRAME_BYTES])

    def _frame(self, frame: bytes) -> Moment:
        loud = frame.translate(_LOUD).count(1) >= LEAST
        if loud:
            if self._run == 0 and not self._sounding:
                self._since_ms = self.at_ms
            self._run += 1
            self._loud_ms = self.at_ms + FRAME_MS
        elif self.at_ms - self._loud_ms >= 2 * FRAME_MS:
            self._run = 0
        self.at_ms += FRAME_MS
        silent = self.at_ms - self._loud_ms
        began = not self._sounding and self._run >= ONSET_FRAMES
        ended = self._sounding and silent >= HANG_MS
        self._sounding = (self._sounding or began) and not ended
        return Moment(self.at_ms, began, ended, self._sounding, self._since_ms, silent)
