"""Is the caller making a sound? The energy gate that the bare server and our instant transcriber share."""

from __future__ import annotations

LOUD_BYTE = 0xA0
"""A mu-law code of about 1,000 (of 32,124): speech bursts are well above it, silence (0xFF) well below."""
_QUIETER = bytes(1 if (code & 0x7F) > (LOUD_BYTE & 0x7F) else 0 for code in range(256))


def loud(audio: bytes) -> bool:
    """Whether most of ``audio`` (mu-law) is louder than the gate. In mu-law a larger code is a smaller amplitude."""
    return 2 * audio.translate(_QUIETER).count(1) < len(audio)
