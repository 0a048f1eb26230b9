from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import metrics
from training.calibrate import Held, weighted


def found(scope: list[tuple[float, bool]], out: list[float], share: float = 0.2) -> Held:
    scores = np.array([score for score, _ in scope])
    right = np.array([each for _, each in scope], bool)
    return weighted(scores, right, ((np.array(out, float), share),), 1 - share)


PERFECT = found([(0.9, True)] * 4, [0.1] * 4)


def test_a_perfect_model() -> None:
    assert metrics.auroc(PERFECT) == 1.0
    assert metrics.false_accepts(PERFECT) == 0.0
    assert metrics.coverage_at(PERFECT, 1.0) == 1.0
    many = found([(0.9, True)] * 800, [0.1] * 200)
    assert metrics.excess_aurc(many) == pytest.approx(0, abs=1e-3)


def test_an_accepted_stranger_is_as_wrong_as_a_confused_intent() -> None:
    half = found([(0.9, True), (0.8, True)], [0.85], share=1 / 3)
    assert metrics.coverage_at(half, 0.9) == 0.5
    assert metrics.coverage_at(half, 2 / 3) == 1.0
    assert metrics.threshold_at(half, 0.9) == 0.9
    confused = found([(0.9, False)], [0.1])
    assert metrics.coverage_at(confused, 0.5) == 0.0
    assert metrics.threshold_at(confused, 0.5) is None


def test_ties_are_accepted_together() -> None:
    tied = found([(0.9, True), (0.9, False)], [])
    assert metrics.curve(tied).precision.tolist() == [0.5]
    assert metrics.auroc(found([(0.5, True)], [0.5])) == 0.5


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=20),
    st.lists(st.integers(0, 9), min_size=1, max_size=20),
)
def test_auroc_counts_pairs(scope: list[tuple[int, bool]], out: list[int]) -> None:
    pairs = [(s > o) + (s == o) / 2 for s, _ in scope for o in out]
    one = found([(s / 10, right) for s, right in scope], [o / 10 for o in out])
    assert metrics.auroc(one) == pytest.approx(sum(pairs) / len(pairs))
    points = metrics.curve(one)
    assert points.coverage[-1] == pytest.approx(1)
    assert sorted(points.coverage) == points.coverage.tolist()
    assert metrics.coverage_at(one, 0.0) == pytest.approx(1)


def test_false_accepts_are_counted_where_nineteen_of_twenty_are_kept() -> None:
    scope = [(n / 20, True) for n in range(20, 0, -1)]
    assert metrics.false_accepts(found(scope, [0.06, 0.12, 0.5, 0.9])) == pytest.approx(0.75)


def test_calibration_error_is_the_gap_between_belief_and_truth() -> None:
    assert metrics.calibration_error(found([(0.95, True)] * 19 + [(0.95, False)], [])) == pytest.approx(0)
    assert metrics.calibration_error(found([(0.95, False)] * 4, [])) == pytest.approx(0.95)


def test_macro_f1() -> None:
    assert metrics.macro_f1([0, 0, 1, 1], [0, 0, 1, 1]) == 1.0
    assert metrics.macro_f1([0, 0, 1, 1], [0, 0, 0, 0]) == pytest.approx((2 / 3) / 2)
    assert metrics.macro_f1([0, 1], [7, 1]) == 0.5


@pytest.mark.parametrize(
    ("errors", "asked", "precision"),
    [(0, 59, 0.95), (1, 93, 0.95), (2, 124, 0.95), (5, 208, 0.95), (0, 149, 0.98), (1, 236, 0.98), (2, 628, 0.99)],
)
def test_what_a_sample_certifies(errors: int, asked: int, precision: float) -> None:
    assert metrics.lower_bound(asked - errors, asked) >= precision
    assert metrics.lower_bound(asked - errors - 1, asked - 1) < precision


def test_nothing_certifies_nothing() -> None:
    assert metrics.lower_bound(0, 0) == 0.0
    assert metrics.lower_bound(0, 10) == 0.0
    with pytest.raises(ValueError, match="11 right of 10"):
        metrics.lower_bound(11, 10)


def test_what_a_sample_rules_out() -> None:
    assert metrics.upper_bound(10, 10) == 1.0
    assert metrics.upper_bound(90, 100) < 0.95
    assert metrics.upper_bound(0, 0) == 1.0


@pytest.mark.parametrize("precision", [0.5, 0.9, 0.95, 0.98, 0.99])
def test_fewer_than_the_fewest_certify_nothing(precision: float) -> None:
    count = metrics.fewest(precision)
    assert count is not None
    assert metrics.lower_bound(count, count) >= precision
    assert metrics.lower_bound(count - 1, count - 1) < precision


def test_no_sample_certifies_perfection() -> None:
    assert metrics.fewest(1.0) is None


def test_tenths_hold_what_was_claimed_beside_what_is_true() -> None:
    low, high = metrics.reliability(found([(0.15, False), (0.95, True), (0.97, True), (1.0, False)], [0.5]))
    assert (low.low, low.high, low.sentences, low.right) == (0.1, 0.2, 1, 0.0)
    assert (high.sentences, high.right) == (3, pytest.approx(2 / 3))
    assert high.score == pytest.approx((0.95 + 0.97 + 1.0) / 3)
