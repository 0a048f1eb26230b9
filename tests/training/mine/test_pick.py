"""Are the most valuable picked, none like another, and not too many of one caller?"""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.types import Candidate
from engine.understanding.classifier import Scores
from training.mine.pick import LIKE, pick
from training.mine.value import doubt, value


@given(st.integers(0, 2**32 - 1), st.integers(0, 30), st.integers(1, 12), st.integers(1, 4))
def test_the_bounds_hold(seed: int, count: int, most: int, each: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(count, 3)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    owners = [str(n) for n in rng.integers(0, 5, count)]
    values = rng.random(count).tolist()
    found = pick(values, vectors, owners, most=most, each=each, asked={})
    assert len(found) == len(set(found)) <= most
    assert all(n <= each for n in Counter(owners[n] for n in found).values())
    assert [values[n] for n in found] == sorted((values[n] for n in found), reverse=True)
    cosines = vectors[found] @ vectors[found].T if found else np.zeros((0, 0))
    assert (cosines[~np.eye(len(found), dtype=bool)] <= LIKE + 1e-6).all()
    if count and max(values) == values[np.argmax(values)]:
        assert found[0] == int(np.argmax(values))


def test_doubt_is_greatest_at_even_odds_and_protests_weigh_more() -> None:
    def scored(best: float) -> Scores:
        return Scores((Candidate("pay", best),), 1 - best)

    assert doubt(scored(0.5)) == 1.0
    assert doubt(scored(0.99)) < doubt(scored(0.8)) < doubt(scored(0.6))
    assert doubt(Scores((), 1.0)) == 0.0
    assert value(scored(0.9), ("not wanted",)) > value(scored(0.9), ("repeat",)) > value(scored(0.9), ())
