from __future__ import annotations

import pytest
from twilio.twiml.voice_response import Pay

from engine.errors import HandlerError
from engine.handlers.outside import element
from engine.handlers.registry import Call


@pytest.mark.parametrize(
    ("verb", "found"),
    [
        ("<Pay/>", "<Pay />"),
        (str(Pay(token_type="one-time")), '<Pay tokenType="one-time" />'),
        ("<Pay><Prompt for='postal-code'><Say>Your postcode</Say></Prompt></Pay>",
         '<Pay><Prompt for="postal-code"><Say>Your postcode</Say></Prompt></Pay>'),
        ("<Redirect>https://cards.example/take?to={back}</Redirect>",
         "<Redirect>https://cards.example/take?to={back}</Redirect>"),
    ],
)  # fmt: skip
def test_one_element_that_comes_back(verb: str, found: str) -> None:
    assert element(verb) == found


@pytest.mark.parametrize(
    ("verb", "problem"),
    [
        ("", "not one TwiML element"),
        ("Pay", "not one TwiML element"),
        ("<Pay/><Pay/>", "not one TwiML element"),
        ('<Pay action="/mine"/>', "has an action of its own"),
        ("<Hangup/>", "does not come back to us"),
        ("<Response><Pay/></Response>", "does not come back to us"),
        ("<Redirect>https://cards.example/take</Redirect>", "does not say how to come back"),
    ],
)
def test_what_would_not_come_back_is_refused(verb: str, problem: str) -> None:
    with pytest.raises(HandlerError, match=problem) as raised:
        element(verb)
    assert raised.value.todo


async def test_only_an_external_handler_leaves() -> None:
    with pytest.raises(HandlerError, match="only an external handler"):
        await Call("CA1", "key").outside("<Pay/>")
