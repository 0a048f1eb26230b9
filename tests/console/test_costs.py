"""`trunkline costs` adds up what the traces say, and passes over what is no trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from console.main import app
from engine.bill import Bill
from engine.errors import MissingPartError
from engine.prices import read_prices


def record(shop: Path, sid: str, cost: Any) -> None:
    folder = shop / ".trunkline" / "calls" / sid
    folder.mkdir(parents=True)
    (folder / "trace.json").write_text(json.dumps({"sid": sid, "turns": [], "cost": cost}))


def test_calls_are_added_up(shop: Path) -> None:
    for sid, seconds in (("CA1", 60), ("CA2", 180)):
        bill = Bill()
        bill.add("telephone", "twilio", "seconds", seconds)
        bill.add("synthesizer", "stranger", "characters", 9)
        bill.add("language model", "claude-haiku-5-5", "answers", 1)
        record(shop, sid, read_prices().cost(bill, 3, "claude-haiku-5-5").as_dict())
    record(shop, "CA3", None)
    (shop / ".trunkline" / "calls" / "CA3" / "trace.json").write_text("no trace")

    done = CliRunner().invoke(app, ["costs", "--project", str(shop), "--json"])
    assert done.exit_code == 0, done.output
    assert "a language model was asked 2 times, and 6 times it was not needed" in done.output
    (found,) = json.loads(done.stdout.splitlines()[-1])["currencies"]
    assert (found["calls"], found["components"]["telephone"], found["total"]) == (2, 0.05, 0.05)
    assert found["unpriced"] == ["synthesizer stranger"]
    assert found["saved"] > 0


def test_without_a_recorded_call_it_says_how_to_get_one(shop: Path) -> None:
    done = CliRunner().invoke(app, ["costs", "--project", str(shop)])
    assert isinstance(done.exception, MissingPartError)
    assert "--record" in done.exception.todo
