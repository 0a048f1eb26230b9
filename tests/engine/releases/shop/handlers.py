"""What does the corner shop do?"""

from __future__ import annotations

from typing import TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Money, Outcome

PLACE = "on the shelf"


class Order(TypedDict):
    """An order."""

    place: str


class Receipt(TypedDict):
    """A payment."""

    taken: Money


@handler("orders.find")
async def find(call: Call) -> Order:
    """Find the order."""
    return Order(place=PLACE)


@handler("till.take", outcomes=["refused"], commits=True)
async def take(call: Call, amount: Money) -> Receipt | Outcome:
    """Take the money."""
    return Receipt(taken=amount)
