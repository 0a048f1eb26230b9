"""How does a turn reach the log without being waited for? One writer task commits whatever turns have gathered.

The caller never waits for the disk. A crash loses what the current batch holds; a full queue drops the oldest and
counts it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from sqlmodel import SQLModel, col, select

from engine.behind import behind
from engine.coverage.records import plain
from engine.prices import Cost
from engine.store.callers import Callers
from engine.store.costs import cost_row
from engine.store.database import Database
from engine.store.tables import AnswerRow, PassageRow, TurnRow, UnderstandingRow
from engine.store.understandings import understanding
from engine.types import HangUp, Leave, Listening, Next, Transfer, Turn

_log = structlog.get_logger()

LONGEST_QUEUE = 5000
"""Turns that may wait: about ten minutes of a full process."""
LEAVE = "leave:"
"""What ``next`` begins with when the call left our stream."""
TRANSFER = "transfer:"
"""What ``next`` begins with when people were to take the call."""
BATCH_S = 0.05
"""How long turns gather before they are committed together."""


Rows = tuple[TurnRow, PassageRow, UnderstandingRow | None]
"""What one turn leaves behind."""


class Journal:
    """Takes turns from any call and writes them behind."""

    def __init__(self, database: Database, callers: Callers | None = None) -> None:
        """Write to ``database``; ``callers`` knows who calls, by a keyed hash."""
        self._database = database
        self._callers = callers
        self._waiting: deque[Rows] = deque()
        self._measures: deque[list[SQLModel]] = deque(maxlen=LONGEST_QUEUE)
        self._wake = asyncio.Event()
        self.dropped = 0

    def write(self, sid: str, turn: Turn, state: Mapping[str, Any]) -> None:
        """Queue one turn. Never blocks, never raises."""
        if len(self._waiting) >= LONGEST_QUEUE:
            self._waiting.popleft()
            self.dropped += 1
        self._waiting.append(self._rows(sid, turn, state))
        self._wake.set()

    def _rows(self, sid: str, turn: Turn, state: Mapping[str, Any]) -> Rows:
        caller = "" if self._callers is None else self._callers.of(sid)
        return _row(sid, turn, state), _passage(sid, turn), understanding(sid, turn, datetime.now(UTC), caller)

    def ended(self, sid: str, answers: Mapping[int, Mapping[str, float]], cost: Cost) -> None:
        """Queue what a call that is over has measured: turn -> its answer's stages, and the cost. Never blocks.

        A call that ends twice, because its process did, is told by its later end.
        """
        rows: list[SQLModel] = [AnswerRow(sid=sid, index=index, **stages) for index, stages in answers.items()]
        self._measures.append([*rows, cost_row(sid, cost, datetime.now(UTC))])
        self._wake.set()

    async def left(self, sid: str) -> Mapping[str, Any] | None:
        """Return the state of a call whose last turn left our stream, also to people; None for any other."""
        row = next((rows[0] for rows in reversed(self._waiting) if rows[0].sid == sid), None)
        if row is None:
            async with self._database.session() as session:
                latest = select(TurnRow).where(TurnRow.sid == sid).order_by(col(TurnRow.index).desc()).limit(1)
                row = (await session.exec(latest)).first()
        return orjson.loads(row.state) if row is not None and row.next.startswith((LEAVE, TRANSFER)) else None

    @classmethod
    @asynccontextmanager
    async def open(cls, database: Database, callers: Callers | None = None) -> AsyncIterator[Journal]:
        """Run the writer for as long as the block lasts; what is queued is written before it ends."""
        journal = cls(database, callers)
        try:
            async with behind(journal._run(), name="journal"):
                yield journal
        finally:
            await journal._commit()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await asyncio.sleep(BATCH_S)
            await self._commit()

    async def _commit(self) -> None:
        await self._commit_measures()
        rows = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not rows:
            return
        try:
            async with self._database.session() as session:
                session.add_all(row for each in rows for row in each if row is not None)
        except Exception as error:  # noqa: BLE001 - a broken log must not end the calls it logs
            self.dropped += len(rows)
            _log.warning("journal_failed", error=type(error).__name__, rows=len(rows))

    async def _commit_measures(self) -> None:
        """In a transaction of their own: what is measured must not take turns with it."""
        measures = [self._measures.popleft() for _ in range(len(self._measures))]
        if not measures:
            return
        try:
            async with self._database.session() as session:
                for row in (row for each in measures for row in each):
                    await session.merge(row)
        except Exception as error:  # noqa: BLE001 - a broken log must not end the calls it logs
            _log.warning("measures_failed", error=type(error).__name__, calls=len(measures))


def _row(sid: str, turn: Turn, state: Mapping[str, Any]) -> TurnRow:
    return TurnRow(
        sid=sid,
        index=turn.index,
        release=str(state.get("release", "")),
        event=turn.event,
        heard=turn.heard,
        rule=turn.rule,
        by=turn.by,
        said="\n".join(line.text for line in turn.lines),
        next=_place(turn.next),
        millis=turn.millis.get("total", 0.0),
        state=orjson.dumps(state, default=str, option=orjson.OPT_NON_STR_KEYS).decode(),
    )


def _passage(sid: str, turn: Turn) -> PassageRow:
    return PassageRow(
        sid=sid,
        index=turn.index,
        path=orjson.dumps(turn.path).decode(),
        took=orjson.dumps(plain(turn.took)).decode(),
    )


def _place(after: Next) -> str:
    match after:
        case Listening(step=step):
            return step
        case Transfer(queue=queue):
            return f"{TRANSFER}{queue}"
        case Leave(step=step):
            return f"{LEAVE}{step}"
        case HangUp(reason=reason):
            return f"hangup:{reason}"
