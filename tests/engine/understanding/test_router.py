from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.types import Accept, Candidate, Clarify, Defer
from engine.understanding.router import route


def scored(*scores: float) -> tuple[Candidate, ...]:
    return tuple(Candidate(f"intent{n}", score) for n, score in enumerate(scores))


@pytest.mark.parametrize(
    ("scores", "none", "verdict"),
    [
        ((0.9, 0.05), 0.05, Accept),
        ((0.8, 0.1), 0.1, Accept),  # the threshold itself passes
        ((0.79, 0.11), 0.1, Defer),
        ((0.46, 0.44), 0.1, Clarify),
        ((0.5, 0.3), 0.2, Defer),  # together sure, but not a tie
        ((0.35, 0.3), 0.1, Defer),  # a tie of two that are not sure together
        ((0.1, 0.05), 0.85, Defer),
        ((0.42, 0.38), 0.2, Clarify),
        ((), 1.0, Defer),
        ((0.9,), 0.1, Accept),
    ],
)
def test_verdicts(scores: tuple[float, ...], none: float, verdict: type) -> None:
    assert isinstance(route(scored(*scores), none, 0.8, 0.15), verdict)


def test_none_between_the_two_is_no_question() -> None:
    assert isinstance(route(scored(0.36, 0.31), 0.33, 0.6, 0.15), Defer)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.floats(0, 1), st.floats(0.5, 0.99), st.floats(0, 0.3))
def test_only_the_sure_is_accepted_and_nothing_is_lost(
    scores: list[float], none: float, threshold: float, margin: float
) -> None:
    candidates = scored(*sorted(scores, reverse=True))
    verdict = route(candidates, none, threshold, margin)
    assert verdict.candidates == candidates
    if isinstance(verdict, Accept):
        assert candidates[0].score >= threshold
        assert candidates[0].score > none
    if isinstance(verdict, Clarify):
        first, second = candidates[:2]
        assert second.score > none
        assert first.score - second.score < margin
        assert first.score + second.score >= threshold


@given(st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_a_higher_threshold_never_accepts_more(one: float, other: float) -> None:
    low, high = sorted((one, other))
    candidates = scored(0.75, 0.1)
    if isinstance(route(candidates, 0.15, high, 0.15), Accept):
        assert isinstance(route(candidates, 0.15, low, 0.15), Accept)
