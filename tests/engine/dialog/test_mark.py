"""What is taken back never happened: state, secrets, what was heard, and the end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.types import Listening, Transfer

OWES_80 = {"owes": Decimal("80.00")}


async def test_a_call_goes_on_from_its_mark_as_if_nothing_had_been_since(call: Any) -> None:
    talk = call({"billing.sign_in": OWES_80})
    await talk.all("make a payment", "123456")
    mark = talk.conversation.mark()
    before = talk.conversation.state
    await talk.all("no, I meant account 6 5 4 3 2 1", "let me talk to a human being")
    talk.conversation.back_to(mark)
    assert talk.conversation.state == before
    assert talk.conversation.listening.secret
    turn = await talk.keys("7391")
    assert turn.slots["account"] == "123456"
    assert isinstance(turn.next, Listening)


async def test_a_secret_of_the_mark_is_known_again_and_a_later_one_is_not(call: Any) -> None:
    talk = call({"billing.sign_in": ["wrong", OWES_80]})
    await talk.all("make a payment", "123456")
    early = talk.conversation.mark()
    await talk.keys("7391")
    assert talk.conversation._vault != early.vault
    talk.conversation.back_to(early)
    await talk.keys("1111")
    assert [str(arguments["passcode"].reveal()) for _, arguments in talk.asked] == ["7391", "1111"]


async def test_a_call_that_has_ended_goes_on_before_its_end(call: Any) -> None:
    talk = call({})
    await talk.says("order status")
    mark = talk.conversation.mark()
    turn = await talk.says("let me talk to a human being")
    assert isinstance(turn.next, Transfer)
    talk.conversation.back_to(mark)
    assert isinstance((await talk.says("help")).next, Listening)
