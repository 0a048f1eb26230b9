"""When did the caller make a sound? A table look-up per frame, on the media clock.

So stamps do not depend on a transcriber. Not voice detection: nothing is decided on it. It only says where in the
recording an utterance began and ended.
"""

from __future__ import annotations

from dataclasses import dataclass

LOUD = 500
"""Linear amplitude (of 32,124) that counts as sound: about -36 dBFS."""
PAUSE_MS = 700
"""Sounds closer together than this are one stretch."""
FRAME, FRAME_MS = 160, 20
LEAST = 16
"""Loud samples in a 20 ms frame that make it loud: a click has fewer."""


def _amplitude(code: int) -> int:
    inverted = ~code & 0x7F
    return (((inverted & 0x0F) << 3) + 0x84 << (inverted >> 4)) - 0x84


_TABLE = bytes(1 if _amplitude(code) > LOUD else 0 for code in range(256))


def sounds(audio: bytes) -> bool:
    """Say whether a frame is loud."""
    return audio.translate(_TABLE).count(1) >= LEAST


def sounding_ms(audio: bytes) -> int:
    """Return how much of ``audio`` is loud, by whole frames."""
    if audio.translate(_TABLE).count(1) < LEAST:  # as in most silence: one look for all of it
        return 0
    return FRAME_MS * sum(sounds(audio[at : at + FRAME]) for at in range(0, len(audio), FRAME))


def quiet_ms(audio: bytes) -> int:
    """Return how much of ``audio``, from its end backwards, is not loud, by whole frames."""
    quiet = 0
    for at in range(len(audio) - FRAME, -1, -FRAME):
        if sounds(audio[at : at + FRAME]):
            break
        quiet += FRAME_MS
    return quiet


@dataclass(slots=True)
class Activity:
    """The last stretch of sound on the caller's channel, in milliseconds of the media clock."""

    began_ms: int = -PAUSE_MS
    ended_ms: int = -PAUSE_MS

    def hear(self, audio: bytes, at_ms: int) -> None:
        """Take one frame that began at ``at_ms``."""
        if not sounds(audio):
            return
        if at_ms - self.ended_ms > PAUSE_MS:
            self.began_ms = at_ms
        self.ended_ms = at_ms + len(audio) // 8
