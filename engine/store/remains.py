"""What is left of a call whose process was killed? The turns that were written down, and what became of payments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlmodel import col, func, select

from engine.store.database import Database
from engine.store.tables import PaymentRow, TurnRow


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of one call."""

    turns: int
    payments: str
    """``1 taken, 1 declined``; ``intended`` is one that a person has to look at. Empty: the call paid nothing."""


async def remains(database: Database, sid: str) -> Remains:
    """Look it up."""
    async with database.session() as session:
        turns = (await session.exec(select(func.count()).where(TurnRow.sid == sid))).one()
        of_call = select(PaymentRow.state).where(col(PaymentRow.key).startswith(f"{sid}:", autoescape=True))
        states = Counter((await session.exec(of_call)).all())
    return Remains(turns, ", ".join(f"{count} {state}" for state, count in sorted(states.items())))
