"""Who wants to be called back, and when? A list that people work through."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.store.database import Database
from engine.store.tables import CallbackRow
from engine.types import Phone

PartOfDay = Literal["morning", "afternoon", "evening"]


class Callback(TypedDict):
    """A promise to call back."""

    phone: Phone
    part_of_day: PartOfDay


class Callbacks:
    """The list of callers to call back."""

    def __init__(self, database: Database) -> None:
        """Write to ``database``."""
        self._database = database

    async def request(self, key: str, phone: str, part_of_day: str) -> None:
        """Note a wish to be called back; doing it twice with one key changes nothing."""
        async with self._database.session() as session:
            row = CallbackRow(key=key, phone=phone, part_of_day=part_of_day, asked_at=datetime.now(UTC))
            await session.merge(row)


@handler("callbacks.request", commits=True)
async def request(call: Call, phone: Phone, part_of_day: PartOfDay) -> Callback:
    """Promise a call back."""
    await call.use(Callbacks).request(call.key, phone, part_of_day)
    return Callback(phone=phone, part_of_day=part_of_day)
