"""Which words of a line were heard? From when its characters sound, as a synthesizer told; pure.

A word was heard when more than half of it was played.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from telephony.speech import Alignment

_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class Aligned:
    """When each character of one line has sounded, as far as was told yet."""

    ends_ms: list[float] = field(default_factory=list)
    """Of the line's first characters, from the beginning of its audio."""

    def add(self, alignment: Alignment) -> None:
        """Take what is told of the next characters."""
        self.ends_ms += alignment.ends_ms[: len(alignment.characters)]

    def heard(self, text: str, played_ms: float) -> str | None:
        """Return the beginning of ``text`` that was heard in ``played_ms``; None where nothing was told of it."""
        if not self.ends_ms:
            return None
        heard = 0
        for word in _WORD.finditer(text):
            if word.end() > len(self.ends_ms):
                break
            began = self.ends_ms[word.start() - 1] if word.start() else 0.0
            if played_ms <= (began + self.ends_ms[word.end() - 1]) / 2:
                break
            heard = word.end()
        return text[:heard]
