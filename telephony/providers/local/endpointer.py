"""When does the caller begin and stop to speak? By energy over a noise floor that follows the line.

Pure: frames in, edges out. A pause is reported early, so that the words are recognised while we still
wait whether more is coming.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from telephony.mulaw import loudness

FRAME_MS = 20
ONSET_FRAMES = 4
"""80 ms of speech within the last 120 begin a turn; a click does not."""
ONSET_WINDOW = 6
PAUSE_MS = 240
"""Quiet after which the words so far are worth recognising."""
QUIETEST = 200.0
"""Root mean square that is never speech."""
OVER_FLOOR = 3.5
"""How far, as a factor, speech stands over the noise: 11 dB."""

_FALL = 0.2
_RISE = 0.005
_NOISIEST = 600.0


class Edge(Enum):
    """What changed."""

    BEGAN = auto()
    PAUSED = auto()
    RESUMED = auto()
    ENDED = auto()


@dataclass(slots=True)
class Endpointer:
    """One line's state."""

    patience_ms: int = 700
    speaking: bool = False
    quiet_ms: int = 0
    """Since the last frame of speech in this turn."""
    floor: float = 20.0
    """The noise, as a root mean square."""
    recent: int = 0
    """The last frames as bits, newest lowest: 1 is loud."""

    def feed(self, frame: bytes) -> Edge | None:
        """Take 20 ms; return what changed, if anything did."""
        loud = self._loud(loudness(frame))
        self.recent = (self.recent << 1 | loud) & (1 << ONSET_WINDOW) - 1
        return self._within(loud=loud) if self.speaking else self._before()

    def reset(self) -> None:
        """Forget the turn in progress."""
        self.speaking, self.quiet_ms, self.recent = False, 0, 0

    def _before(self) -> Edge | None:
        if self.recent.bit_count() < ONSET_FRAMES:
            return None
        self.speaking, self.quiet_ms = True, 0
        return Edge.BEGAN

    def _within(self, *, loud: bool) -> Edge | None:
        before = self.quiet_ms
        self.quiet_ms = 0 if loud else before + FRAME_MS
        if loud:
            return Edge.RESUMED if before >= PAUSE_MS else None
        if self.quiet_ms >= max(self.patience_ms, PAUSE_MS + FRAME_MS):
            self.reset()
            return Edge.ENDED
        return Edge.PAUSED if before < PAUSE_MS <= self.quiet_ms else None

    def _loud(self, level: float) -> bool:
        loud = level > max(QUIETEST, self.floor * OVER_FLOOR)
        pace = _FALL if level < self.floor else _RISE
        self.floor = min(_NOISIEST, self.floor + pace * (level - self.floor))
        return loud
