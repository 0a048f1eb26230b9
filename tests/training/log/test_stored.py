"""Is our own log read in chunks, in order and whole, with nothing written to it?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from engine.store.database import Database
from engine.store.tables import UnderstandingRow
from training.log import stored
from training.log.stored import StoredLog

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


async def test_every_turn_comes_once_call_by_call(tmp_path: Path, monkeypatch: object) -> None:
    monkeypatch.setattr(stored, "CHUNK", 3)  # type: ignore[attr-defined]
    url = f"sqlite+aiosqlite:///{tmp_path}/t.db"
    async with Database.open(url) as database, database.session() as session:
        session.add_all(
            UnderstandingRow(sid=sid, index=n, at=AT, utterance=f"{sid} {n}", candidates='[["pay", 0.5]]', none=0.2)
            for sid in ("b", "a")
            for n in (3, 1, 2, 5)
        )
    log = StoredLog(url)
    turns = list(log.turns())
    assert len(log) == 8
    assert [(turn.sid, turn.index) for turn in turns] == [(sid, n) for sid in ("a", "b") for n in (1, 2, 3, 5)]
    assert turns[0].utterance == "a 1"
    assert turns[0].at == AT
    assert turns[0].candidates[0].label == "pay"
    log.close()


def test_a_database_without_a_log_has_no_turns(tmp_path: Path) -> None:
    log = StoredLog(f"sqlite+aiosqlite:///{tmp_path}/none.db")
    assert len(log) == 0
    assert list(log.turns()) == []
    log.close()
