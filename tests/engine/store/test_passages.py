from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from sqlmodel import select

from engine.coverage.records import Passed, of_trace, passed, plain
from engine.store.database import Database
from engine.store.journal import Journal
from engine.store.passages import traffic
from engine.store.tables import PassageRow
from engine.types import HangUp, Listening, Took, Transfer, Turn

ASK = "order_status/ask.order_number"
TURN = Turn(
    index=1,
    event="said",
    heard="my number is four five six eight",
    rule="start(order_status)",
    by="classifier",
    candidates=(),
    path=(ASK,),
    lines=(),
    did=(),
    slots={},
    next=Listening(ASK),
    millis={"total": 1.0},
    took=(Took("order_status", "start", "order_status"), Took("slot.order_number", "prompt", "ask")),
)


async def test_what_turns_took_is_logged_beside_them_and_read_again(tmp_path: Path) -> None:
    async with Database.open(f"sqlite+aiosqlite:///{tmp_path}/t.db") as database:
        async with Journal.open(database) as journal:
            journal.write("CA1", TURN, {})
            journal.write("CA1", replace(TURN, index=2, path=(), next=Transfer("desk", "1")), {})
            journal.write("CA2", TURN, {})
            journal.write("CA3", replace(TURN, next=HangUp()), {})
        found = await traffic(database)
        async with database.session() as session:
            rows = (await session.exec(select(PassageRow))).all()
    assert found.calls == 3
    assert found.turns.count(Passed((ASK,), TURN.took)) == 3
    assert found.left == {ASK: 1}
    assert not any("four five six" in f"{row.path} {row.took}" for row in rows)


async def test_an_empty_log_is_empty_traffic_and_a_strange_row_is_left_out(tmp_path: Path) -> None:
    async with Database.open(f"sqlite+aiosqlite:///{tmp_path}/t.db") as database:
        assert (await traffic(database)).turns == ()
        async with database.session() as session:
            session.add(PassageRow(sid="CA1", index=1, path="[", took="[]"))
            session.add(PassageRow(sid="CA1", index=2, path='["a/say.b"]', took='[["a", "b", "c"]]'))
            session.add(PassageRow(sid="CA1", index=3, path='["a/say.b"]', took="[]"))
        assert (await traffic(database)).turns == (Passed(("a/say.b",)),)


def test_a_record_is_the_same_after_it_was_written_down() -> None:
    assert passed(list(TURN.path), orjson.loads(orjson.dumps(plain(TURN.took)))) == Passed(TURN.path, TURN.took)


def test_a_trace_from_before_has_only_its_path() -> None:
    assert of_trace({"turns": [{"path": ["a/say.b"]}]}) == (Passed(("a/say.b",)),)


@pytest.mark.parametrize("trace", [None, [], {}, {"turns": {}}, {"turns": ["x"]}, {"turns": [{"path": [1]}]}])
def test_what_is_no_trace_is_refused(trace: object) -> None:
    with pytest.raises(ValueError, match=r"trace|path"):
        of_trace(trace)
