"""What the flows of Acme Outdoor may call: four handlers on a shop that fits on a page.

The card is captured outside the call: its digits are keyed to the telephone provider, and only a token comes back.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Digits, Money, Outcome, Secret, Speakable

ORDERS: dict[str, tuple[Literal["delivered", "late", "on_its_way"], str, str]] = {
    "1234": ("delivered", "Monday", "in the porch"),
    "4568": ("late", "Friday", ""),
    "555123": ("on_its_way", "Thursday", ""),
}
OWED: dict[str, tuple[str, Decimal]] = {
    "123456": ("7391", Decimal("80.00")),
    "654321": ("7391", Decimal("20.00")),
}
"""Account -> passcode, and what it owes."""
LOCKED = frozenset({"999999"})
EMPTY_CARDS = frozenset({"tok_empty"})
"""Tokens of cards that no bank pays on."""
TAKEN: dict[str, Decimal] = {}
"""Idempotency key -> what was taken."""


class Order(TypedDict):
    state: Literal["delivered", "late", "on_its_way"]
    day: str
    place: str


class Customer(TypedDict):
    owes: Money


class CardTaken(TypedDict):
    last4: str
    token: Secret[str]  # vaulted, never in state


class Answer(TypedDict):
    say: Speakable


@handler("orders.lookup", outcomes=["not_found"])
async def lookup(call: Call, order_number: Digits) -> Order | Outcome:
    if order_number not in ORDERS:
        return Outcome("not_found")
    state, day, place = ORDERS[order_number]
    return Order(state=state, day=day, place=place)


@handler("billing.sign_in", outcomes=["wrong", "locked"])
async def sign_in(call: Call, account: Digits, passcode: Secret[str]) -> Customer | Outcome:
    if account in LOCKED:
        return Outcome("locked")
    right, owes = OWED.get(account, ("", Decimal(0)))
    if passcode.reveal() != right:
        return Outcome("wrong")
    call.verify(account)
    return Customer(owes=owes)


@handler("pay.card", outcomes=["declined", "cancelled"], commits=True, external=True)
async def pay_card(call: Call, amount: Money) -> CardTaken | Outcome:
    form = await call.outside('<Pay tokenType="one-time" postalCode="false" language="en-GB"/>')
    match form.get("Result"):
        case "success" if form["PaymentToken"] not in EMPTY_CARDS:
            TAKEN.setdefault(call.key, amount)  # once, however often it is tried
            return CardTaken(last4=form["PaymentCardNumber"][-4:], token=Secret(form["PaymentToken"]))
        case "success" | "too-many-failed-attempts":
            return Outcome("declined")
        case "caller-interrupted-with-star":
            return Outcome("cancelled")
    raise RuntimeError("the card could not be captured")


@handler("kb.answer", outcomes=["no_answer"])
async def answer(call: Call, question: str) -> Answer | Outcome:
    return Answer(say="There's no fee for paying by card.") if "fee" in question.lower() else Outcome("no_answer")
