"""Are the best five intents told, best first, and "none" beside them?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.understanding.head import Head
from training.mine.marks import marks
from training.mine.scoring import ModelScorer


def test_scores_are_the_shares_of_the_head(scorer: ModelScorer) -> None:
    texts = ["where is my order", "pay my bill", "where is my order"]
    found = scorer.scores(texts)
    assert [each.candidates[0].label for each in found] == ["order_status", "make_payment", "order_status"]
    assert found[0] == found[2]
    for each in found:
        assert sum(candidate.score for candidate in each.candidates) + each.none == pytest.approx(1, abs=1e-5)
        assert list(each.candidates) == sorted(each.candidates, key=lambda candidate: -candidate.score)


@given(st.integers(1, 9), st.integers(0, 6), st.integers(0, 2**32 - 1))
def test_columns_and_scores_say_the_same(labels: int, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    head = Head(rng.normal(size=(labels + 1, 4)).astype(np.float32), np.zeros(labels + 1, np.float32))
    shares = head.probabilities(rng.normal(size=(count, 4)).astype(np.float32))
    found = marks(shares)
    assert len(found) == count
    assert found.labels.shape == (count, min(labels, 5))
    for row, scores in zip(shares, found.scores([f"l{n}" for n in range(labels)]), strict=True):
        best = sorted(range(labels), key=lambda n: -row[n])[:5]
        assert [each.label for each in scores.candidates] == [f"l{n}" for n in best]
        assert [each.score for each in scores.candidates] == [float(row[n]) for n in best]
        assert scores.none == float(row[-1])
