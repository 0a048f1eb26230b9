"""What does Quay Bikes do? Declared for the checker; nothing here runs."""

from datetime import date
from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Digits, Money, Outcome, Secret


class Booking(TypedDict):
    state: Literal["waiting", "ready", "collected"]
    day: date
    bay: str
    price: Money


class Refund(TypedDict):
    amount: Money


class Customer(TypedDict):
    owes: Money


class Told(TypedDict):
    say: str


@handler("bookings.find", outcomes=("not_found",))
async def find(call: Call, code: Digits) -> Booking | Outcome: ...


@handler("bookings.cancel", outcomes=("too_late",), commits=True)
async def cancel(call: Call, code: Digits) -> Refund | Outcome: ...


@handler("accounts.sign_in", outcomes=("wrong",))
async def sign_in(call: Call, account: Digits, passcode: Secret[str]) -> Customer | Outcome: ...


@handler("accounts.pay", outcomes=("declined",), commits=True)
async def pay(call: Call, amount: Money) -> Refund | Outcome: ...


@handler("shop.answer", outcomes=("no_answer",))
async def answer(call: Call, question: str) -> Told | Outcome: ...
