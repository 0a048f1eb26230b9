"""What does the caller do in these 20 ms? A script being performed, one tick at a time.

Pure: each tick takes what is heard and returns what goes out, so a whole call runs with no clock, socket or voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from telephony.simulator.script import HangUp, Interrupt, Keys, Lull, Say, Script, Silence, Step, Wait
from telephony.speech import FRAME_BYTES, SILENCE

TICK_MS = 20
TAIL_MS = 300
"""How much quiet ends speech that was still going on as we ended: what follows is new, not the old tail."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What goes out in one tick."""

    frame: bytes = field(default=SILENCE, repr=False)
    """20 ms of mu-law."""
    digit: str = field(default="", repr=False)
    began: int | None = None
    """The number of the utterance that begins with this frame."""
    ended: int | None = None
    """The number of the utterance that ends with this frame."""
    hang_up: bool = False


class Performance:
    """One script, on its way."""

    def __init__(self, script: Script, audio: Sequence[bytes]) -> None:
        """``audio`` holds one mu-law recording for each ``Say`` of the script, in order."""
        self._steps = script.steps
        self._audio = audio
        self._step = 0
        self._ticks = 0
        self._utterance = 0
        self._spoke_ms = 0
        self._quiet_ms = 0
        self._over_them = False
        self._tail = False

    @property
    def done(self) -> bool:
        """Whether every step was performed."""
        return self._step >= len(self._steps)

    @property
    def doing(self) -> Step | None:
        """The step in progress."""
        return None if self.done else self._steps[self._step]

    def tick(self, *, loud: bool) -> Deed:
        """Perform 20 ms. ``loud``: they are heard speaking in the 20 ms before."""
        self._quiet_ms = 0 if loud else self._quiet_ms + TICK_MS
        self._tail = self._tail and self._quiet_ms < TAIL_MS
        self._spoke_ms += TICK_MS if loud and not self._tail else 0
        while (step := self.doing) is not None:
            if self._over(step):
                self._next()
                continue
            if self._ticks == 0:
                self._over_them = loud
            deed = self._deed(step)
            self._ticks += 1
            return deed
        return Deed()

    def _over(self, step: Step) -> bool:  # noqa: PLR0911 - one return a step
        passed = self._ticks * TICK_MS
        match step:
            case Say():
                return self._ticks > 0 and self._ticks * FRAME_BYTES >= len(self._audio[self._utterance])
            case Keys(digits, gap_ms):
                return passed > (len(digits) - 1) * gap_ms
            case Wait(quiet_ms, at_most_ms):
                return passed >= at_most_ms or (self._spoke_ms > 0 and self._quiet_ms >= quiet_ms)
            case Interrupt(after_ms, at_most_ms):
                return passed >= at_most_ms or self._spoke_ms >= after_ms
            case Silence(ms):
                return passed >= ms
            case Lull(quiet_ms, at_most_ms):
                return passed >= at_most_ms or self._quiet_ms >= quiet_ms
            case HangUp():
                return self._ticks > 0

    def _next(self) -> None:
        step = self._steps[self._step]
        self._utterance += isinstance(step, Say)
        if not isinstance(step, Silence):
            self._spoke_ms = 0
            self._tail = isinstance(step, Say | Keys) and self._over_them and self._quiet_ms == 0
        self._step += 1
        self._ticks = 0

    def _deed(self, step: Step) -> Deed:
        match step:
            case Say():
                return self._speak()
            case Keys(digits, gap_ms):
                position, offset = divmod(self._ticks * TICK_MS, gap_ms)
                return Deed(digit=digits[position]) if offset < TICK_MS else Deed()
            case HangUp():
                return Deed(hang_up=True)
            case _:
                return Deed()

    def _speak(self) -> Deed:
        audio = self._audio[self._utterance]
        start = self._ticks * FRAME_BYTES
        piece = audio[start : start + FRAME_BYTES]
        return Deed(
            frame=piece + SILENCE[len(piece) :],
            began=self._utterance if start == 0 else None,
            ended=self._utterance if start + FRAME_BYTES >= len(audio) else None,
        )
