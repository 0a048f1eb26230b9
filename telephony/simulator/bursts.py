"""What does a caller sound like who says nothing in particular? Bursts of tone as long as the sentence would be.

For stand-in transcribers, which look at energy and know the words: no speech library, always the same bytes.
"""

from __future__ import annotations

MS_A_CHARACTER = 60
"""About 165 words a minute."""
SHORTEST_MS = 300

_TONE = bytes([0x90] * 10 + [0x10] * 10)
"""400 Hz, loud, one period."""


def render(text: str, voice: str = "") -> bytes:  # noqa: ARG001 - the signature of every renderer
    """Return a burst as long as ``text`` takes to say."""
    samples = max(SHORTEST_MS, len(text) * MS_A_CHARACTER) * 8
    return (_TONE * (samples // len(_TONE) + 1))[:samples]
