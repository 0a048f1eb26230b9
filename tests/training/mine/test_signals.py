"""Do the courses of calls tell where we went wrong, and only where they do?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.types import Candidate
from training.log.record import LoggedTurn
from training.mine.signals import disagrees, signals, told_later


def turn(said: str, verdict: str = "", meaning: str = "", by: str = "classifier", best: str = "pay") -> LoggedTurn:
    held = (Candidate(best, 0.6),) if verdict else ()
    return LoggedTurn("CA1", 0, said, verdict=verdict, meaning=meaning, by=by, candidates=held)


def test_words_said_again_are_a_repeat_of_what_was_not_understood() -> None:
    call = [turn("where is my parcel", "defer"), turn("where's my parcel where is it", "accept", "order"), turn("yes")]
    assert signals(call)[0] == {"repeat"}
    assert 1 not in signals(call)


def test_a_call_that_ends_without_understanding_was_given_up() -> None:
    assert signals([turn("hello"), turn("the thing you sent", "defer")]) == {1: {"gave up"}}
    to_people = [turn("the thing", "defer"), turn("agent", "accept", "human")]
    assert signals(to_people) == {0: {"gave up"}}


@pytest.mark.parametrize(
    "protest",
    [
        "no, that's not what I wanted",
        "I didn't ask for that",
        "that's wrong",
        "no that is wrong",
        "nein, das meinte ich nicht",
        "no, eso no es lo que pedí",
    ],
)
def test_a_protest_is_about_what_was_done_before(protest: str) -> None:
    assert signals([turn("pay", "accept", "pay"), turn(protest, "defer", "x")])[0] == {"not wanted"}


def test_another_intent_at_once_corrects_the_one_that_was_acted_on() -> None:
    assert signals([turn("pay", "accept", "pay"), turn("my order", "accept", "order")]) == {0: {"correction"}}
    assert signals([turn("pay", "accept", "pay"), turn("40 pounds"), turn("my order", "accept", "order")]) == {}


def test_what_a_language_model_or_the_caller_made_of_it_may_differ() -> None:
    assert disagrees(turn("x", "defer", "order", by="claude-haiku-5-5"))
    assert not disagrees(turn("x", "defer", "pay", by="claude-haiku-5-5"))
    assert not disagrees(turn("x", "accept", "order", by="classifier"))
    keyed = LoggedTurn("CA1", 1, "", by="keys", meaning="order")
    call = told_later([turn("pay for my order", "clarify"), keyed])
    assert call[0].meaning == "order"
    assert signals(call)[0] == {"disagreement"}


def test_a_log_that_knows_no_verdicts_tells_nothing() -> None:
    assert signals([turn("hello"), turn("hello"), turn("no that's wrong")]) == {}


TURNS = st.builds(
    turn,
    st.text(max_size=12),
    st.sampled_from(["", "accept", "defer", "clarify"]),
    st.sampled_from(["", "pay", "human"]),
    st.sampled_from(["classifier", "keys", "a model"]),
)


@given(st.lists(TURNS, max_size=8))
def test_whatever_the_call_reasons_are_about_turns_in_it(call: list[LoggedTurn]) -> None:
    assert set(signals(told_later(call))) <= set(range(len(call)))
