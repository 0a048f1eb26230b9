"""How is a call kept as sound? A stereo 8 kHz WAV: the caller left, us right, both on the media clock, no gaps."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from telephony import mulaw
from telephony.speech import SAMPLE_RATE, SILENCE

_SAMPLE_BYTES = 2


def write(file: Path, caller: bytes, us: bytes) -> None:
    """Write both mu-law tracks; the shorter one is filled up with silence."""
    length = max(len(caller), len(us))
    tracks = [mulaw.decode(track + SILENCE[:1] * (length - len(track))) for track in (caller, us)]
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as target:
        target.setnchannels(2)
        target.setsampwidth(_SAMPLE_BYTES)
        target.setframerate(SAMPLE_RATE)
        target.writeframes(np.column_stack(tracks).astype("<i2").tobytes())


def read(file: Path) -> NDArray[np.int16]:
    """Return samples as ``[n, 2]``: column 0 the caller, column 1 us. Raises ``ValueError`` for another format."""
    with wave.open(str(file), "rb") as source:
        found = (source.getnchannels(), source.getsampwidth(), source.getframerate())
        if found != (2, _SAMPLE_BYTES, SAMPLE_RATE):
            raise ValueError(f"{file.name} is not a stereo 16-bit 8 kHz WAV: {found}")
        frames = source.readframes(source.getnframes())
    return np.frombuffer(frames, "<i2").astype(np.int16).reshape(-1, 2)
