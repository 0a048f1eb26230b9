"""Is what was made of an utterance in the log, and nothing that is personal?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from sqlmodel import select

from engine.store.callers import Callers
from engine.store.database import Database
from engine.store.journal import Journal
from engine.store.tables import UnderstandingRow
from engine.store.understandings import understanding
from engine.types import Candidate, Listening, Meant, Scored, Turn

AT = datetime(2026, 11, 25, tzinfo=UTC)
MEANT = Meant("welcome/listen.help", "en-GB", "accept", Scored("m1", 0.8, 0.05), "pay")
SAID = Turn(
    index=2, event="said", heard="i want to pay", rule="start(pay)", by="classifier",
    candidates=(Candidate("pay", 0.9), Candidate("order", 0.05)), path=(), lines=(), did=(), slots={},
    next=Listening(step="pay/ask.amount"), millis={}, meant=MEANT,
)  # fmt: skip
PLANTED = {
    "a card": ("my card is four one one one one one one one one one one one one one one one", "one one"),
    "a card typed": ("charge 4111 1111 1111 1111", "1111"),
    "a passcode": ("my passcode is 7391", "7391"),
    "a passcode spoken": ("it is seven three nine one", "three"),
    "an address": ("write to jo.bloggs@example.com", "bloggs"),
    "an address spoken": ("write to jo dot bloggs at example dot com", "bloggs"),
}


def test_a_row_says_what_the_model_held_and_what_was_done() -> None:
    row = understanding("CA1", SAID, AT, "c1")
    assert row is not None
    assert (row.sid, row.index, row.model, row.place, row.by, row.caller) == (
        "CA1", 2, "m1", "welcome/listen.help", "classifier", "c1",
    )  # fmt: skip
    assert (row.verdict, row.meaning, row.none, row.threshold) == ("accept", "pay", 0.05, 0.8)
    assert orjson.loads(row.candidates) == [["pay", 0.9], ["order", 0.05]]
    assert row.utterance == "i want to pay"


def test_keys_are_never_written_and_a_turn_without_meaning_has_no_row() -> None:
    keyed = understanding("CA1", replace(SAID, event="keyed", heard="7391"), AT)
    assert keyed is not None
    assert keyed.utterance == ""
    assert understanding("CA1", replace(SAID, meant=None), AT) is None


@pytest.mark.parametrize("planted", PLANTED)
async def test_nothing_personal_reaches_the_table(tmp_path: Path, planted: str) -> None:
    said, secret = PLANTED[planted]
    callers = Callers(b"key")
    callers.came("CA1", "+441632960001")
    async with Database.open(f"sqlite+aiosqlite:///{tmp_path}/t.db") as database:
        async with Journal.open(database, callers) as journal:
            journal.write("CA1", replace(SAID, heard=said), {})
        async with database.session() as session:
            row = (await session.exec(select(UnderstandingRow))).one()
    assert secret not in row.utterance
    assert secret not in str(row.model_dump(exclude={"at"}))
    assert "••••" in row.utterance
    assert row.caller == callers.hash("+44 1632 960001")


def test_a_caller_is_known_by_a_hash_of_this_installation_alone() -> None:
    one, other = Callers(b"one"), Callers(b"other")
    assert one.hash("+441632960001") != other.hash("+441632960001")
    assert one.hash("anonymous") == ""
    one.came("CA1", "anonymous")
    assert one.of("CA1") == ""
