from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.judging.beside import MOST, Beside
from telephony.judging.judge import Judgement

LEVELS = st.none() | st.floats(0, 100)


@pytest.mark.parametrize(("level", "odds"), [(None, 0), (75, 0), (64, 0), (59, 2), (50, 3), (0, 3)])
def test_what_is_much_duller_than_the_callers_own_was_said_beside(level: float | None, odds: float) -> None:
    assert Beside(70.0).odds(level) == pytest.approx(odds)


def test_of_a_caller_who_was_not_heard_yet_nothing_is_known() -> None:
    beside = Beside()
    assert beside.odds(0.0) == 0
    beside.take(None)
    assert not beside.is_own(70.0)
    beside.take(70.0)
    assert beside.is_own(65.0)
    assert not beside.is_own(None)


def test_a_caller_who_changes_to_another_microphone_is_known_again_after_some_turns() -> None:
    beside = Beside(70.0)
    turns = 0
    while beside.odds(58.0) and turns < 10:
        beside.take(58.0)
        turns += 1
    assert 1 < turns < 5


@given(st.lists(LEVELS), LEVELS)
def test_sound_never_speaks_for_a_caller_and_never_more_than_so_much_against(heard: list[float], level: float) -> None:
    beside = Beside()
    for each in heard:
        beside.take(each)
    assert 0 <= beside.odds(level) <= MOST


def test_a_judgement_takes_odds_from_elsewhere() -> None:
    found = Judgement("interruption", 0.6, 0.2, 0.1)
    assert found.heard(0.0) == found
    heard = found.heard(3.0)
    assert heard.aside == pytest.approx(0.834, abs=1e-3)
    assert heard.interruption / heard.tic == pytest.approx(6)
    assert heard.interruption + heard.aside + heard.tic < 1
