"""Is a line to a transcriber open and mute? There was sound, and nothing came back of it; pure: time is told.

Any message is a sign of life, words or none. Between turns a transcriber may pass over what is no speech, so there has
to be enough sound, or it is asked; within a turn it owes us more words or the end. What counts is the time since the
first frame that no message followed, so that a network which brings the caller's audio late and at once is no fault of
it.
"""

from __future__ import annotations

from enum import Enum, auto

from telephony.speech import Pulse

ASK_MS = 700
"""After a sound that is no turn yet."""


class Verdict(Enum):
    """What is thought of a line."""

    LIVES = auto()
    ASK = auto()
    """It may have passed over what it heard: end its turn, and it will answer."""
    MUTE = auto()
    """It is given up."""


class Watch:
    """The watch over one line."""

    def __init__(self, pulse: Pulse) -> None:
        """Watch a line that lives by ``pulse``."""
        self._pulse = pulse
        self._beats = 0
        self._sound_ms = 0
        self._since: float | None = None
        self._owes: float | None = None
        self._asked = False

    def took_over(self, sound_ms: int, now: float) -> None:
        """Note how much sound the line was given to begin with: if there was any, something must come of it."""
        self._sound_ms, self._since = sound_ms, now if sound_ms else None

    def look(self, beats: int, now: float, *, sound_ms: int, in_turn: bool) -> Verdict:
        """Say what is thought of the line, after so much more sound and ``beats`` messages in all.

        To be asked some ten times a second; ``now`` is in seconds.
        """
        if beats != self._beats:
            self._beats, self._sound_ms, self._since, self._owes, self._asked = beats, 0, None, None, False
        if sound_ms:
            self._sound_ms += sound_ms
            self._since = now if self._since is None else self._since
        if not in_turn:
            self._owes = None
        elif self._owes is None:
            self._owes = now
        pulse = self._pulse
        if self._owes is not None and _passed(self._owes, now, pulse.owed_ms):
            return Verdict.MUTE
        if self._since is None:
            return Verdict.LIVES
        if _passed(self._since, now, pulse.silent_ms) and (self._asked or self._sound_ms >= pulse.sound_ms):
            return Verdict.MUTE
        if in_turn or self._asked or pulse.blip_ms is None or self._sound_ms < pulse.blip_ms:
            return Verdict.LIVES
        self._asked = _passed(self._since, now, ASK_MS)
        return Verdict.ASK if self._asked else Verdict.LIVES


def _passed(since: float, now: float, ms: int) -> bool:
    return round((now - since) * 1000) >= ms
