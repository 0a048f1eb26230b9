from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.compare import Answer, Comparison, Pair, Side, compare, side
from training.metrics import aurc

WRONG, RIGHT = Answer("b", 0.7, accepted=True), Answer("a", 0.8, accepted=True)


def pairs(both: int, only_champion: int, only_challenger: int, neither: int = 0) -> list[Pair]:
    return (
        [Pair("x", "a", RIGHT, RIGHT)] * both
        + [Pair("lost", "a", RIGHT, WRONG)] * only_champion
        + [Pair("won", "a", WRONG, RIGHT)] * only_challenger
        + [Pair("y", "a", WRONG, WRONG)] * neither
    )


def compared(found: list[Pair], **more: float) -> Comparison:
    return compare(found, precision=0.95, in_scope=0.8, seed=1, resamples=int(more.get("resamples", 400)))


def test_two_points_on_a_thousand_sentences_are_more_than_chance() -> None:
    worse = compared(pairs(920, 30, 10, 40)).figure("accuracy")
    better = compared(pairs(920, 10, 30, 40)).figure("accuracy")
    assert worse.gain == pytest.approx(-0.02)
    assert worse.is_worse
    assert not worse.is_better
    assert better.gain == pytest.approx(0.02)
    assert better.is_better
    assert not better.is_worse


def test_two_points_on_fifty_sentences_are_not() -> None:
    one = compared(pairs(46, 1, 0, 3)).figure("accuracy")
    assert one.gain == pytest.approx(-0.02)
    assert not one.is_worse


def test_the_bounds_are_those_of_a_normal_difference() -> None:
    accuracy = compared(pairs(900, 60, 40), resamples=4000).figure("accuracy")
    error = np.sqrt((0.1 - 0.02**2) / 1000)
    assert accuracy.low == pytest.approx(-0.02 - 1.645 * error, abs=0.002)
    assert accuracy.high == pytest.approx(-0.02 + 1.645 * error, abs=0.002)


def test_what_each_alone_gets_right_is_told() -> None:
    found = compared(pairs(5, 2, 1, 1))
    assert [pair.text for pair in found.better] == ["won"]
    assert [pair.text for pair in found.worse] == ["lost", "lost"]


def test_an_accepted_stranger_counts_against_precision_and_coverage() -> None:
    strangers = [Pair("s", "_out_of_scope", Answer("a", 0.1, accepted=False), Answer("a", 0.9, accepted=True))] * 50
    found = compared(pairs(200, 0, 0) + strangers)
    assert found.out_of_scope == 50
    assert found.figure("precision").champion == 1.0
    assert found.figure("precision").challenger == pytest.approx(0.8)
    assert found.figure("precision").is_worse
    assert found.figure("coverage").is_worse
    assert found.figure("e_aurc").is_worse
    assert found.figure("accuracy").gain == 0
    assert found.worse == tuple(strangers)


def test_who_accepts_nothing_is_precise_and_acts_on_nothing() -> None:
    shy = Answer("a", 0.8, accepted=False)
    found = compared([Pair("x", "a", RIGHT, shy)] * 20)
    assert found.figure("precision").challenger == 1.0
    assert found.figure("acted_on").is_worse


ANSWERS = st.builds(Answer, st.sampled_from("abc"), st.sampled_from([0.1, 0.5, 0.9]), accepted=st.booleans())
PAIRS = st.lists(st.builds(Pair, st.just("x"), st.sampled_from(["a", "b", "_out_of_scope"]), ANSWERS, ANSWERS))


@settings(max_examples=25)
@given(PAIRS)
def test_two_that_are_the_same_never_differ_and_swapping_them_swaps_the_signs(found: list[Pair]) -> None:
    found = [*found, Pair("x", "a", RIGHT, RIGHT)]
    same = [Pair(pair.text, pair.label, pair.champion, pair.champion) for pair in found]
    for figure in compared(same, resamples=20).figures:
        assert (figure.gain, figure.low, figure.high) == (0, 0, 0)
    there = compared(found, resamples=20)
    back = compared([Pair(pair.text, pair.label, pair.challenger, pair.champion) for pair in found], resamples=20)
    for one, other in zip(there.figures, back.figures, strict=True):
        assert one.gain == pytest.approx(-other.gain)
        assert one.low == pytest.approx(-other.high)


@settings(max_examples=50)
@given(PAIRS, st.integers(0, 99))
def test_all_resamples_at_once_give_what_each_would_alone(found: list[Pair], seed: int) -> None:
    found = sorted([*found, Pair("x", "a", RIGHT, RIGHT)], key=lambda pair: pair.label == "_out_of_scope")
    one = side(found, [pair.champion for pair in found], 0.8)
    scope = sum(pair.label != "_out_of_scope" for pair in found)
    rng = np.random.default_rng(seed)
    drawn = np.concatenate(
        [rng.integers(0, scope, scope), rng.integers(scope, max(len(found), scope + 1), len(found) - scope)]
    )
    counts = np.bincount(drawn, minlength=len(found))
    alone = Side(one.held.only(drawn), one.accepted[drawn]).measured(0.95)
    together = one.resampled(counts[None], 0.95)
    for name in ("accuracy", "coverage", "precision", "acted_on"):
        assert together[name][0] == pytest.approx(alone[name])


def test_the_area_is_the_one_of_the_metrics_without_its_constant() -> None:
    rng = np.random.default_rng(0)
    found = [
        Pair(
            "x", "a" if n < 160 else "_out_of_scope", Answer(rng.choice(["a", "b"]), rng.random(), accepted=True), RIGHT
        )
        for n in range(200)
    ]
    one = side(found, [pair.champion for pair in found], 0.8)
    together = one.resampled(np.ones((1, 200), np.int64), 0.95)["e_aurc"][0]
    assert together == pytest.approx(aurc(one.held))
