"""Which providers do the other processes let rest? The breakers of one process and those of all others, in one table.

Looked at again and again, and written when one of ours opens, or closes because its provider works. What the table and
we have to say to each other is pure: ``settle``. A database that does not answer leaves every process with its own.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlmodel import col, delete, select

from engine.behind import behind
from engine.store.database import Database
from engine.store.tables import RestRow
from telephony.breakers import Breakers

SPREAD_S = 4.0
"""By so much, at most, a rest that others found is longer here: not all processes are to try at the same moment."""
NEWS_S = SPREAD_S + 1.0
"""A rest that ends so much later is another one."""

FORGOTTEN_S = 3600.0
"""A rest that was over so long ago is of a process that is no more."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows from both sides; each provider is in one of these at most."""

    write: Mapping[str, float]
    """Seconds left: to be put into the table."""
    erase: frozenset[str]
    """To be taken out of it: they work again."""
    adopt: Mapping[str, float]
    """Seconds left: others found that they are to rest."""
    forget: frozenset[str]
    """Others found that they work again."""


def settle(ours: Mapping[str, float], table: Mapping[str, float], known: AbstractSet[str]) -> Settled:
    """Compare who rests here with who rests by the table, both in seconds left, a half-open one having none.

    ``known`` are those that rested here, and by the table, when it was looked at last.
    """
    longer = {name: left for name, left in ours.items() if name in table and left > table[name] + NEWS_S}
    first = {name: left for name, left in ours.items() if name not in table and name not in known and left > 0}
    return Settled(
        write={**longer, **first},
        erase=frozenset(name for name in table if name not in ours and (name in known or table[name] < -FORGOTTEN_S)),
        adopt={
            name: left
            for name, left in table.items()
            if left > 0 and (left > ours[name] + NEWS_S if name in ours else name not in known)
        },
        forget=frozenset(name for name in ours if name not in table and name in known),
    )


class Rests:
    """One process's share in the table."""

    def __init__(self, database: Database, breakers: Breakers, *, draw: Callable[[], float] | None = None) -> None:
        """``draw``: by how much of ``SPREAD_S`` a rest that others found is longer here, 0 to 1."""
        self._database, self._breakers, self._draw = database, breakers, draw or random.random
        self._known: frozenset[str] = frozenset()
        self._failed = False

    @asynccontextmanager
    async def running(self, every_s: float) -> AsyncIterator[None]:
        """Exchange for as long as the block lasts."""
        async with behind(self._run(every_s), name="rests"):
            yield

    async def _run(self, every_s: float) -> None:
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.exchange()
            except Exception as problem:  # noqa: BLE001 - whatever is wrong with the database, calls go on
                if not self._failed:
                    structlog.get_logger().warning("rests_not_shared", why=type(problem).__name__)
                self._failed = True
            else:
                self._failed = False

    async def exchange(self) -> None:
        """Learn what others found, and tell them what we did."""
        table = await self._read()
        ours = self._breakers.resting()
        settled = settle(ours, table, self._known)
        for name, left in settled.adopt.items():
            self._breakers.rest(name, left + SPREAD_S * self._draw())
        for name in settled.forget:
            self._breakers.worked(name)
        if settled.write or settled.erase:
            await self._write(settled)
        self._known = frozenset({*ours, *settled.adopt}) & {*table, *settled.write}

    async def _read(self) -> dict[str, float]:
        now = datetime.now(UTC)
        async with self._database.session() as session:
            rows = (await session.exec(select(RestRow))).all()
            return {row.provider: (_utc(row.until) - now).total_seconds() for row in rows}

    async def _write(self, settled: Settled) -> None:
        now = datetime.now(UTC)
        async with self._database.session() as session:
            for name, left in settled.write.items():
                await session.merge(RestRow(provider=name, until=now + timedelta(seconds=left)))
            if settled.erase:
                await session.exec(delete(RestRow).where(col(RestRow.provider).in_(settled.erase)))


def _utc(at: datetime) -> datetime:
    """Return ``at``; SQLite gives it back without its zone."""
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
