from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.understanding.race import Ask, Over, Race, Stand, Wait, step

BUDGET, HEDGE = 6.0, 2.4


def race(*stands: Stand, asked: tuple[float, ...] = ()) -> Race:
    return Race(stands, HEDGE, BUDGET, asked or (0.0,) * len(stands))


def test_the_first_is_asked_at_once() -> None:
    assert step(race("waiting", "waiting"), 0.0) == Ask(0, "first")
    assert step(race("resting", "waiting"), 0.0) == Ask(1, "first")


def test_who_has_not_begun_in_time_gets_company() -> None:
    assert step(race("asked", "waiting"), 1.0) == Wait(HEDGE)
    assert step(race("asked", "waiting"), HEDGE) == Ask(1, "hedge")
    assert step(race("begun", "waiting"), 5.0) == Wait(BUDGET)
    assert step(race("asked", "asked", "waiting", asked=(0.0, HEDGE, 0.0)), 3.0) == Wait(2 * HEDGE)
    assert step(race("asked", "asked"), 5.0) == Wait(BUDGET)


def test_who_declines_or_fails_is_followed_at_once() -> None:
    assert step(race("declined", "waiting"), 0.1) == Ask(1, "cascade")
    assert step(race("failed", "waiting"), 0.1) == Ask(1, "cascade")
    assert step(race("failed", "asked", "waiting", asked=(0.0, 1.0, 0.0)), 1.5) == Wait(1.0 + HEDGE)


def test_how_it_ends_without_an_answer() -> None:
    assert step(race("declined", "failed"), 1.0) == Over("declined")
    assert step(race("failed", "failed"), 1.0) == Over("failed")
    assert step(race("resting", "resting"), 0.0) == Over("failed")
    assert step(race("declined", "begun"), BUDGET) == Over("declined")
    assert step(race("asked", "waiting"), BUDGET) == Over("late")


def test_only_who_was_asked_long_ago_is_late() -> None:
    assert race("asked", "asked", "begun", asked=(0.0, 2.0, 0.0)).late(2.5) == (0,)


NEWS = st.tuples(st.integers(0, 3), st.sampled_from(["begun", "declined", "failed"]))


@given(st.integers(1, 4), st.lists(st.tuples(st.floats(0, 2), NEWS), max_size=12), st.floats(0.1, BUDGET))
def test_nobody_is_asked_twice_and_it_always_ends_in_time(
    models: int, news: list[tuple[float, tuple[int, Stand]]], hedge: float
) -> None:
    found, at, asked, coming = Race(("waiting",) * models, hedge, BUDGET), 0.0, list[int](), list(news)
    for _ in range(100):
        match step(found, at):
            case Over():
                break
            case Ask(runner=runner):
                assert at < BUDGET
                asked.append(runner)
                found = found.now(runner, "asked", at)
            case Wait(until_s=until):
                assert at < until <= BUDGET
                after, (runner, stand) = coming.pop(0) if coming else (BUDGET, (9, "failed"))
                if at + after < until and runner < models and found.stands[runner] in ("asked", "begun"):
                    at, found = at + after, found.now(runner, stand, at + after)
                else:
                    at = until
    else:
        raise AssertionError("it never ended")
    assert at <= BUDGET
    assert asked == sorted(set(asked)), "in their order, each once"
