from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from engine.flows.source import read_text
from engine.rehearsal.judge import Happened, judge, judge_ending
from engine.rehearsal.read import read_source
from engine.types import HangUp, Line, Listening, Next, Secret, Transfer, Trouble, Turn

FILE = "tests/calls/x.yaml"
TODAY = date(2026, 11, 21)
TURN = Turn(
    index=1,
    event="said",
    heard="forty pounds",
    rule="fill(amount)",
    by="rule",
    candidates=(),
    path=("make_payment/ask.amount", "make_payment/do.payments.take"),
    lines=(Line("1.1", "Thanks.", "make_payment/say"),),
    did=(("payments.take", "declined"),),
    slots=MappingProxyType({"amount": Decimal("40.00")}),
    next=Listening("make_payment/confirm", "confirm"),
    millis={},
)
HAPPENED = Happened(
    turn=TURN,
    said=("The bank said no.", "Nothing has been taken."),
    first_line_s=1.0,
    asked=(("payments.take", {"amount": Decimal("40.00"), "passcode": Secret("7391")}),),
    traces="Nothing has been taken. token-77",
)


def failures(expectation: str, happened: Happened = HAPPENED) -> list[str]:
    text = f"- call: x\n  turns:\n    - caller: forty pounds\n      {expectation}\n"
    (call,), findings = read_source(read_text(text, FILE))
    assert findings == ()
    return [f"{each.at.line}:{each.at.column} {each.message}" for each in judge(call.turns[1], happened, TODAY)]


@pytest.mark.parametrize(
    "true",
    [
        "hears: [the bank said no, /nothing .* taken/]",
        "hears: said no. Nothing has",
        "never: credit",
        "slots: {amount: 40}",
        "did: payments.take",
        "did: {payments.take: declined}",
        "did: payments.take\n      with: {amount: 40.0}",
        "path: [fill(amount), make_payment/do.payments.take]",
        "within: 1s",
    ],
)
def test_what_is_true_passes(true: str) -> None:
    assert failures(true) == []


@pytest.mark.parametrize(
    ("false", "message"),
    [
        ("hears: [said yes]", "4:15 the caller should hear 'said yes'"),
        ("never: Nothing", "4:14 'Nothing' must never appear"),
        ("never: token-77", "4:14 'token-77' must never appear"),
        ("slots: {amount: 41}", "4:23 the slot 'amount' should be '41', it is '40.00'"),
        ("slots: {account: 1}", "4:24 the slot 'account' should be '1', it is not known"),
        ("did: orders.lookup", "4:12 'orders.lookup' should run; payments.take (declined)"),
        ("did: {payments.take: done}", "4:13 'payments.take (done)' should run; payments.take (declined)"),
        ("did: []", "3:7 no handler should run, 'payments.take' did"),
        ("path: [correct(amount)]", "4:14 the turn should go through 'correct(amount)'"),
        ("within: 800ms", "3:7 the first line should come within 0.8 s, it came after 1.00 s"),
    ],
)
def test_what_is_not_true_says_so_at_its_place(false: str, message: str) -> None:
    assert failures(false) == [message]


def test_an_argument_is_compared_and_a_secret_never_is() -> None:
    (once,) = failures("did: payments.take\n      with: {amount: 41}")
    assert once.endswith("'amount' should be given as '41', it was '40.00'")
    twice = replace(HAPPENED, asked=(*HAPPENED.asked, ("payments.take", {})))
    assert failures("did: payments.take\n      with: {amount: 41}", twice)[0].endswith(
        "it was '40.00' and then left out"
    )
    assert len(failures('did: payments.take\n      with: {passcode: "7391"}')) == 1


def test_an_unwritten_answer_fails_the_turn() -> None:
    happened = replace(HAPPENED, missing=("kb.answer",))
    assert failures("hears: bank", happened) == ["3:7 'kb.answer' was called and has no answer in given:"]


def test_a_slot_that_a_finished_flow_forgot_is_told_apart() -> None:
    (open_still,) = failures("slots: {room: double}")
    assert open_still.endswith("it is not known")
    (over,) = failures("slots: {room: double}", replace(HAPPENED, idle=True))
    assert over.endswith("it is not known any more: the flow has ended (look at 'with' of a handler)")


def test_understanding_that_nothing_decides_fails_the_turn_unless_a_rule_did() -> None:
    assert failures("hears: bank", replace(HAPPENED, missed=True)) == []
    guessed = replace(HAPPENED, missed=True, turn=replace(TURN, by="nobody", rule="no_match"))
    assert [message[:30] for message in failures("hears: bank", guessed)] == ["3:7 nothing says what this utt"]
    for rule in ("fill(nights)", "check(nights)", "read_back(nights)"):
        answered = replace(guessed, turn=replace(TURN, by="nobody", rule=rule))
        assert failures("hears: bank", answered) == [], rule


@pytest.mark.parametrize(("kind", "fails"), [("unwired", True), ("broke", True), ("raised", False), ("late", False)])
def test_what_no_written_answer_brings_about_fails_the_turn(kind: Any, fails: bool) -> None:
    broken = replace(HAPPENED, turn=replace(TURN, trouble=(Trouble(kind, "rooms.book needs room", "handlers.py:8"),)))
    assert failures("hears: bank", broken) == (["3:7 rooms.book needs room (handlers.py:8)"] if fails else [])


def test_for_a_correction_that_nobody_understood_there_is_other_advice() -> None:
    guessed = replace(HAPPENED, missed=True, turn=replace(TURN, by="nobody", rule="no_match"))
    (unknown, _) = failures("slots: {amount: 45}", guessed)
    assert "no rule took it for a correction of 'amount'; say it as 'no, I meant 45'" in unknown
    assert unknown.endswith('understood: {correct: {amount: "45"}}')
    assert failures("slots: {amount: 40}", guessed)[0].endswith("pin it with understood:, or add it to intents/")


@pytest.mark.parametrize(
    ("ends", "after", "holds"),
    [
        ("{transfer: billing}", Transfer("billing", "+441632960102"), True),
        ("{transfer: billing, note: 40 pounds}", Transfer("billing", "+441632960102", "Owes 40 pounds"), True),
        ("{transfer: billing, note: 41 pounds}", Transfer("billing", "+441632960102", "Owes 40 pounds"), False),
        ("{transfer: billing}", Transfer("orders", "+441632960101"), False),
        ("{transfer: billing}", HangUp(), False),
        ("hangup", HangUp(), True),
        ("hangup", Transfer("orders", "+441632960101"), False),
        ("done", HangUp(), False),
    ],
)
def test_how_a_call_ends(ends: str, after: Next, holds: bool) -> None:
    (call,), _ = read_source(read_text(f"- call: x\n  ends: {ends}\n", FILE))
    assert call.ends
    found = judge_ending(call.ends, replace(HAPPENED, turn=replace(TURN, next=after)))
    assert (not found) is holds


def test_done_means_that_no_flow_is_open() -> None:
    (call,), _ = read_source(read_text("- call: x\n  ends: done\n", FILE))
    assert call.ends
    assert len(judge_ending(call.ends, HAPPENED)) == 1
    assert judge_ending(call.ends, replace(HAPPENED, idle=True)) == ()
