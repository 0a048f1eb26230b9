"""Does a turn tell exactly what happened in it, by the plan's own names?"""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

from engine.types import Candidate, Clarify, Secret, Took

OWES_80 = {"owes": Decimal("80.00")}
TAKEN = {"last4": "4242", "token": Secret("tok_1")}
SIGNED_IN = ("make a payment", "123456", "#7391")
WELCOME = "welcome/listen.how_can_i_help"
CONFIRM = "make_payment/confirm.so_thats_amount_from"


def noted(turn: Any, kind: str) -> list[tuple[str, str]]:
    return [(took.where, took.name) for took in turn.took if took.kind == kind]


async def test_the_first_turn_says_the_notice_the_greeting_and_the_question(call: Any) -> None:
    turn = await call().rings()
    assert turn.took == (
        Took("on.started/say.youre_through_to_acme", "prompt", "say"),
        Took("welcome/say.thanks_for_calling_acme", "prompt", "say"),
        Took(WELCOME, "prompt", "listen"),
    )


async def test_a_label_and_a_key_start_a_flow_each_by_its_own_name(call: Any) -> None:
    assert noted(await call().all("where is my parcel"), "start") == [("order_status", "order_status")]
    assert noted(await call().all("is there a fee for paying by card?"), "start") == [("faq", "question")]
    assert noted(await call().all("#1"), "start") == [(WELCOME, "1")]


async def test_what_was_chosen_between_two_was_started_by_neither_label(call: Any) -> None:
    talk = call()
    talk.understands.verdicts["pay for my order"] = Clarify(
        (Candidate("order_status", 0.5), Candidate("make_payment", 0.45))
    )
    turn = await talk.all("pay for my order")
    assert noted(turn, "repair") == [(WELCOME, "clarify")]
    turn = await talk.keys("1")
    assert turn.rule == "choose(order_status)"
    assert noted(turn, "start") == []


async def test_failures_are_numbered_by_the_question_whatever_their_kind(call: Any) -> None:
    talk = call()
    await talk.all("order status")
    ask = "order_status/ask.order_number"
    turn = await talk.silence()
    assert noted(turn, "repair") == [(ask, "silence 1")]
    assert noted(turn, "prompt") == [("slot.order_number", "retry 1")]
    turn = await talk.says("mmm")
    assert noted(turn, "repair") == [(ask, "no_match 2")]
    assert noted(turn, "prompt") == [("slot.order_number", "retry 2")]
    turn = await talk.silence()
    assert noted(turn, "repair") == [(ask, "give_up")]


async def test_a_handler_that_fails_its_own_loop_gives_up_at_the_redo(call: Any) -> None:
    talk = call({"billing.sign_in": "wrong"})
    await talk.all("make a payment", "123456", "#0000", "#0000")
    turn = await talk.keys("0000")
    assert noted(turn, "outcome") == [("verify_caller/do.billing.sign_in", "wrong")]
    assert noted(turn, "repair") == [("verify_caller/redo.passcode", "give_up")]


async def test_branches_are_noted_even_where_they_have_no_edge_of_their_own(call: Any) -> None:
    talk = call({"orders.lookup": {"state": "on_its_way", "day": None, "place": ""}})
    turn = await talk.all("order status", "4568")
    assert noted(turn, "outcome") == [("order_status/do.orders.lookup", "error")]  # a day that is none
    talk = call({"billing.sign_in": OWES_80, "pay.card": TAKEN})
    turn = await talk.all(*SIGNED_IN, "15", "yes")
    assert noted(turn, "outcome") == [(CONFIRM, "yes"), ("make_payment/do.pay.card", "done")]
    turn = await talk.says("no")
    assert noted(turn, "outcome") == [("make_payment/confirm.would_you_like_a", "no")]


async def test_a_match_notes_the_case_it_took(call: Any) -> None:
    found = {"state": "late", "day": "Friday", "place": ""}
    turn = await call({"orders.lookup": found}).all("order status", "4568")
    assert noted(turn, "outcome") == [
        ("order_status/do.orders.lookup", "done"),
        ("order_status/match.order_state", "late"),
    ]


async def test_corrections_are_noted_where_they_were_made_and_so_are_those_refused(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80, "pay.card": TAKEN})
    await talk.all(*SIGNED_IN, "40")
    assert noted(await talk.says("no, I meant 45 pounds"), "repair") == [(CONFIRM, "correct amount")]
    await talk.says("yes")
    turn = await talk.says("no, I meant 50 pounds")
    assert noted(turn, "repair") == [("make_payment/confirm.would_you_like_a", "refuse amount")]


async def test_leaving_and_not_being_let_go(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80, "kb.answer": {"say": "No."}})
    await talk.all("make a payment", "123456")
    turn = await talk.says("is there a fee for paying by card?")
    assert noted(turn, "repair") == [
        ("verify_caller/ask.passcode", "stay"),
        ("verify_caller/ask.passcode", "no_match 1"),
    ]
    await talk.keys("7391")
    turn = await talk.says("is there a fee for paying by card?")
    assert noted(turn, "repair") == [("make_payment/ask.amount", "digress")]
    assert ("slot.amount", "short") in noted(turn, "prompt")


async def test_what_a_check_refuses_is_heard_with_its_number(call: Any) -> None:
    turn = await call({"billing.sign_in": OWES_80}).all(*SIGNED_IN, "90")
    assert noted(turn, "prompt") == [("slot.amount", "check 1"), ("slot.amount", "short")]


async def test_acts_and_a_read_back_are_noted_at_the_question(call: Any) -> None:
    talk = call()
    await talk.all("order status")
    for said, name in (("hang on", "hold"), ("could you repeat that", "repeat"), ("help", "help")):
        assert noted(await talk.says(said), "repair") == [("order_status/ask.order_number", name)]
    assert noted(await talk.says("4568", 0.4), "repair") == [("order_status/ask.order_number", "read_back")]


async def test_a_filler_counts_as_heard_when_it_was(call: Any) -> None:
    async def slow(_call: Any, **_: Any) -> Any:
        await asyncio.sleep(1.2)
        return {"say": "No."}

    turn = await call({"kb.answer": slow}).all("is there a fee for paying by card?")
    assert noted(turn, "prompt") == [("faq/do.kb.answer", "filler")]


async def test_nothing_of_the_callers_is_in_it(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80, "pay.card": TAKEN})
    await talk.all(*SIGNED_IN, "15", "yes", "no")
    told = repr([turn.took for turn in talk.turns])
    assert not any(value in told for value in ("123456", "7391", "15", "4242", "tok_1", "80"))
