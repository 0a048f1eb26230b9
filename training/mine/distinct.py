"""How many different things went by, and what are some of them like? A sample of the different ones. Pure.

Kept are those whose scattered keys are the smallest (bottom-k sketch, Cohen 1997): every different key has the same
chance, however often it comes, and how small the kept ones are says how many there were. Nothing grows with the log.
"""

from __future__ import annotations

import heapq
from typing import Generic, TypeVar

T = TypeVar("T")

_KEYS = 1 << 64
_ODD = 0x9E3779B97F4A7C15
"""2**64 over the golden ratio: multiplying by an odd number scatters keys and makes no two the same (Knuth 6.4)."""


class Distinct(Generic[T]):
    """Keeps what came first with each of ``size`` different keys."""

    def __init__(self, size: int, seed: int = 0) -> None:
        """Another ``seed`` keeps others."""
        self._size = size
        self._factor = (_ODD * (2 * seed + 1)) % _KEYS
        self._kept: dict[int, T] = {}
        self._largest: list[int] = []
        """The kept places, negated: a heap with the largest on top."""

    def add(self, key: int, thing: T) -> None:
        """See ``thing``; ``key`` is a hash of 64 bits."""
        place = key * self._factor % _KEYS
        if place in self._kept:
            return
        if len(self._kept) < self._size:
            heapq.heappush(self._largest, -place)
        elif place < -self._largest[0]:
            del self._kept[-heapq.heapreplace(self._largest, -place)]
        else:
            return
        self._kept[place] = thing

    def __len__(self) -> int:
        """How many different keys there were: exact up to ``size``, then to about 1 / sqrt(size)."""
        if len(self._kept) < self._size:
            return len(self._kept)
        return round((self._size - 1) * _KEYS / -self._largest[0])

    def things(self) -> list[T]:
        """Return what is kept, in an order that only the keys decide."""
        return [self._kept[place] for place in sorted(self._kept)]
