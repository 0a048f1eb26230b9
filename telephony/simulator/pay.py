"""What does Twilio do with ``<Pay>``? It captures a card by keypad, out of our hearing, and reports to ``action``.

Pure: the element and a scripted caller in, the fields of the webhook out. Whatever Twilio refuses of the element is a
``validation-error``, as there. No digit of the card comes back but the last four.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Literal
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from engine.errors import ProtocolError

Result = Literal[
    "success",
    "too-many-failed-attempts",
    "payment-connector-error",
    "caller-interrupted-with-star",
    "caller-hung-up",
    "internal-error",
]
_MOST = Decimal(1_000_000)
_CARDS = frozenset("visa mastercard amex maestro discover optima jcb diners-club enroute".split())  # noqa: SIM905 - a word list
_ALLOWED: Mapping[str, frozenset[str]] = {
    "input": frozenset(("dtmf",)),
    "paymentMethod": frozenset(("ach-debit", "credit-card")),
    "tokenType": frozenset(("one-time", "reusable", "payment-method")),
    "maxAttempts": frozenset("123"),
    "securityCode": frozenset(("true", "false")),
    "bankAccountType": frozenset(("consumer-checking", "consumer-savings", "commercial-checking")),
}
_FREE = frozenset(
    """
    action statusCallback statusCallbackMethod timeout postalCode minPostalCodeLength paymentConnector chargeAmount
    currency description validCardTypes language
    """.split()  # noqa: SIM905 - a word list
)
_CHILDREN = frozenset(("Prompt", "Parameter"))


@dataclass(frozen=True, slots=True)
class Pay:
    """Capture a card, then go on at ``action``."""

    attributes: Mapping[str, str]
    action: str

    @property
    def charges(self) -> bool:
        """Whether money is taken; else the card becomes a token."""
        return bool(self.attributes.get("chargeAmount", "").strip("0.-"))


@dataclass(frozen=True, slots=True)
class Card:
    """What a scripted caller does when he is asked for a card."""

    result: Result = "success"
    number: str = field(default="4242424242424242", repr=False)
    token: str = field(default="", repr=False)
    """What the payment processor makes of it; empty: a token of the simulator's."""
    takes_ms: int = 300
    """How long it takes him to key it in."""


def read(element: ET.Element) -> Pay:
    """Return the element. Raises ``ProtocolError`` for what Twilio's schema does not know at all."""
    unknown = sorted({*element.attrib} - {*_ALLOWED, *_FREE}) or sorted({each.tag for each in element} - _CHILDREN)
    if unknown:
        raise ProtocolError(f"12200: <Pay> knows no {unknown[0]!r}")
    return Pay(dict(element.attrib), element.attrib.get("action", ""))


def problem(pay: Pay, *, secure: bool) -> str:
    """Return what is wrong with the values, as ``PaymentError`` says it; empty: nothing. ``secure``: https only."""
    for name, allowed in _ALLOWED.items():
        if pay.attributes.get(name, next(iter(allowed))) not in allowed:
            return f"{name}='{pay.attributes[name]}' (not one of {', '.join(sorted(allowed))})"
    for name in ("timeout", "minPostalCodeLength"):
        if not pay.attributes.get(name, "1").isdecimal():
            return f"{name}='{pay.attributes[name]}' (not a positive integer)"
    if not set(pay.attributes.get("validCardTypes", "visa").split()) <= _CARDS:
        return f"validCardTypes='{pay.attributes['validCardTypes']}'"
    scheme = urlsplit(pay.action).scheme
    if secure and scheme not in ("", "https"):
        return f"action='{pay.action}' (must use https)"
    return _amount(pay.attributes.get("chargeAmount", "0"))


def _amount(text: str) -> str:
    try:
        good = Decimal(0) <= Decimal(text) <= _MOST
    except InvalidOperation:
        good = False
    return "" if good else f"chargeAmount='{text}' (not a number between 0.00 - 1,000,000.00)"


def outcome(pay: Pay, card: Card, *, secure: bool, serial: str) -> dict[str, str]:
    """Return the fields that the webhook at ``action`` gets. ``serial`` makes what the processor returns unique."""
    wrong = problem(pay, secure=secure)
    if wrong:
        return {"Result": "validation-error", "PaymentError": wrong}
    fields = {"Result": card.result, "PaymentMethod": pay.attributes.get("paymentMethod", "credit-card")}
    if card.result == "payment-connector-error":
        fields |= {"PaymentError": "card is declined", "PayErrorCode": "64001", "ConnectorError": "card_declined"}
    if card.result != "success":
        return fields
    fields |= {
        "PaymentCardNumber": f"xxxx-xxxx-xxxx-{card.number[-4:]}",
        "PaymentCardType": "visa",
        "ExpirationDate": "1229",
    }
    if pay.attributes.get("securityCode", "true") == "true":
        fields["SecurityCode"] = "***"
    token = card.token or f"tok_{serial}"
    return fields | ({"PaymentConfirmationCode": f"ch_{serial}"} if pay.charges else {"PaymentToken": token})
