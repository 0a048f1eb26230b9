"""Is a count exact while few are counted, and never too low after?"""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from training.mine.tally import Tally


@given(st.lists(st.integers(0, 20), max_size=80))
def test_few_are_exact(seen: list[int]) -> None:
    tally = Tally()
    for key in seen:
        tally.add(key)
    assert [tally[key] for key in range(21)] == [seen.count(key) for key in range(21)]


def test_many_are_never_told_too_low_and_seldom_too_high() -> None:
    rng = random.Random(0)
    often = [rng.getrandbits(64) for _ in range(20)]
    seldom = [rng.getrandbits(64) for _ in range(60_000)]
    seen = [*often * 100, *seldom, *often * 100]
    tally = Tally(exact=1000)
    for key in seen:
        tally.add(key)
    assert all(200 <= tally[key] <= 201 for key in often)
    counts = [tally[key] for key in seldom]
    assert min(counts) == 1
    assert sum(count > 1 for count in counts) < 60
