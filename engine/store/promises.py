"""Who was promised a call back, and was not called yet? Every promise is a row until somebody has kept it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC

from sqlmodel import col, delete, select

from engine.errors import SettingsError
from engine.privacy import DROPPED
from engine.store.database import Database
from engine.store.tables import PromiseRow

_SHOWN = 3
"""Digits of a number that tell callers apart, and are no number."""


@dataclass(frozen=True, slots=True)
class Promised:
    """A call back that somebody waits for."""

    call: str
    """The CallSid of the call that nobody could take."""
    at: str
    """ISO 8601, UTC."""
    phone: str = field(repr=False)
    """E.164."""
    queue: str
    note: str = field(repr=False)

    @property
    def masked(self) -> str:
        """The number as it may be shown to whoever is not going to call it."""
        return DROPPED + self.phone[-_SHOWN:]


async def promised(database: Database) -> tuple[Promised, ...]:
    """Return every promise, who has waited longest first."""
    async with database.session() as session:
        rows = (await session.exec(select(PromiseRow).order_by(col(PromiseRow.at), col(PromiseRow.sid)))).all()
    return tuple(
        Promised(
            row.sid,
            row.at.replace(tzinfo=row.at.tzinfo or UTC).isoformat(timespec="seconds"),
            row.phone,
            row.queue,
            row.note,
        )
        for row in rows
    )


async def keep(database: Database, start: str) -> Promised:
    """Take off the promise whose call begins with ``start``. Raises ``SettingsError`` when that is not just one."""
    found = [each for each in await promised(database) if start and each.call.startswith(start)]
    if len(found) != 1:
        what = f"{len(found)} calls" if found else "no call"
        raise SettingsError(
            f"{what} to be called back: '{start}' names one by its beginning", todo="trunkline callbacks shows them"
        )
    async with database.session() as session:
        await session.exec(delete(PromiseRow).where(col(PromiseRow.sid) == found[0].call))
    return found[0]
