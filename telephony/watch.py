"""Is a line to a transcriber open and mute? There was sound, and nothing came back of it; pure: time is told.

Any message is a sign of life, words or none. What counts is the time since the first sound that no message followed,
so that a network which brings the caller's audio late and at once is no fault of the transcriber's.
"""

from __future__ import annotations

from collections.abc import Iterable

from telephony.speech import Pulse

FRAME_MS = 20


class Watch:
    """The watch over one line."""

    def __init__(self, pulse: Pulse) -> None:
        """Watch a line that lives by ``pulse``."""
        self._pulse = pulse
        self._beats = 0
        self._sound_ms = 0
        self._since: float | None = None

    def took_over(self, loud: Iterable[bool], now: float) -> None:
        """Note what the line was given to begin with, frame by frame: if there was sound, something must come of it."""
        self._sound_ms = FRAME_MS * sum(loud)
        self._since = now if self._sound_ms else None

    def mute(self, beats: int, now: float, *, loud: bool) -> bool:
        """Take 20 ms and the number of messages so far; say whether the line is given up. ``now`` is in seconds."""
        if beats != self._beats:
            self._beats, self._sound_ms, self._since = beats, 0, None
        if loud:
            self._sound_ms += FRAME_MS
            self._since = now if self._since is None else self._since
        if self._since is None or self._sound_ms < self._pulse.sound_ms:
            return False
        return (now - self._since) * 1000 >= self._pulse.silent_ms
