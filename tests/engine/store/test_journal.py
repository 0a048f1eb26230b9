from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from engine.store import journal as journal_module
from engine.store.database import Database
from engine.store.journal import Journal
from engine.store.tables import TurnRow
from engine.types import Leave, Line, Listening, Transfer, Turn


def turn(index: int) -> Turn:
    return Turn(
        index=index,
        event="said",
        heard="where is my order",
        rule="start(order_status)",
        by="classifier",
        candidates=(),
        path=("order_status/ask.order_number",),
        lines=(Line(id=f"{index}.0", text="What's your order number?", step="order_status/ask.order_number"),),
        did=(),
        slots={},
        next=Listening(step="order_status/ask.order_number"),
        millis={"total": 3.5},
    )


async def test_turns_are_written_behind_and_all_are_there_when_it_closes(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/t.db"
    async with Database.open(url) as database:
        async with Journal.open(database) as journal:
            for index in range(3):
                journal.write("CA1", turn(index), {"release": "abc", "slots": {}})
        async with database.session() as session:
            rows = (await session.exec(select(TurnRow))).all()
    assert [(r.sid, r.index, r.release, r.next) for r in rows] == [
        ("CA1", i, "abc", "order_status/ask.order_number") for i in range(3)
    ]
    assert rows[0].said == "What's your order number?"


async def test_a_full_queue_drops_the_oldest_and_a_broken_log_ends_no_call(tmp_path: Path, monkeypatch: object) -> None:
    monkeypatch.setattr(journal_module, "LONGEST_QUEUE", 2)  # type: ignore[attr-defined]
    async with Database.open(f"sqlite+aiosqlite:///{tmp_path}/t.db") as database:
        async with Journal.open(database) as journal:
            for index in (1, 2, 3):
                journal.write("CA1", turn(index), {})
            assert journal.dropped == 1
        async with Journal.open(database) as second:
            second.write("CA1", turn(3), {})  # the same row again: the database refuses it
        assert second.dropped == 1


@pytest.mark.parametrize("written", [False, True], ids=["still queued", "committed"])
async def test_only_a_call_that_left_our_stream_can_go_on_from_its_last_row(tmp_path: Path, written: bool) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/t.db"
    leave = replace(turn(1), next=Leave("make_payment/do.pay.card", "pay.card", "<Pay/>"))
    async with Database.open(url) as database, Journal.open(database) as journal:
        journal.write("CA1", turn(0), {"cursor": "a"})
        journal.write("CA1", leave, {"cursor": "make_payment/do.pay.card"})
        journal.write("CA2", replace(leave, index=0), {"cursor": "make_payment/do.pay.card"})
        journal.write("CA2", turn(1), {"cursor": "a"})
        journal.write("CA4", replace(leave, next=Transfer("billing", "+441632960102")), {"cursor": "b"})
        if written:
            await journal._commit()
        assert await journal.left("CA1") == {"cursor": "make_payment/do.pay.card"}
        assert await journal.left("CA4") == {"cursor": "b"}
        assert await journal.left("CA2") is None
        assert await journal.left("CA3") is None
