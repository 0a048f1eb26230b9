"""What does a voice sound like that nobody synthesised? A burst a word, its pitch from the word's letters; pure."""

from __future__ import annotations

import zlib

import numpy as np

from telephony.mulaw import encode
from telephony.speech import SAMPLE_RATE

MS_A_CHARACTER = 60
GAP_MS = 60
_LEVEL = 9000
_EDGE = SAMPLE_RATE // 100


def speak(text: str, voice: str = "") -> bytes:  # noqa: ARG001 - the signature of every renderer
    """Return mu-law audio of ``text``, always the same for the same text."""
    gap = np.zeros(GAP_MS * SAMPLE_RATE // 1000, np.int16)
    bursts = [part for word in text.split() for part in (_burst(word), gap)]
    return encode(np.concatenate(bursts)) if bursts else b""


def _burst(word: str) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    samples = max(2, len(word)) * MS_A_CHARACTER * SAMPLE_RATE // 1000
    pitch = 140 + zlib.crc32(word.lower().encode()) % 240
    time = np.arange(samples) / SAMPLE_RATE
    wave = np.sin(2 * np.pi * pitch * time) + 0.4 * np.sin(2 * np.pi * 3 * pitch * time)
    rise = np.minimum(np.arange(samples), _EDGE) / _EDGE
    return (wave * rise * rise[::-1] * _LEVEL).astype(np.int16)
