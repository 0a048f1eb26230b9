"""What a server tells at its start of calls that were cut off."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import structlog

from engine.settings import Settings
from engine.store.database import Database
from engine.store.tables import PaymentRow, TurnRow
from telephony.serving import tell_cut_off
from telephony.under_way import FOLDER


def turn(sid: str, index: int) -> TurnRow:
    told = {"release": "r1", "event": "said", "heard": "x", "rule": "x", "by": "x", "said": "x", "next": "x"}
    return TurnRow(sid=sid, index=index, millis=1.0, state="{}", **told)


async def test_each_call_that_was_cut_off_is_told_with_what_is_left_of_it(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, project=tmp_path)
    (settings.home / FOLDER).mkdir(parents=True)
    began = datetime.now(UTC).isoformat(timespec="seconds")
    (settings.home / FOLDER / "1-x").write_text(f"+ CA_ {began}\n+ CA2 {began}\n+ CA3 {began}\n- CA3\n")
    async with Database.open(settings.database) as database, database.session() as session:
        session.add_all([turn("CA_", 0), turn("CA_", 1), turn("CAx", 0)])
        for key, state in (("CA_:pay:1", "taken"), ("CA_:pay:2", "intended"), ("CAx:pay:1", "taken")):
            session.add(PaymentRow(key=key, account="4568", amount_minor=100, state=state))
    with structlog.testing.capture_logs() as logs:
        await tell_cut_off(settings)
        await tell_cut_off(settings)
    told = [{**each, "began": each["began"] == began} for each in logs]
    same = {"event": "call_cut_off", "log_level": "warning", "began": True}
    assert told == [
        {**same, "call_sid": "CA_", "turns": 2, "payments": "1 intended, 1 taken"},
        {**same, "call_sid": "CA2", "turns": 0, "payments": ""},
    ]


async def test_where_nothing_was_cut_off_nothing_is_opened(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, project=tmp_path, database_url="nonsense")
    await tell_cut_off(settings)
