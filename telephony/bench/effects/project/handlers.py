"""What does the bench's contact centre do? It takes one payment, as the built-in handler does."""

from __future__ import annotations

from typing import TypedDict

from engine.handlers.payments import Payments
from engine.handlers.registry import Call, handler
from engine.types import Digits, Outcome

ACCOUNT, PENCE = "10000001", 1200


class Receipt(TypedDict):
    """A payment that was taken."""

    reference: Digits


@handler("till.pay", outcomes=("declined",), commits=True)
async def pay(call: Call) -> Receipt | Outcome:
    """Take twelve pounds."""
    row, token = await call.use(Payments).take(call.key, ACCOUNT, PENCE)
    return Outcome("declined") if token is None else Receipt(reference=row.reference)
