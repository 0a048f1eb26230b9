"""Which words are alike? Static vectors of common English words, mapped from disk; pure look-ups.

They are the rows of the encoder's own table of words (all-MiniLM-L6-v2, Apache 2.0), in fewer dimensions and eight
bits; ``python scripts/fit_judges.py`` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).with_name("fitted")
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WordVectors:
    """A vector for each word that is known."""

    words: npt.NDArray[np.bytes_]
    """Sorted."""
    rows: npt.NDArray[np.int8]
    """``[words, size]``, in the order of ``words``."""

    @property
    def size(self) -> int:
        """Dimensions."""
        return int(self.rows.shape[1])

    def mean(self, words: list[str]) -> Floats:
        """Return the mean vector of ``words``, float32 ``[size]``, of length about 1; unknown ones count as zero."""
        at = np.searchsorted(self.words, [word.encode("ascii", "replace") for word in words])
        found = [n for n, word in zip(at.tolist(), words, strict=True) if n < len(self.words) and self._is(n, word)]
        summed: Floats = self.rows[found].sum(axis=0, dtype=np.float32)
        return summed / np.float32(SCALE * len(words))

    def _is(self, n: int, word: str) -> bool:
        return bool(self.words[n] == word.encode("ascii", "replace"))


SCALE = 127.0
"""What a component of 1 is stored as."""


@cache
def common() -> WordVectors:
    """Return the vectors that come with the program; mapped, so that words nobody says stay on the disk."""
    return WordVectors(
        *(np.load(FOLDER / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ("words", "rows"))
    )
