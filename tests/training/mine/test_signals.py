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


def test_a_second_wish_corrects_nothing() -> None:
    assert signals([turn("pay", "accept", "pay"), turn("where is my order", "accept", "order")]) == {}
    politely = turn("no thanks but where is my order", "accept", "order")
    assert signals([turn("pay", "accept", "pay"), politely]) == {}
    assert signals([turn("pay", "accept", "pay"), turn("no goodbye", "accept", "goodbye")]) == {}
    assert signals([turn("pay", "accept", "pay"), turn("no an agent", "accept", "human")]) == {}


@pytest.mark.parametrize(
    "said",
    [
        "no, my order",
        "no I want to know where my order is",
        "um sorry I meant my order",
        "not a bill but an order",
        "can I track my order instead",
        "nein, meine Bestellung",
        "no, quería saber de mi pedido",
    ],
)
def test_what_is_taken_back_for_another_intent_is_corrected(said: str) -> None:
    assert signals([turn("pay", "accept", "pay"), turn(said, "accept", "order")]) == {0: {"correction"}}
    assert signals([turn("pay", "accept", "pay"), turn(said, "accept", "pay")]) == {}
    assert signals([turn("pay", "accept", "pay"), turn("40 pounds"), turn(said, "accept", "order")]) == {}


@pytest.mark.parametrize(
    "said",
    [
        "no internet since monday",
        "no one came to mend it",
        "i'm not sure but it is cold",
        "nein danke, wo ist mein paket",
        "no puedo entrar",
        "no",
    ],
)
def test_a_no_that_says_something_else_takes_nothing_back(said: str) -> None:
    assert signals([turn("pay", "accept", "pay"), turn(said, "accept", "fault")]) == {}


def test_the_same_words_understood_otherwise_correct_what_was_made_of_them() -> None:
    call = [turn("where is my parcel", "accept", "pay"), turn("where is my parcel please", "accept", "order")]
    assert signals(call) == {0: {"correction"}}


def test_a_flow_that_is_cancelled_at_once_for_another_was_none_that_was_wanted() -> None:
    start, cancel = turn("pay", "accept", "pay"), turn("cancel", "accept", "cancel", by="rule")
    assert signals([start, cancel, turn("my order", "accept", "order")]) == {0: {"correction"}}
    assert signals([start, cancel, turn("pay a bill", "accept", "pay")]) == {}
    assert signals([start, cancel]) == {}
    assert signals([start, turn("40 pounds"), cancel, turn("my order", "accept", "order")]) == {}


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
    st.text(max_size=12) | st.sampled_from(["no, my order", "my order"]),
    st.sampled_from(["", "accept", "defer", "clarify"]),
    st.sampled_from(["", "pay", "order", "cancel", "human"]),
    st.sampled_from(["classifier", "keys", "a model"]),
)


@given(st.lists(TURNS, max_size=8))
def test_whatever_the_call_reasons_are_about_turns_in_it(call: list[LoggedTurn]) -> None:
    assert set(signals(told_later(call))) <= set(range(len(call)))
