"""Is what is heard said into the telephone, or beside it? The level of the highs of speech, on the caller's channel.

Who turns away from a microphone, or speaks from across the room, loses the highs first: a head shades them, and walls
swallow them. So what is measured is the energy of the latest 200 ms to one second of speech where consonants are. A
frame costs a look at whether it sounds; the rest is done when words are judged. What a level means is for whoever
knows the caller's own: telephones differ more than positions.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from telephony.activity import FRAME, FRAME_MS, PAUSE_MS, sounds
from telephony.mulaw import decode
from telephony.speech import SAMPLE_RATE

HIGHS_HZ = (1800, 3400)
"""Above most of what vowels have, up to where a telephone ends."""
LEAST_MS, MOST_MS = 200, 1000
"""Of sound: less says nothing, and of more the latest counts."""
LAST_MS = 300
"""So short, and still no sentence of a hundred falls anywhere as low as all that is said with the face turned away."""
GAP_MS = 100
"""Silence behind which somebody else may be meant: longer than the stop of a consonant."""
_FREQUENCIES = np.fft.rfftfreq(FRAME, 1 / SAMPLE_RATE)
_HIGHS = slice(*np.searchsorted(_FREQUENCIES, HIGHS_HZ).tolist())
_WINDOW = np.hanning(FRAME).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Sound:
    """How the latest words sound."""

    ms: int
    """How much sound there was since the last pause, ``MOST_MS`` at most."""
    db: float | None = None
    """Level of its highs; None: there was too little."""
    last_db: float | None = None
    """The same of the very last of it."""

    def latest(self) -> Sound:
        """Return how the very last of it sounds."""
        return replace(self, db=self.last_db)


class Nearness:
    """One call's latest speech."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._frames: deque[bytes] = deque(maxlen=MOST_MS // FRAME_MS)
        """Those that sound, since the last pause."""
        self._since_gap = 0
        """How many of them."""
        self._quiet_ms = PAUSE_MS

    def hear(self, audio: bytes) -> None:
        """Take one frame."""
        if len(audio) != FRAME or not sounds(audio):
            self._quiet_ms += FRAME_MS
            return
        if self._quiet_ms >= PAUSE_MS:
            self._frames.clear()
        if self._quiet_ms >= GAP_MS:
            self._since_gap = 0
        self._frames.append(audio)
        self._since_gap += 1
        self._quiet_ms = 0

    def sound(self) -> Sound:
        """Return how the latest words sound: since the last gap, or where that is too short, since the last pause."""
        least, count = LEAST_MS // FRAME_MS, len(self._frames)
        latest = min(self._since_gap, count) if self._since_gap >= least else count
        last = LAST_MS // FRAME_MS
        return Sound(
            count * FRAME_MS,
            self._highs(latest) if latest >= least else None,
            self._highs(last) if count >= last else None,
        )

    def _highs(self, frames: int) -> float:
        return highs(b"".join(islice(self._frames, len(self._frames) - frames, None)))


def highs(audio: bytes) -> float:
    """Return the level of the highs of ``audio``, mu-law of whole frames and one at least, in dB."""
    frames = decode(audio).astype(np.float32).reshape(-1, FRAME) * _WINDOW
    spectrum = np.fft.rfft(frames)[:, _HIGHS]
    return float(10 * np.log10(np.mean(spectrum.real**2 + spectrum.imag**2) + 1))
