"""How often did each of very many things go by? Exact while they are few, then a sketch of one size. Pure.

The sketch is a count-min with conservative update (Estan and Varghese 2002): it never tells too few, and for what is
seldom in a log of millions it tells one or two too many now and then.
"""

from __future__ import annotations

from array import array
from collections import Counter

EXACT = 100_000
"""Different keys that are counted exactly."""
WIDTH_BITS = 21
"""Of a row of the sketch; four rows of two million counters are 32 MB."""
_KEYS = 1 << 64
_ROWS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
"""Odd numbers: each scatters the keys in its own way."""


class Tally:
    """Counts keys that are hashes of 64 bits."""

    def __init__(self, exact: int = EXACT) -> None:
        """Count ``exact`` different keys before the sketch begins."""
        self._exact: Counter[int] = Counter()
        self._most = exact
        self._sketch: array[int] | None = None

    def add(self, key: int) -> None:
        """Count ``key`` once more."""
        if self._sketch is not None:
            _raise(self._sketch, key, 1)
            return
        self._exact[key] += 1
        if len(self._exact) > self._most:
            self._sketch = array("I", bytes(4 * len(_ROWS) << WIDTH_BITS))
            for each, count in self._exact.items():
                _raise(self._sketch, each, count)
            self._exact.clear()

    def __getitem__(self, key: int) -> int:
        """Return how often ``key`` came, never too few."""
        if self._sketch is None:
            return self._exact[key]
        return min(self._sketch[at] for at in _places(key))


def _raise(sketch: array[int], key: int, by: int) -> None:
    """Raise the smallest counters of ``key``; a larger one is another key's doing."""
    places = _places(key)
    count = min(sketch[at] for at in places) + by
    for at in places:
        sketch[at] = max(sketch[at], count)


def _places(key: int) -> list[int]:
    return [(row << WIDTH_BITS) + ((key * odd % _KEYS) >> (64 - WIDTH_BITS)) for row, odd in enumerate(_ROWS)]
