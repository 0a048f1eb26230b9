from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.understanding.breaker import Breaker


def broken(at: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(breaker.most):
        assert breaker.lets(at)
        breaker.failed(at)
    return breaker


def test_after_three_failures_in_a_row_it_rests() -> None:
    breaker = broken()
    assert not breaker.lets(0.0)
    assert not breaker.lets(29.9)


def test_a_success_in_between_or_time_forgets() -> None:
    breaker = Breaker()
    for at in (0.0, 1.0):
        breaker.failed(at)
    breaker.worked()
    breaker.failed(2.0)
    assert breaker.lets(2.0)
    slow = Breaker()
    for at in (0.0, 50.0, 100.0, 150.0):
        slow.failed(at)
        assert slow.lets(at)


def test_after_the_rest_one_may_try() -> None:
    breaker = broken()
    assert [breaker.lets(30.0), breaker.lets(30.0)] == [True, False]
    breaker.failed(31.0)
    assert [breaker.lets(60.0), breaker.lets(61.0)] == [False, True]
    breaker.worked()
    assert breaker.lets(61.0)
    assert breaker.lets(61.0)


@given(st.lists(st.tuples(st.floats(0, 40), st.sampled_from(["ask", "fail", "work"])), max_size=40))
def test_it_never_rests_for_good(story: list[tuple[float, str]]) -> None:
    breaker, now = Breaker(), 0.0
    for seconds, what in story:
        now += seconds
        match what:
            case "fail":
                breaker.failed(now)
            case "work":
                breaker.worked()
                assert breaker.lets(now)
            case _:
                breaker.lets(now)
    assert breaker.lets(now + breaker.rest_s)


def test_two_refusals_are_enough_and_only_in_a_row() -> None:
    breaker = Breaker()
    breaker.failed(0.0, "refused")
    assert breaker.lets(0.0)
    breaker.failed(1.0, "dropped")
    assert breaker.lets(1.0)
    breaker.worked()
    for at in (2.0, 3.0):
        breaker.failed(at, "refused")
    assert not breaker.lets(3.0)
    assert breaker.rests


def test_no_two_rests_are_equally_long() -> None:
    draws = iter((0.0, 1.0))
    breaker = Breaker(draw=lambda: next(draws))
    for _ in range(2):
        breaker.failed(0.0, "refused")
    assert [breaker.lets(29.9), breaker.lets(30.0)] == [False, True]
    assert [breaker.lets(74.9), breaker._rests_until] == [False, 75.0]
