from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ProtocolError
from telephony.simulator.answer import End, read
from telephony.simulator.pay import Card, Pay, outcome, problem
from telephony.simulator.pay import read as read_pay

GOOD = '<Pay tokenType="one-time" maxAttempts="3" chargeAmount="0" action="https://calls.test/back"/>'


def pay(**attributes: str) -> Pay:
    element = ET.Element("Pay", attributes)
    return read_pay(element)


def test_it_is_read_with_all_its_attributes() -> None:
    verb, end = read(f"<Response>{GOOD}</Response>")
    assert isinstance(verb, Pay)
    assert (verb.action, verb.charges, problem(verb, secure=True)) == ("https://calls.test/back", False, "")
    assert isinstance(end, End)


@pytest.mark.parametrize("element", ['<Pay amount="3"/>', "<Pay><Say>Hello</Say></Pay>"])
def test_what_the_schema_does_not_know_is_refused(element: str) -> None:
    with pytest.raises(ProtocolError, match="12200"):
        read(f"<Response>{element}</Response>")


@pytest.mark.parametrize(
    ("attributes", "wrong"),
    [
        ({"chargeAmount": "-0.5"}, "chargeAmount='-0.5' (not a number between 0.00 - 1,000,000.00)"),
        ({"chargeAmount": "much"}, "chargeAmount='much'"),
        ({"chargeAmount": "1000001"}, "chargeAmount='1000001'"),
        ({"tokenType": "once"}, "tokenType='once'"),
        ({"maxAttempts": "4"}, "maxAttempts='4'"),
        ({"input": "speech"}, "input='speech'"),
        ({"timeout": "soon"}, "timeout='soon'"),
        ({"validCardTypes": "visa monopoly"}, "validCardTypes='visa monopoly'"),
        ({"action": "http://calls.test/back"}, "must use https"),
    ],
)
def test_values_that_twilio_refuses_are_a_validation_error(attributes: dict[str, str], wrong: str) -> None:
    found = outcome(pay(**attributes), Card(), secure=True, serial="1")
    assert found["Result"] == "validation-error"
    assert wrong in found["PaymentError"]


def test_plain_http_is_for_a_server_that_has_nothing_else() -> None:
    assert problem(pay(action="http://127.0.0.1:8080/back"), secure=False) == ""


def test_a_token_or_a_charge_and_never_both() -> None:
    token = outcome(pay(tokenType="one-time"), Card(token="tok_7"), secure=True, serial="9")
    assert (token["PaymentToken"], "PaymentConfirmationCode" in token) == ("tok_7", False)
    charge = outcome(pay(chargeAmount="45.00"), Card(token="tok_7"), secure=True, serial="9")
    assert (charge["PaymentConfirmationCode"], "PaymentToken" in charge) == ("ch_9", False)


@given(number=st.text("0123456789", min_size=13, max_size=19), amount=st.sampled_from(["", "0", "9.99"]))
def test_no_digit_of_the_card_comes_back_but_the_last_four(number: str, amount: str) -> None:
    found = outcome(pay(**({"chargeAmount": amount} if amount else {})), Card(number=number), secure=True, serial="x")
    assert found["PaymentCardNumber"] == f"xxxx-xxxx-xxxx-{number[-4:]}"
    assert number not in str(found)
    assert found["SecurityCode"] == "***"


@pytest.mark.parametrize(
    "result", ["too-many-failed-attempts", "payment-connector-error", "caller-interrupted-with-star"]
)
def test_what_did_not_succeed_brings_no_card_and_no_token(result: str) -> None:
    found = outcome(pay(), Card(result), secure=True, serial="1")  # type: ignore[arg-type]
    assert found["Result"] == result
    assert {"PaymentToken", "PaymentCardNumber", "PaymentConfirmationCode"}.isdisjoint(found)
