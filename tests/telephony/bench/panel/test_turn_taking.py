"""The panel on two calls: it runs, sees events of every sort, keeps the calls and goes on. Never how good we are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.main import app
from telephony.bench.panel import scenes
from telephony.bench.panel.figures import TARGETS


@pytest.mark.timeout(170)
def test_two_calls_are_measured_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "EXCHANGES", 1)
    arguments = ["bench", "turn-taking", "--calls", "2", "--seed", "1", "--out", str(tmp_path / "kept")]
    done = CliRunner().invoke(app, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["calls"], told["failed"]) == (2, [])
    assert set(told["metrics"]) == set(told["counts"]) == set(told["met"]) == set(TARGETS)
    assert told["counts"]["R_R"] >= 2
    assert told["metrics"]["L_R"] > 0
    assert told["counts"]["R_Y"] >= 1
    assert sum(row["events"] for row in told["kinds"]) >= 2
    assert len(list((tmp_path / "kept").glob("call-*.json"))) == 2
    assert json.loads((tmp_path / "kept" / "turn-taking.json").read_text()) == told

    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 0, again.output
    assert "2 of 2 calls" in again.output
    assert all(name in again.output for name in TARGETS)
