"""External handlers, whole: out of our stream in the middle of a handler, and back at the same step."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest
import structlog.testing

from engine.errors import HandlerError
from engine.rehearsal.virtual_time import run_virtual
from engine.types import Leave, Listening, Outcome, Returned, Secret, Transfer

OWES_80 = {"owes": Decimal("80.00")}
TO_THE_CONFIRMATION = ("make a payment", "123456", "#7391", "15")
PAY = '<Pay tokenType="one-time" />'
TAKEN = {"last4": "4242", "token": Secret("tok_1")}
STEP = "make_payment/do.pay.card"


def outside(*answers: Any, takes_s: float = 0.0, verbs: int = 1, forms: list[Any] | None = None) -> Any:
    """Return a handler that goes outside and then gives its next answer."""
    left = list(answers)

    async def handler(call: Any, **_: Any) -> Any:
        for _ in range(verbs):
            form = await call.outside(PAY)
            if forms is not None:
                forms.append(form)
        await asyncio.sleep(takes_s)
        found = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(found, Exception):
            raise found
        return Outcome(found) if isinstance(found, str) else found

    return handler


@pytest.fixture
def pay(call: Any, acme_outside: Any) -> Any:
    """Open a call with a handler for the card, and bring it to the confirmation."""

    async def opened(card: Any) -> Any:
        talk = call({"billing.sign_in": OWES_80, "pay.card": card}, release=acme_outside)
        await talk.all(*TO_THE_CONFIRMATION)
        return talk

    return opened


async def back(talk: Any, **form: str) -> Any:
    talk.conversation.came_back(form)
    return await talk.turn(Returned())


async def test_the_turn_ends_in_leaving_and_the_next_goes_on_with_what_the_handler_made_of_the_form(pay: Any) -> None:
    forms: list[Any] = []
    talk = await pay(outside(TAKEN, forms=forms))
    turn = await talk.says("yes")
    assert turn.next == Leave(STEP, "pay.card", PAY)
    assert (turn.did, turn.lines, talk.conversation.state.cursor) == ((), (), STEP)
    turn = await back(talk, Result="success", PaymentToken="tok_planted")
    assert forms == [{"Result": "success", "PaymentToken": "tok_planted"}]
    assert (turn.event, turn.rule, turn.did) == ("returned", "returned(done)", (("pay.card", "done"),))
    assert talk.heard == "Thanks. I've taken 15 pounds on the card ending 4242. Is there anything else I can help with?"
    assert talk.asked[-1] == ("pay.card", {"amount": Decimal("15.00")})
    for secret in ("tok_1", "tok_planted", "7391"):
        assert secret not in talk.everything


async def test_the_token_is_in_the_vault_and_nowhere_else(pay: Any) -> None:
    talk = await pay(outside(TAKEN))
    await talk.says("yes")
    assert len(talk.conversation._vault) == 1, "the passcode, as before"
    vaults: list[int] = []
    turn = talk.conversation.turn
    await back(talk)
    vaults.append(len(talk.conversation._vault))
    assert turn is not None
    assert vaults == [0], "the flow is over, and its secrets with it"


async def test_a_declined_card_is_asked_for_again_with_another_key(pay: Any) -> None:
    talk = await pay(outside("declined", TAKEN))
    await talk.says("yes")
    turn = await back(talk)
    assert (turn.rule, turn.did) == ("returned(declined)", (("pay.card", "declined"),))
    assert (talk.heard, isinstance(turn.next, Leave)) == ("The bank said no to that card.", True)
    await back(talk)
    assert "ending 4242" in talk.heard
    assert [c.key for c in talk.calls if "pay.card" in c.key] == [f"CA1:{STEP}:0", f"CA1:{STEP}:1"]


async def test_a_handler_may_leave_twice_before_it_is_done(pay: Any) -> None:
    forms: list[Any] = []
    talk = await pay(outside(TAKEN, verbs=2, forms=forms))
    await talk.says("yes")
    turn = await back(talk, Result="one")
    assert (turn.next, turn.did) == (Leave(STEP, "pay.card", PAY), ())
    turn = await back(talk, Result="two")
    assert ([form["Result"] for form in forms], turn.rule) == (["one", "two"], "returned(done)")


async def test_a_handler_that_need_not_leave_goes_on_in_the_same_turn(pay: Any) -> None:
    talk = await pay("cancelled")
    turn = await talk.says("yes")
    assert turn.did == (("pay.card", "cancelled"),)
    assert talk.heard.startswith("No problem. Nothing has been taken.")
    assert isinstance(turn.next, Listening)


@pytest.mark.parametrize(
    ("card", "event"),
    [
        (outside(RuntimeError("4111")), Returned()),
        (outside({"last4": 7}), Returned()),
        (outside("vanished"), Returned()),
        (outside(TAKEN), Returned("error")),
        (outside(TAKEN), Returned("sunk")),
        (outside(TAKEN), Returned("done", {"last4": 7})),
    ],
    ids=["raises", "nonsense", "undeclared", "told error", "told nonsense", "told a wrong result"],
)
async def test_what_goes_wrong_is_the_outcome_error(pay: Any, card: Any, event: Returned) -> None:
    talk = await pay(card)
    await talk.says("yes")
    talk.conversation.came_back({})
    with structlog.testing.capture_logs() as logs:
        turn = await talk.turn(event)
    assert turn.did == (("pay.card", "error"),)
    assert (turn.next.queue, turn.next.note) == (
        "billing", "Card capture failed. Caller wants to pay £15.00. Nothing taken.",
    )  # fmt: skip
    assert "4111" not in str(logs)


async def test_a_call_that_never_came_back_is_a_timeout_and_the_handler_is_let_go(pay: Any) -> None:
    ended: list[str] = []

    async def waits(call: Any, **_: Any) -> Any:
        try:
            await call.outside(PAY)
        finally:
            ended.append("let go")

    talk = await pay(waits)
    await talk.says("yes")
    turn = await talk.turn(Returned("timeout"))
    assert (turn.rule, turn.did) == ("returned(timeout)", (("pay.card", "timeout"),))
    await talk.conversation.close()
    assert ended == ["let go"]


def test_a_handler_that_never_ends_is_a_timeout_after_ten_seconds_with_fillers(
    acme_outside: Any, open_call_in_loop: Any
) -> None:
    async def scene() -> None:
        talk = open_call_in_loop(acme_outside, {"billing.sign_in": OWES_80, "pay.card": outside(TAKEN, takes_s=60)})
        await talk.all(*TO_THE_CONFIRMATION, "yes")
        clock = asyncio.get_running_loop().time
        began = clock()
        turn = await back(talk)
        assert (turn.did, clock() - began) == ((("pay.card", "timeout"),), pytest.approx(10.0))
        assert next(line.text for line in turn.lines if line.filler) == "One moment, please."
        await talk.conversation.close()

    run_virtual(scene())


def test_interrupting_before_the_call_has_left_sends_nobody_away(acme_outside: Any, open_call_in_loop: Any) -> None:
    async def slowly(call: Any, **_: Any) -> Any:
        await asyncio.sleep(2)
        await call.outside(PAY)
        return TAKEN

    async def scene() -> None:
        talk = open_call_in_loop(acme_outside, {"billing.sign_in": OWES_80, "pay.card": slowly})
        await talk.all(*TO_THE_CONFIRMATION)
        before = talk.conversation.state
        work = asyncio.create_task(talk.says("yes"))
        await asyncio.sleep(0.5)
        work.cancel()
        await asyncio.wait({work})
        assert work.cancelled()
        assert talk.conversation.state is before
        await talk.conversation.close()
        assert not talk.conversation._running

    run_virtual(scene())


async def test_a_process_that_was_started_anew_goes_on_with_an_error(pay: Any, call: Any, acme_outside: Any) -> None:
    first = await pay(outside(TAKEN))
    await first.says("yes")
    second = call({"billing.sign_in": OWES_80}, release=acme_outside, resume=first.journal[-1][1])
    turn = await second.turn(Returned("error"))
    assert (turn.did, isinstance(turn.next, Transfer), turn.next.queue) == ((("pay.card", "error"),), True, "billing")
    assert turn.next.note == "Card capture failed. Caller wants to pay £15.00. Nothing taken."
    lost = call({}, release=acme_outside, resume=first.journal[-1][1])
    assert (await lost.turn(Returned())).did == (("pay.card", "error"),)


async def test_closing_lets_a_handler_go_that_waits_outside(pay: Any) -> None:
    talk = await pay(outside(TAKEN))
    await talk.says("yes")
    await talk.conversation.close()
    assert not talk.conversation._running
    talk.conversation.came_back({"Result": "success"})


async def test_a_handler_cannot_leave_a_call_that_has_gone_on(pay: Any) -> None:
    problems: list[str] = []

    async def stubborn(call: Any, **_: Any) -> Any:
        try:
            await call.outside(PAY)
        except asyncio.CancelledError:
            try:
                await call.outside(PAY)
            except HandlerError as problem:
                problems.append(str(problem))
            raise

    talk = await pay(stubborn)
    await talk.says("yes")
    await talk.turn(Returned("timeout"))
    await talk.conversation.close()
    assert problems == ["the call has gone on without this handler"]
