from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.main import app
from engine.store.database import Database
from engine.store.tables import UnderstandingRow
from training.review.decisions import Decision, append

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


def drift(shop: Path, *more: str) -> Any:
    return CliRunner().invoke(app, ["drift", "--project", str(shop), *more])


async def logged(shop: Path, weeks: int, turns: int = 200) -> None:
    (shop / ".trunkline").mkdir(exist_ok=True)
    async with (
        Database.open(f"sqlite+aiosqlite:///{shop / '.trunkline' / 'trunkline.db'}") as database,
        database.session() as session,
    ):
        for n in range(weeks * turns):
            at = MONDAY + timedelta(weeks=n // turns, minutes=n)
            row = UnderstandingRow(
                sid=f"CA{n:04}", index=1, at=at, model="tiny", utterance="pay my bill", verdict="accept",
                candidates='[["make_payment", 0.93], ["human", 0.02]]', by="classifier", meaning="make_payment",
            )  # fmt: skip
            session.add(row)


def review(shop: Path, count: int, label: str) -> None:
    for n in range(count):
        append(
            shop / ".trunkline" / "review" / "labels.jsonl",
            Decision(f"{n}", "accept", "pay my bill", label, f"CA{n:04}", 1, audit=n % 2 == 0),
        )


def test_a_log_of_nothing(shop: Path) -> None:
    done = drift(shop)
    assert done.exit_code == 0
    assert "no utterance yet" in done.output
    assert "unsupported" in done.output


async def test_a_steady_log_with_too_few_labels(shop: Path) -> None:
    await logged(shop, 3)
    review(shop, 20, "make_payment")
    done = drift(shop, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output.splitlines()[-1])
    assert [(each["week"], each["stability"]) for each in told["weeks"]] == [
        ("2026-W45", None), ("2026-W46", 0.0), ("2026-W47", 0.0),
    ]  # fmt: skip
    assert told["audit"]["standing"] == "unsupported"
    assert told["audit"]["labelled"] == 10  # only what was drawn at random
    assert "Precision: unsupported. 10 of 10" in done.output


@pytest.mark.parametrize(("label", "standing", "code"), [("make_payment", "certified", 0), ("human", "below", 1)])
async def test_what_the_audit_says(shop: Path, label: str, standing: str, code: int) -> None:
    await logged(shop, 3)
    review(shop, 130, label)
    done = drift(shop, "--json")
    told = json.loads(done.output.splitlines()[-1])
    assert (told["audit"]["standing"], done.exit_code) == (standing, code)


def test_a_log_in_a_file(shop: Path, tmp_path: Path) -> None:
    lines = [
        {"sid": f"CA{n}", "index": 1, "utterance": "pay my bill", "at": (MONDAY + timedelta(minutes=n)).isoformat(),
         "model": "tiny", "candidates": [["make_payment", 0.9]], "verdict": "accept"}
        for n in range(60)
    ]  # fmt: skip
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    told = json.loads(drift(shop, "--log", str(tmp_path / "log.jsonl"), "--json").output.splitlines()[-1])
    assert [(each["week"], each["asked"], each["accepted"]) for each in told["weeks"]] == [("2026-W45", 60, 1.0)]


def test_a_log_that_says_nothing_of_its_utterances_is_scored(shop: Path, teach: Any, tmp_path: Path) -> None:
    teach(shop, "m1")
    lines = [{"sid": f"CA{n}", "at": f"2026-11-0{2 + n % 5}T09:00:00Z", "utterance": "pay my bill"} for n in range(60)]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    told = json.loads(drift(shop, "--log", str(tmp_path / "log.jsonl"), "--json").output.splitlines()[-1])
    assert [(week["model"], week["asked"], week["accepted"]) for week in told["weeks"]] == [("m1", 60, 1.0)]
