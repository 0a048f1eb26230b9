"""What does a judge see of an utterance? Its words and pairs of words, its length, and what its words mean.

Words are looked up: nothing here grows with what callers say but a bounded memory of word vectors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

HASHED = 512
"""Places for words and pairs; two that share one are told apart by the others."""
LONGEST = 12
"""Words that are looked at, the last ones: a judgement is about what is being said now."""
REMEMBERED = 4000
"""Word vectors kept."""

Vector = npt.NDArray[np.float32]
Meaning = Callable[[str], Vector]
"""Word -> its static vector, as long for every word."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_JOINED = re.compile(r"\b(mm|uh|m|a)[ -](hm|hmm|huh|ha)\b")


def words(text: str) -> list[str]:
    """Return the words of ``text``, lower case; listening noises are one word each."""
    return _WORD.findall(_JOINED.sub(r"\1\2", text.lower().replace("\u2019", "'")))


class Features:
    """Turns words into numbers."""

    def __init__(self, meaning: Meaning | None, size: int) -> None:
        """``meaning`` gives vectors of ``size``; None: words alone."""
        self._meaning, self._vector = meaning, size if meaning else 0
        self._known: dict[str, Vector] = {}
        self.size = HASHED + 8 + 2 * self._vector
        """How many numbers."""

    def of(self, said: Sequence[str]) -> Vector:
        """Return float32 ``[size]``."""
        found = np.zeros(self.size, np.float32)
        said = said[-LONGEST:]
        if not said:
            return found
        for name in _names(said):
            found[crc32(name.encode()) % HASHED] = 1.0
        found[HASHED + min(len(said), 7)] = 1.0
        if self._vector:
            vectors = [self._look_up(word) for word in said]
            found[HASHED + 8 : HASHED + 8 + self._vector] = np.mean(vectors, axis=0)
            found[HASHED + 8 + self._vector :] = vectors[0]
        return found

    def _look_up(self, word: str) -> Vector:
        vector = self._known.get(word)
        if vector is None and self._meaning is not None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            vector = self._known[word] = self._meaning(word)
        assert vector is not None  # noqa: S101 - only asked where there is a meaning
        return vector


def _names(said: Sequence[str]) -> Iterator[str]:
    yield f"^{said[0]}"
    yield f"{said[-1]}$"
    yield from said
    for first, second in pairwise(said):
        yield f"{first} {second}"
