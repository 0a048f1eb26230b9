"""What can Seaview look up and do? The handlers that the reference's examples call."""

from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Digits, Money, Outcome, Secret


class Offer(TypedDict):
    price: Money
    left: int


class Booking(TypedDict):
    code: Digits


class Guest(TypedDict):
    name: str
    owes: Money
    status: Literal["new", "regular", "gold"]
    leaves: date


class Answer(TypedDict):
    say: str


@handler("rooms.find", outcomes=("full",))
async def find(call: Call, arrival: date, nights: int, room: str) -> Offer | Outcome:
    return Offer(price=Decimal("95.00") * nights, left=3)


@handler("rooms.book", outcomes=("taken",), commits=True)
async def book(call: Call, arrival: date, nights: int, room: str) -> Booking | Outcome:
    return Booking(code="482913")


@handler("guests.sign_in", outcomes=("wrong",))
async def sign_in(call: Call, booking_code: Digits, pin: Secret[str]) -> Guest | Outcome:
    call.verify(booking_code)
    return Guest(name="Ada Finch", owes=Decimal("212.50"), status="regular", leaves=date(2026, 6, 3))


@handler("kitchen.order", outcomes=("closed",), commits=True)
async def order(call: Call, dish: str, room_number: Digits) -> Outcome | None:
    return None
