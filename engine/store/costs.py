"""What have calls cost? A call's cost as a row, and all rows added up, by currency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlmodel import select

from engine.prices import Cost
from engine.store.database import Database
from engine.store.tables import CostRow


@dataclass(frozen=True, slots=True)
class Spent:
    """What calls came to, in one currency."""

    currency: str
    prices_of: tuple[str, ...]
    calls: int
    components: dict[str, float]
    total: float
    saved: float
    asked: int
    avoided: int
    unpriced: tuple[str, ...]


def cost_row(sid: str, cost: Cost, at: datetime) -> CostRow:
    """Return the row of one call."""
    return CostRow(
        sid=sid,
        at=at,
        currency=cost.currency,
        prices_of=cost.as_of,
        total=cost.total,
        saved=cost.saved,
        asked=cost.asked,
        avoided=cost.avoided,
        components=orjson.dumps(dict(cost.components)).decode(),
        used=orjson.dumps(dict(cost.used)).decode(),
        unpriced=orjson.dumps(cost.unpriced).decode(),
    )


async def spent(database: Database) -> tuple[Spent, ...]:
    """Read it, one for each currency."""
    async with database.session() as session:
        rows = (await session.exec(select(CostRow))).all()
    return tuple(
        _spent(currency, [row for row in rows if row.currency == currency])
        for currency in sorted({row.currency for row in rows})
    )


def _spent(currency: str, rows: Sequence[CostRow]) -> Spent:
    components: Counter[str] = Counter()
    for row in rows:
        components.update(orjson.loads(row.components))
    return Spent(
        currency=currency,
        prices_of=tuple(sorted({row.prices_of for row in rows})),
        calls=len(rows),
        components={name: round(money, 6) for name, money in components.items()},
        total=round(sum(row.total for row in rows), 6),
        saved=round(sum(row.saved for row in rows), 6),
        asked=sum(row.asked for row in rows),
        avoided=sum(row.avoided for row in rows),
        unpriced=tuple(sorted({name for row in rows for name in orjson.loads(row.unpriced)})),
    )
