"""What would a recogniser make of a sentence? Mistakes to *test* with, unlike those that training makes.

Six tenths of the mistakes are substitutions by a word that sounds alike and occurs in the same material, a quarter
are words that are lost, function words first, and the rest are words that nobody said. Content words are hit like all
others. The share of words that are wrong is measured, not assumed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence

SUBSTITUTED, LOST = 0.60, 0.25
"""Of all mistakes; the rest is inserted."""
_WEAK = re.compile(
    "a|about|am|an|and|any|are|at|be|by|can|could|did|do|does|for|from|get|has|have|how|i|i'd|i'm|if|in|is|it|it's|me|"
    "my|of|on|or|our|please|so|that|the|then|there|this|to|up|us|was|we|were|what's|will|with|would|you|your"
)
"""Words that are lost more often than others."""
_STRAY = ("a", "and", "the", "uh", "is", "it", "to", "in", "so", "that", "but", "now")
_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"[ck]h?|q"), "k"),
    (re.compile(r"gh"), ""),
    (re.compile(r"th|[dt]"), "t"),
    (re.compile(r"[pb]"), "p"),
    (re.compile(r"[fv]"), "f"),
    (re.compile(r"sh|ch|[szjx]"), "s"),
    (re.compile(r"[mn]"), "n"),
    (re.compile(r"[lr]"), "l"),
    (re.compile(r"[^a-z]"), ""),
)
_VOWELS = re.compile(r"[aeiouywh]+")
_REPEATED = re.compile(r"(.)\1+")


class Hearing:
    """Hears sentences wrongly at a given rate, the same way for the same seed."""

    def __init__(self, texts: Iterable[str], rate: float, seed: int) -> None:
        """``texts`` give the words that may be heard; ``rate`` is the word error rate aimed at."""
        self._rng = random.Random(seed)
        self._rate = rate
        self._alike: dict[str, list[str]] = {}
        self._words = sorted({word for text in texts for word in text.split()})
        for word in self._words:
            self._alike.setdefault(sound(word), []).append(word)

    def __call__(self, text: str) -> str:
        """Return ``text`` as it may be heard; never empty."""
        heard = [one for word in text.split() for one in self._hear(word)]
        return " ".join(heard) or text

    def _hear(self, word: str) -> tuple[str, ...]:
        rng = self._rng
        lost = self._rate * LOST * (1.6 if _WEAK.fullmatch(word) else 0.7)
        drawn = rng.random()
        if drawn < lost:
            return ()
        if drawn < lost + self._rate * SUBSTITUTED:
            return (self._instead(word),)
        if drawn < lost + self._rate * (1.0 - LOST):
            return rng.choice(((word, rng.choice(_STRAY)), (rng.choice(_STRAY), word)))
        return (word,)

    def _instead(self, word: str) -> str:
        """Return a word that sounds like this one, or failing that one of about its length."""
        alike = [other for other in self._alike.get(sound(word), ()) if other != word]
        if not alike:
            key = sound(word)
            alike = [other for near in _nearby(key) for other in self._alike.get(near, ()) if other != word]
        if not alike:
            alike = [other for other in self._words if other != word and abs(len(other) - len(word)) <= 1]
        return self._rng.choice(alike) if alike else word


def sound(word: str) -> str:
    """Return what is left of a word when alike consonants are one and vowels are gone, but for a leading one."""
    key = word.lower()
    leading = "a" if key[:1] in "aeiou" else ""
    for pattern, instead in _SOUNDS:
        key = pattern.sub(instead, key)
    return leading + _REPEATED.sub(r"\1", _VOWELS.sub("", key))


def error_rate(said: Sequence[str], heard: Sequence[str]) -> float:
    """Return the word error rate: word edits from what was said to what was heard, by words said."""
    edits = sum(_edits(one.split(), other.split()) for one, other in zip(said, heard, strict=True))
    return edits / max(sum(len(one.split()) for one in said), 1)


def _nearby(key: str) -> list[str]:
    """Return keys that lack one sound, or have one more at the end."""
    shorter = [key[:n] + key[n + 1 :] for n in range(len(key))] if len(key) > 1 else []
    return shorter + [key + letter for letter in "ktpfsnl"]


def _edits(one: Sequence[str], other: Sequence[str]) -> int:
    row = list(range(len(other) + 1))
    for n, word in enumerate(one, start=1):
        diagonal, row[0] = row[0], n
        for k, heard in enumerate(other, start=1):
            diagonal, row[k] = row[k], min(row[k] + 1, row[k - 1] + 1, diagonal + (word != heard))
    return row[-1]
