"""Is our own log read in chunks, in order and whole, with nothing written to it?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from engine.bill import Bill
from engine.prices import Prices
from engine.store.costs import cost_row
from engine.store.database import Database
from engine.store.tables import AnswerRow, CostRow, PassageRow, PromiseRow, RecordingRow, TurnRow, UnderstandingRow
from training.log import stored
from training.log.stored import StoredLog, erase_caller, recordings_of

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


async def test_an_erased_caller_leaves_every_table_of_the_log(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/t.db"
    async with Database.open(url) as database:
        async with database.session() as session:
            for sid, caller in (("a", "c1"), ("b", "c2"), ("c", "c1")):
                session.add(UnderstandingRow(sid=sid, index=1, at=AT, utterance="secret", caller=caller))
                session.add(
                    TurnRow(
                        sid=sid, index=1, release="", event="said", heard="secret", rule="", by="", said="", next="",
                        millis=0, state="{}",
                    )
                )  # fmt: skip
                session.add(PassageRow(sid=sid, index=1, path="[]", took="[]"))
                session.add(AnswerRow(sid=sid, index=1, answer=300.0))
                session.add(cost_row(sid, Prices().cost(Bill(), 0), AT))
        async with database.session() as session:
            for sid, caller in (("a", "c1"), ("silent", "c1"), ("b", "c2")):
                session.add(PromiseRow(sid=sid, phone="+441632960001", caller=caller, at=AT))
        assert erase_caller(url, "c1") == 2
        assert erase_caller(url, "c1") == 0
        async with database.session() as session:
            for table in (UnderstandingRow, TurnRow, PassageRow, AnswerRow, CostRow, PromiseRow):
                assert [row.sid for row in (await session.exec(select(table))).all()] == ["b"]
    assert erase_caller(f"sqlite+aiosqlite:///{tmp_path}/none.db", "c1") == 0


async def test_the_recordings_of_an_erased_caller_are_named_until_they_are_gone(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/t.db"
    assert recordings_of(url, "c1") == ()
    async with Database.open(url) as database:
        async with database.session() as session:
            session.add(UnderstandingRow(sid="b", index=1, at=AT, utterance="secret", caller="c1"))
            rows = (("RE1", "a", "c1", "completed"), ("RE2", "b", "", "completed"), ("RE3", "c", "c2", "completed"),
                    ("RE4", "a", "c1", "deleted"), ("RE5", "a", "c1", "absent"))  # fmt: skip
            for recording, sid, caller, state in rows:
                session.add(RecordingRow(recording=recording, sid=sid, caller=caller, at=AT, state=state))
        assert sorted(recordings_of(url, "c1")) == ["RE1", "RE2"]
        erase_caller(url, "c1", kept=["RE1"])
        assert recordings_of(url, "c1") == ("RE1",)
        erase_caller(url, "c1")
        async with database.session() as session:
            assert [row.recording for row in (await session.exec(select(RecordingRow))).all()] == ["RE3"]
