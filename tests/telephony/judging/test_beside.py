from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.judging.beside import LEAST, MOST, NO_WORD, Beside
from telephony.judging.judge import Judgement
from telephony.nearness import Sound

SOUNDS = st.none() | st.builds(Sound, st.integers(0, 1000), st.none() | st.floats(0, 100))


@pytest.mark.parametrize(
    ("sound", "odds"),
    [
        (None, 0),
        (Sound(180), 0),
        (Sound(600, 75.0), -1),
        (Sound(600, 61.5), 0),
        (Sound(600, 56.5), 2),
        (Sound(600, 40.0), 3),
        (Sound(140), NO_WORD),
    ],
)
def test_what_is_much_duller_than_the_callers_own_was_said_beside(sound: Sound | None, odds: float) -> None:
    assert Beside(70.0).odds(sound, 1) == pytest.approx(odds)
    assert Beside().odds(sound, 1) == 0, "nothing is known of a caller who was not heard yet"


def test_many_words_in_little_sound_were_said_softly() -> None:
    assert Beside(70.0).odds(Sound(100), 3) == 0


def test_what_is_known_of_the_caller_is_told_from_what_is_not() -> None:
    beside = Beside()
    for nothing in (None, Sound(100)):
        beside.take(nothing)
        assert not beside.is_own(Sound(600, 70.0))
    beside.take(Sound(600, 70.0))
    assert beside.is_own(Sound(600, 65.0))
    assert not beside.is_own(Sound(600, 60.0))
    assert not beside.is_own(Sound(100))
    assert not beside.is_own(None)


def test_a_caller_who_changes_to_another_microphone_is_known_again_after_some_turns() -> None:
    beside, other, turns = Beside(70.0), Sound(600, 58.0), 0
    while beside.odds(other, 4) > 0 and turns < 10:
        beside.take(other)
        turns += 1
    assert 1 < turns < 5


@given(st.lists(SOUNDS), SOUNDS, st.integers(1, 9))
def test_sound_says_no_more_than_so_much(heard: list[Sound | None], sound: Sound | None, words: int) -> None:
    beside = Beside()
    for each in heard:
        beside.take(each)
    odds = beside.odds(sound, words)
    assert LEAST <= odds <= MOST or (odds == NO_WORD and words < 3)


def test_a_judgement_takes_odds_from_elsewhere() -> None:
    found = Judgement("interruption", 0.6, 0.2, 0.1)
    assert found.heard(0.0) == found
    heard = found.heard(3.0)
    assert heard.aside == pytest.approx(0.834, abs=1e-3)
    assert heard.interruption / heard.tic == pytest.approx(6)
    assert heard.interruption + heard.aside + heard.tic < 1
