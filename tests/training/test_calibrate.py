from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.calibrate import HIGHEST, Held, held, threshold, thresholds
from training.config import read_config

MIX = replace(read_config().crossfit, margin=0.0)


def found(scope: list[float], right: list[bool], near: list[float], far: list[float]) -> Held:
    return held(np.array(scope), np.array(right, bool), np.array(near, float), np.array(far, float), MIX)


def test_the_lowest_score_that_keeps_the_promise() -> None:
    scores = [0.95, 0.9, 0.85, 0.8, 0.75]
    sure = found(scores, [True] * 5, [0.7], [0.2])
    assert threshold(sure, 0.99, MIX) == 0.75
    assert sure.precision(0.75) == 1.0
    assert sure.coverage(0.75) == 1.0
    assert sure.precision(0.7) < 0.99


def test_one_confident_mistake_moves_it_up() -> None:
    right = [True] * 9 + [False]
    scores = [0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.7]
    assert threshold(found(scores, right, [], []), 0.95, MIX) == 0.91


def test_a_promise_that_cannot_be_kept_accepts_next_to_nothing() -> None:
    wrong = found([0.9, 0.8], [False, False], [0.95], [0.9])
    assert threshold(wrong, 0.95, MIX) == HIGHEST


def test_never_below_half() -> None:
    assert threshold(found([0.3, 0.2], [True, True], [0.0], [0.0]), 0.95, MIX) == MIX.lowest


def test_weights_are_the_assumed_traffic_whatever_the_sample() -> None:
    few = found([0.9], [True], [0.1] * 50, [0.1] * 7)
    assert few.weight.sum() == pytest.approx(1)
    assert few.weight[few.in_scope].sum() == pytest.approx(MIX.in_scope)
    nearly = found([0.9], [True], [], [0.1])
    assert nearly.weight.sum() == pytest.approx(1)


def test_ties_are_accepted_together_or_not_at_all() -> None:
    tied = found([0.9, 0.9, 0.8, 0.8], [True, True, True, False], [], [])
    assert threshold(tied, 0.9, MIX) == 0.9


SCORES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


@given(SCORES, st.lists(st.floats(0, 1), max_size=10), st.lists(st.floats(0, 1), max_size=10))
def test_kept_on_its_own_sample_and_rising_with_the_target(
    scope: list[tuple[float, bool]], near: list[float], far: list[float]
) -> None:
    one = found([score for score, _ in scope], [right for _, right in scope], near, far)
    at = thresholds(one, MIX)
    assert list(at) == ["0.95", "0.98", "0.99"]
    assert sorted(at.values()) == list(at.values())
    for value in at.values():
        assert MIX.lowest <= value <= HIGHEST


def test_another_mix_weighs_the_same_sentences_otherwise() -> None:
    found = Held(
        np.array([0.9, 0.8, 0.7]), np.array([True, True, False]), np.array([0.4, 0.4, 0.2]),
        np.array([True, True, False]),
    )  # fmt: skip
    half = found.mixed(0.5)
    assert half.weight.tolist() == pytest.approx([0.25, 0.25, 0.5])
    assert half.precision(0.5) == pytest.approx(0.5)
    assert found.mixed(0.8).weight.tolist() == pytest.approx(found.weight.tolist())
    assert found.mixed(1.0).precision(0.5) == pytest.approx(1.0)
