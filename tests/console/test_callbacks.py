"""``trunkline callbacks``: who waits, whose number is shown, and what is done."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.main import app
from engine.errors import SettingsError
from engine.store.database import Database
from engine.store.tables import PromiseRow

NUMBERS = {"CA11": "+441632960001", "CA12": "+441632960002", "CA2": "+441632960003"}
AT = datetime(2026, 11, 27, 14, 5, tzinfo=UTC)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / ".trunkline").mkdir()

    async def fill() -> None:
        url = f"sqlite+aiosqlite:///{tmp_path / '.trunkline' / 'trunkline.db'}"
        async with Database.open(url) as database, database.session() as session:
            for number, (sid, phone) in enumerate(NUMBERS.items()):
                at = AT - timedelta(hours=number)
                session.add(PromiseRow(sid=sid, phone=phone, queue="billing", note="wants [to] pay", at=at))

    asyncio.run(fill())
    return tmp_path


def callbacks(project: Path, *more: str) -> Any:
    return CliRunner().invoke(app, ["callbacks", "--project", str(project), *more], env={"COLUMNS": "120"})


def rows(done: Any) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(done.output.splitlines()[-1])["promised"]
    return found


def test_who_has_waited_longest_is_first_and_no_number_is_whole(project: Path) -> None:
    done = callbacks(project, "--json")
    assert done.exit_code == 0
    assert [row["call"] for row in rows(done)] == ["CA2", "CA12", "CA11"]
    assert rows(done)[0] == {
        "call": "CA2", "at": "2026-11-27T12:05:00+00:00", "phone": "•••003", "queue": "billing",
        "note": "wants [to] pay",
    }  # fmt: skip
    table = callbacks(project).output
    assert "2026-11-27 12:05" in table
    assert "wants [to] pay" in table
    assert not [number for number in NUMBERS.values() if number in table + done.output]


def test_whole_numbers_are_shown_to_whoever_asks(project: Path) -> None:
    assert {row["phone"] for row in rows(callbacks(project, "--numbers", "--json"))} == set(NUMBERS.values())
    assert "+441632960003" in callbacks(project, "--numbers").output


def test_one_that_is_done_is_off_the_list(project: Path) -> None:
    done = callbacks(project, "--done", "CA12", "--json")
    assert json.loads(done.output.splitlines()[-1])["done"] == "CA12"
    assert [row["call"] for row in rows(done)] == ["CA2", "CA11"]
    for call in ("CA2", "CA1"):
        assert callbacks(project, "--done", call).exit_code == 0
    assert "Nobody waits" in callbacks(project).output


@pytest.mark.parametrize("start", ["CA1", "CA3"])
def test_nothing_is_taken_off_that_is_not_named_alone(project: Path, start: str) -> None:
    refused = callbacks(project, "--done", start).exception
    assert isinstance(refused, SettingsError)
    assert "trunkline callbacks" in refused.todo
    assert len(rows(callbacks(project, "--json"))) == len(NUMBERS)
