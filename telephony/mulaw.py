"""How does mu-law become samples and back? Tables for ITU-T G.711, for the few places that look into audio.

On the path of a call audio stays opaque; only the embedded speech parts, the simulator and the tests decode it.
Values in, values out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
"""One channel, 8,000 a second, as 16-bit values."""

_BIAS = 0x84
_CLIP = 32635


def _decode_table() -> NDArray[np.int16]:
    codes = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = (((codes & 0x0F) << 3) + _BIAS << ((codes & 0x70) >> 4)) - _BIAS
    return np.where(codes & 0x80, -magnitude, magnitude).astype(np.int16)


def _encode_table() -> NDArray[np.uint8]:
    values = np.arange(-32768, 32768, dtype=np.int32)
    biased = np.minimum(np.abs(values), _CLIP) + _BIAS
    exponent = np.floor(np.log2(biased)).astype(np.int32) - 7
    mantissa = (biased >> (exponent + 3)) & 0x0F
    codes = ~(np.where(values < 0, 0x80, 0) | (exponent << 4) | mantissa) & 0xFF
    return np.roll(codes.astype(np.uint8), -32768)


_DECODE = _decode_table()
_ENCODE = _encode_table()


def decode(audio: bytes) -> Samples:
    """Return one sample for each mu-law byte."""
    return _DECODE[np.frombuffer(audio, np.uint8)]


def encode(samples: Samples) -> bytes:
    """Return one mu-law byte for each sample."""
    return _ENCODE[samples.view(np.uint16)].tobytes()


def loudness(audio: bytes) -> float:
    """Return the root mean square of mu-law audio, 0 to 32,124; 0 for no audio."""
    if not audio:
        return 0.0
    samples = decode(audio).astype(np.float32)
    return float(np.sqrt(np.mean(samples * samples)))
