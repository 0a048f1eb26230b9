"""Two wishes in one breath: both are served, one after the other, and the second is let go when it should be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.dialog.snapshot import dump, load
from engine.dialog.wordings import wording
from engine.types import Accept, Candidate, Clarify, StartFlow, Transfer

LATE = {"state": "late", "day": "Friday", "place": ""}
GIVEN: dict[str, Any] = {"orders.lookup": LATE, "billing.sign_in": {"owes": Decimal(80)}}
BOTH = "order status and make a payment"
TITLES = {"first": "your order", "second": "your payment"}


async def order_given(talk: Any) -> Any:
    """Answer the first flow's questions, up to its end."""
    await talk.says("4568")
    return await talk.says("no")


async def test_halves_that_are_sure_are_both_served(call: Any) -> None:
    talk = call(GIVEN)
    turn = await talk.all(BOTH)
    assert (turn.rule, turn.by) == ("start(order_status, make_payment)", "classifier")
    assert turn.candidates[0].label == "order_status"
    assert talk.heard.startswith(wording("both", "en-GB", **TITLES))
    assert talk.understands.asked == [BOTH, "order status", "make a payment"]
    turn = await talk.says("4568")
    turn = turn if "make_payment" in str(turn.path) else await talk.says("no")
    assert wording("next_up", "en-GB", title="your payment") in talk.heard
    assert turn.next.step == "verify_caller/ask.account"


async def test_a_model_says_both_and_the_values_go_to_whoever_they_were_said_with(call: Any) -> None:
    talk = call(GIVEN, fallback=True)
    said = "see about parcel 4568 and settle forty pounds"
    talk.understands.moves_of[said] = (StartFlow("order_status"), StartFlow("make_payment"))
    turn = await talk.all(said)
    assert (turn.rule, turn.by) == ("start(order_status, make_payment)", "a model")
    assert turn.slots["order_number"] == "4568"
    assert "amount" not in turn.slots
    turn = turn if "make_payment" in str(turn.path) else await talk.says("no")
    assert turn.slots["amount"] == Decimal("40.00")


async def test_where_words_part_in_several_ways_no_value_is_guessed(call: Any) -> None:
    talk = call(GIVEN, fallback=True)
    said = "see about 4568 and the boots and settle forty pounds"
    talk.understands.moves_of[said] = (StartFlow("order_status"), StartFlow("make_payment"))
    turn = await talk.all(said)
    assert "order_number" not in turn.slots


@pytest.mark.parametrize(
    "said",
    [
        "order status and bananas",
        "order status and my order",
        "put me through to a colleague of yours and make a payment",
        "order status make a payment",
    ],
)
async def test_what_is_not_two_sure_wishes_is_none(call: Any, said: str) -> None:
    talk = call(GIVEN)
    turn = await talk.all(said)
    assert turn.rule == "no_match"


async def test_it_comes_before_asking_which_of_the_two(call: Any) -> None:
    talk = call(GIVEN)
    close = (Candidate("make_payment", 0.5), Candidate("order_status", 0.45))
    talk.understands.verdicts[BOTH] = Clarify(close)
    assert (await talk.all(BOTH)).rule == "start(order_status, make_payment)"
    talk = call(GIVEN)
    talk.understands.verdicts["the thing and the other"] = Clarify(close)
    assert (await talk.all("the thing and the other")).rule == "clarify"


@pytest.mark.parametrize(("score", "rule"), [(0.99, "start(question)"), (0.9, "start(order_status, make_payment)")])
async def test_a_whole_that_is_surer_than_its_halves_is_one_wish(call: Any, score: float, rule: str) -> None:
    talk = call({**GIVEN, "kb.answer": {"say": "No fee."}})
    talk.understands.verdicts[BOTH] = Accept((Candidate("question", score),))
    assert (await talk.all(BOTH)).rule == rule.replace("question", "faq")


@pytest.mark.parametrize("gone", ["never mind", "put me through to a colleague of yours", "make a payment"])
async def test_the_second_is_dropped_when_the_caller_changes_course(call: Any, gone: str) -> None:
    talk = call(GIVEN)
    await talk.all(BOTH)
    assert any(frame.then for frame in talk.conversation.state.stack)
    await talk.says(gone)
    assert not any(frame.then for frame in talk.conversation.state.stack)


async def test_a_call_that_is_resumed_still_knows_the_second(call: Any) -> None:
    talk = call(GIVEN)
    await talk.all(BOTH)
    state = talk.conversation.state
    assert load(dump(state)) == state
    again = call(GIVEN, resume=dump(state))
    turn = await again.says("4568")
    turn = turn if "make_payment" in str(turn.path) else await again.says("no")
    assert "make_payment" in str(turn.path)


async def test_a_person_who_takes_over_is_told_what_else_was_wanted(call: Any) -> None:
    talk = call({**GIVEN, "orders.lookup": RuntimeError("down")})
    turn = await talk.all(BOTH, "4568")
    assert isinstance(turn.next, Transfer)
    assert (turn.next.context["flow"], turn.next.context["then"]) == ("order_status", "make_payment")


async def test_in_the_middle_of_a_flow_both_are_detours_and_it_goes_on(call: Any) -> None:
    talk = call({**GIVEN, "kb.answer": {"say": "No fee."}})
    await talk.all("make a payment")
    turn = await talk.says("order status and is there a fee for paying by card?")
    assert turn.rule == "digress(order_status, faq)"
    turn = await talk.says("4568")
    turn = turn if "faq" in str(turn.path) else await talk.says("no")
    assert "No fee." in talk.heard
    assert turn.next.step == "verify_caller/ask.account"


async def test_nothing_said_stays_in_a_repr(call: Any) -> None:
    talk = call(GIVEN)
    await talk.all(BOTH)
    assert "make a payment" not in repr(talk.conversation.state)
