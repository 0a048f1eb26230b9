"""What does our own log say? The table of understandings, read in chunks by its key: no chunk waits for the last.

Read with a connection of its own, so that calls go on being logged meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC

import orjson
from sqlalchemy import create_engine, inspect, or_
from sqlalchemy.engine import make_url
from sqlmodel import Session, SQLModel, and_, col, delete, func, select

from engine.store.database import usable
from engine.store.tables import (
    AnswerRow,
    CostRow,
    PassageRow,
    PromiseRow,
    RecordingRow,
    ShadowRow,
    TurnRow,
    UnderstandingRow,
)
from engine.types import Candidate
from training.log.record import LoggedTurn

CHUNK = 2000
_NAMING = (UnderstandingRow, PromiseRow, RecordingRow)
"""The tables that say whose a call was."""


class StoredLog:
    """The understandings of one database."""

    def __init__(self, url: str) -> None:
        """``url`` as in the settings. Raises ``StoreError`` when it cannot be used."""
        self._url = url
        plain = make_url(url)
        self.engine = create_engine(plain.set(drivername="sqlite") if plain.drivername.startswith("sqlite") else plain)

    def __len__(self) -> int:
        """How many turns there are; 0 in a database that has not logged any."""
        with usable(self._url):
            if not inspect(self.engine).has_table(str(UnderstandingRow.__tablename__)):
                return 0
            with Session(self.engine) as session:
                return session.exec(select(func.count()).select_from(UnderstandingRow)).one()

    def turns(self) -> Iterator[LoggedTurn]:
        """Yield them call by call, in order."""
        if not len(self):
            return
        last: tuple[str, int] | None = None
        while True:
            ask = select(UnderstandingRow).order_by(col(UnderstandingRow.sid), col(UnderstandingRow.index)).limit(CHUNK)
            if last is not None:
                sid, index = col(UnderstandingRow.sid), col(UnderstandingRow.index)
                ask = ask.where(or_(sid > last[0], and_(sid == last[0], index > last[1])))
            with usable(self._url), Session(self.engine) as session:
                rows = [_turn(row) for row in session.exec(ask)]
            yield from rows
            if len(rows) < CHUNK:
                return
            last = (rows[-1].sid, rows[-1].index)

    def close(self) -> None:
        """Let the connection go."""
        self.engine.dispose()


def recordings_of(url: str, caller: str) -> tuple[str, ...]:
    """Return the recordings of ``caller``, a keyed hash, that the telephone provider may still have."""
    log = StoredLog(url)
    try:
        with usable(url), Session(log.engine) as session:
            if not _has(log, RecordingRow):
                return ()
            spoke = _sids(session, UnderstandingRow, caller) if _has(log, UnderstandingRow) else ()
            his = or_(col(RecordingRow.caller) == caller, col(RecordingRow.sid).in_(spoke))
            kept = col(RecordingRow.state).not_in(("absent", "deleted"))
            return tuple(session.exec(select(RecordingRow.recording).where(his, kept)).all())
    finally:
        log.close()


def erase_caller(url: str, caller: str, kept: Collection[str] = ()) -> int:
    """Remove the calls of ``caller``, a keyed hash, from every table of the log, and what he was promised in them.

    ``kept``: recordings that still exist, whose rows are left, so that they are found again. Returns how many turns he
    spoke in.
    """
    log = StoredLog(url)
    every = (UnderstandingRow, ShadowRow, TurnRow, PassageRow, AnswerRow, CostRow, PromiseRow)
    try:
        with usable(url), Session(log.engine) as session:
            there = [table for table in every if _has(log, table)]
            said = _sids(session, UnderstandingRow, caller) if UnderstandingRow in there else ()
            found = {sid for table in _NAMING if _has(log, table) for sid in _sids(session, table, caller)}
            for sid in found:
                for table in there:
                    session.execute(delete(table).where(col(table.sid) == sid))
                if _has(log, RecordingRow):
                    gone = (col(RecordingRow.sid) == sid, col(RecordingRow.recording).not_in(kept))
                    session.execute(delete(RecordingRow).where(*gone))
            session.commit()
            return len(said)
    finally:
        log.close()


def _has(log: StoredLog, table: type[SQLModel]) -> bool:
    return inspect(log.engine).has_table(str(table.__tablename__))


def _sids(session: Session, table: type[UnderstandingRow | PromiseRow | RecordingRow], caller: str) -> Sequence[str]:
    """Return the call of each row of ``caller``."""
    return session.exec(select(table.sid).where(col(table.caller) == caller)).all()


def _turn(row: UnderstandingRow) -> LoggedTurn:
    try:
        held = tuple(Candidate(str(label), float(score)) for label, score in orjson.loads(row.candidates))
    except (ValueError, TypeError):
        held = ()
    return LoggedTurn(
        sid=row.sid,
        index=row.index,
        utterance=row.utterance,
        at=row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC),
        model=row.model,
        locale=row.locale,
        place=row.place,
        candidates=held,
        none=row.none,
        threshold=row.threshold,
        verdict=row.verdict,
        by=row.by,
        meaning=row.meaning,
        caller=row.caller,
    )
