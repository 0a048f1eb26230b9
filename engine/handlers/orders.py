"""Where is an order, and can it still be stopped? The order book, and the handlers that read and change it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict, cast

from engine.handlers.registry import Call, handler
from engine.store.database import Database
from engine.store.tables import OrderRow
from engine.types import Digits, Money, Outcome

OrderState = Literal["delivered", "late", "on_its_way", "cancelled"]


class OrderStatus(TypedDict):
    """What a caller wants to know of an order."""

    state: OrderState
    day: date
    """Delivered on, or due on."""
    place: str
    """Where it was left; empty until it is delivered."""


class Cancelled(TypedDict):
    """An order that will not be sent."""

    refund: Money


class Orders:
    """The order book."""

    def __init__(self, database: Database) -> None:
        """Read and write ``database``."""
        self._database = database

    async def find(self, number: str) -> OrderRow | None:
        """Return the order, or None."""
        async with self._database.session() as session:
            return await session.get(OrderRow, number)

    async def cancel(self, number: str, key: str) -> OrderRow | None:
        """Cancel the order if it can still be stopped; return it as it is now, or None.

        Repeating ``key`` changes nothing.
        """
        async with self._database.session() as session:
            order = await session.get(OrderRow, number)
            if order is not None and order.state in ("late", "on_its_way") and not order.packed:
                order.state, order.cancelled_key = "cancelled", key
                session.add(order)
            return order


@handler("orders.lookup", outcomes=("not_found",))
async def lookup(call: Call, order_number: Digits) -> OrderStatus | Outcome:
    """Look an order up by its number."""
    order = await call.use(Orders).find(order_number)
    if order is None:
        return Outcome("not_found")
    return OrderStatus(state=cast("OrderState", order.state), day=order.day, place=order.place)


@handler("orders.cancel", outcomes=("not_found", "too_late"), commits=True)
async def cancel(call: Call, order_number: Digits) -> Cancelled | Outcome:
    """Cancel an order that has not been packed."""
    order = await call.use(Orders).cancel(order_number, call.key)
    if order is None:
        return Outcome("not_found")
    if order.cancelled_key != call.key:
        return Outcome("too_late")
    return Cancelled(refund=Decimal(order.total_minor) / 100)
