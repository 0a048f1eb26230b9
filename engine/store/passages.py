"""Where have calls gone? What every logged turn passed through, and the questions at which callers hung up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson
from sqlmodel import col, select

from engine.coverage.records import Passed, passed
from engine.store.database import Database
from engine.store.tables import PassageRow, TurnRow

_OVER = ("transfer:", "hangup:", "leave:")


@dataclass(frozen=True, slots=True)
class Traffic:
    """All that the log knows of where calls went."""

    calls: int
    turns: tuple[Passed, ...] = field(repr=False)
    left: Mapping[str, int]
    """Question -> calls whose last turn left them there: the caller hung up, or is still thinking."""


async def traffic(database: Database) -> Traffic:
    """Read it. A row that cannot be read is left out."""
    async with database.session() as session:
        rows = (await session.exec(select(PassageRow.path, PassageRow.took))).all()
        turns = (
            await session.exec(select(TurnRow.sid, TurnRow.next).order_by(col(TurnRow.sid), col(TurnRow.index)))
        ).all()
    last = dict(turns)
    left = Counter(step for step in last.values() if step and not step.startswith(_OVER))
    return Traffic(len(last), tuple(found for path, took in rows if (found := _read(path, took))), left)


def _read(path: str, took: str) -> Passed | None:
    try:
        return passed(orjson.loads(path), orjson.loads(took))
    except ValueError:
        return None
