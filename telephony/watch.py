"""Is a line to a transcriber open and mute? There was sound, and nothing came back of it; pure: time is told.

Any message is a sign of life, words or none. Between turns a transcriber may pass over what is no speech, so there has
to be enough sound; within a turn it owes us more words or the end. What counts is the time since the first frame that
no message followed, so that a network which brings the caller's audio late and at once is no fault of it.
"""

from __future__ import annotations

from telephony.speech import Pulse


class Watch:
    """The watch over one line."""

    def __init__(self, pulse: Pulse) -> None:
        """Watch a line that lives by ``pulse``."""
        self._pulse = pulse
        self._beats = 0
        self._sound_ms = 0
        self._since: float | None = None
        self._owes: float | None = None

    def took_over(self, sound_ms: int, now: float) -> None:
        """Note how much sound the line was given to begin with: if there was any, something must come of it."""
        self._sound_ms, self._since = sound_ms, now if sound_ms else None

    def mute(self, beats: int, now: float, *, sound_ms: int, in_turn: bool) -> bool:
        """Say whether the line is given up, after so much more sound and ``beats`` messages in all.

        To be asked some ten times a second; ``now`` is in seconds.
        """
        if beats != self._beats:
            self._beats, self._sound_ms, self._since, self._owes = beats, 0, None, None
        if sound_ms:
            self._sound_ms += sound_ms
            self._since = now if self._since is None else self._since
        if not in_turn:
            self._owes = None
        elif self._owes is None:
            self._owes = now
        pulse = self._pulse
        if self._since is not None and self._sound_ms >= pulse.sound_ms and _passed(self._since, now, pulse.silent_ms):
            return True
        return self._owes is not None and _passed(self._owes, now, pulse.owed_ms)


def _passed(since: float, now: float, ms: int) -> bool:
    return round((now - since) * 1000) >= ms
