"""Is the count of different things right, and does each have the same chance to be kept?"""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from training.mine.distinct import Distinct


def keys(count: int, seed: int) -> list[int]:
    rng = random.Random(seed)
    return [rng.getrandbits(64) for _ in range(count)]


@given(st.lists(st.integers(0, 2**64 - 1), max_size=60), st.integers(0, 5))
def test_few_are_counted_exactly_and_the_first_of_each_is_kept(seen: list[int], seed: int) -> None:
    found = Distinct[int](100, seed)
    for n, key in enumerate(seen):
        found.add(key, n)
    assert len(found) == len(set(seen))
    assert sorted(found.things()) == [n for n, key in enumerate(seen) if key not in seen[:n]]


def test_many_are_told_to_a_few_percent_and_no_more_are_kept() -> None:
    found = Distinct[int](2000)
    for _ in range(2):
        for key in keys(50_000, 1):
            found.add(key, key)
    assert abs(len(found) / 50_000 - 1) < 0.07
    assert len(found.things()) == 2000


def test_what_comes_often_has_no_better_chance() -> None:
    kept: Counter[int] = Counter()
    for seed in range(300):
        different, found = keys(100, 1), Distinct[int](10, seed)
        for n, key in enumerate(different):
            for _ in range(1 + 50 * (n < 50)):
                found.add(key, n)
        kept.update(found.things())
    often = sum(kept[n] for n in range(50))
    assert abs(often / sum(kept.values()) - 0.5) < 0.1


def test_the_order_does_not_matter() -> None:
    one, other = Distinct[int](20, 3), Distinct[int](20, 3)
    for key in keys(500, 2):
        one.add(key, key)
    for key in reversed(keys(500, 2)):
        other.add(key, key)
    assert one.things() == other.things()
