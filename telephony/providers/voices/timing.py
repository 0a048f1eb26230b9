"""Which characters of a text sound when? What a provider tells of characters or of words, laid over the text; pure.

Providers repeat the text in their own way: with other spaces, or without its punctuation. What does not fit ends the
telling, so that what was told is always a prefix of the text and its times never fall.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from telephony.speech import Alignment


class Timing:
    """What is known of one text so far."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        """Characters that were told."""
        self._last_ms = 0.0
        self._lost = False
        """The provider speaks of another text: nothing more is told."""

    @property
    def whole(self) -> bool:
        """Whether all that can be heard of the text was told."""
        return not self._lost and not self._text[self._at :].strip()

    def characters(self, told: Iterable[tuple[str, float]]) -> Alignment | None:
        """Return what (character, when it has sounded) add to the alignment; None: nothing."""
        began, ends = self._at, list[float]()
        for character, end_ms in told:
            if self._lost:
                break
            if character.isspace():
                self._spaces(ends, end_ms, at_most=1)
                continue
            self._spaces(ends, self._last_ms)
            if self._text[self._at : self._at + 1] != character:
                self._lost = True
            else:
                self._take(ends, 1, end_ms, end_ms)
        return self._told(began, ends)

    def words(self, told: Iterable[tuple[str, float, float]]) -> Alignment | None:
        """Return what (word, when it begins, when it has sounded) add to the alignment; None: nothing."""
        began, ends = self._at, list[float]()
        for word, start_ms, end_ms in told:
            found = self._text.find(word.strip(), self._at)
            if self._lost or not word.strip():
                continue
            if found < 0 or any(each.isalnum() for each in self._text[self._at : found]):
                self._lost = True
                continue
            self._take(ends, found - self._at, start_ms, start_ms)
            self._take(ends, len(word.strip()), start_ms, end_ms)
        return self._told(began, ends)

    def rest(self) -> Alignment | None:
        """Return the alignment of what is left when all was spoken: punctuation, of which nobody tells."""
        left = self._text[self._at :]
        if self._lost or not left or any(each.isalnum() for each in left):
            return None
        began, ends = self._at, list[float]()
        self._take(ends, len(left), self._last_ms, self._last_ms)
        return self._told(began, ends)

    def _spaces(self, ends: list[float], end_ms: float, at_most: int = 1000) -> None:
        while at_most and self._text[self._at : self._at + 1].isspace():
            self._take(ends, 1, end_ms, end_ms)
            at_most -= 1

    def _take(self, ends: list[float], count: int, start_ms: float, end_ms: float) -> None:
        """Tell of ``count`` characters that are spread evenly over a time."""
        if not (math.isfinite(start_ms) and math.isfinite(end_ms)):
            self._lost = True
            return
        for number in range(1, count + 1):
            self._last_ms = max(self._last_ms, start_ms + (end_ms - start_ms) * number / count)
            ends.append(self._last_ms)
        self._at += count

    def _told(self, began: int, ends: list[float]) -> Alignment | None:
        return Alignment(self._text[began : self._at], tuple(ends)) if ends else None
