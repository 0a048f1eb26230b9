"""`trunkline costs` adds up what calls cost."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from typer.testing import CliRunner

from console.main import app
from engine.bill import Bill
from engine.errors import MissingPartError
from engine.prices import read_prices
from engine.settings import read_settings
from engine.store.database import Database
from engine.store.journal import Journal

MODEL = "claude-haiku-5-5"


async def answered(shop: Path) -> None:
    (shop / ".trunkline").mkdir(exist_ok=True)
    async with Database.open(read_settings(project=shop).database) as database, Journal.open(database) as journal:
        for sid, seconds in (("CA1", 6000), ("CA2", 180), ("CA1", 60)):
            bill = Bill()
            bill.add("telephone", "twilio", "seconds", seconds)
            bill.add("synthesizer", "stranger", "characters", 9)
            bill.add("language model", MODEL, "answers", 1)
            journal.ended(sid, {2: {"hear": 200.0, "answer": 300.0}}, read_prices().cost(bill, 3, MODEL))


def test_calls_are_added_up_and_one_that_ended_twice_counts_once(shop: Path) -> None:
    asyncio.run(answered(shop))
    done = CliRunner().invoke(app, ["costs", "--project", str(shop), "--json"])
    assert done.exit_code == 0, done.output
    assert "a language model was asked 2 times, and 6 times it was not needed" in done.output
    (found,) = json.loads(done.stdout.splitlines()[-1])["currencies"]
    assert (found["calls"], found["components"]["telephone"], found["total"]) == (2, 0.05, 0.05)
    assert found["unpriced"] == ["synthesizer stranger"]
    assert found["saved"] > 0


def test_without_a_call_it_says_how_to_get_one(shop: Path) -> None:
    done = CliRunner().invoke(app, ["costs", "--project", str(shop)])
    assert isinstance(done.exception, MissingPartError)
    assert "trunkline serve" in done.exception.todo
