"""What does the benchmark's contact centre know? Two orders, one account and one answer, in memory and at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Digits, Money, Outcome, Secret


class Order(TypedDict):
    """Where an order is."""

    state: Literal["delivered", "late", "on_its_way"]
    day: date
    place: str


class Customer(TypedDict):
    """Who signed in."""

    owes: Money


class Receipt(TypedDict):
    """What was paid."""

    reference: Digits
    left: Money


class Told(TypedDict):
    """An answer."""

    say: str


_ORDERS: dict[str, Order] = {
    "4568": Order(state="late", day=date(2026, 3, 6), place=""),
    "1234": Order(state="delivered", day=date(2026, 3, 2), place="in the porch"),
}


@handler("desk.order", outcomes=["not_found"])
async def order(call: Call, order_number: Digits) -> Order | Outcome:  # noqa: ARG001 - every handler takes the call
    """Look an order up."""
    return _ORDERS.get(order_number) or Outcome("not_found")


@handler("desk.sign_in", outcomes=["wrong"])
async def sign_in(call: Call, account: Digits, passcode: Secret[str]) -> Customer | Outcome:
    """Sign a caller in."""
    if passcode.reveal() != "7391":
        return Outcome("wrong")
    call.verify(account)
    return Customer(owes=Decimal("80.00"))


@handler("desk.pay", commits=True)
async def pay(call: Call, amount: Money) -> Receipt:  # noqa: ARG001
    """Take a payment."""
    return Receipt(reference="482913", left=Decimal("80.00") - amount)


@handler("desk.book", commits=True)
async def book(call: Call, reason: str, day: date) -> None:
    """Book a collection."""


@handler("desk.answer")
async def answer(call: Call, question: str) -> Told:  # noqa: ARG001
    """Answer a question."""
    return Told(say="There's no fee for paying by card. It takes a minute.")
