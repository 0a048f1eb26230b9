"""One call of the bench: it runs, every turn takes its path, the call is kept. Never how fast we are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.main import app
from telephony.bench.latency.scenes import PATHS


@pytest.mark.timeout(170)
def test_a_call_is_measured_and_kept(demo_model: Path, tmp_path: Path) -> None:
    arguments = ["bench", "latency", "--project", str(demo_model.parents[2]), "--calls", "1", "--out", str(tmp_path)]
    done = CliRunner().invoke(app, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["calls"], told["failed"], told["strayed"]) == (1, [], [])
    assert {path: found["turns"] for path, found in told["paths"].items()} == dict.fromkeys(PATHS, 2)
    for found in told["paths"].values():
        assert found["others_ms"]["p50"] > 100
        assert {"hear", "decide", "speak", "play", "answer", "total"} <= set(found["stages_ms"])
        assert found["waited_ms"]["p50"] >= found["own_ms"]["p50"]
    assert told["claude"]["asked"] >= told["claude"]["turns"] == 2
    assert json.loads((tmp_path / "latency.json").read_text()) == told

    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 0, again.output
    assert "1 of 1 calls" in again.output
    assert all(path in again.output for path in PATHS)


def test_without_a_model_it_says_what_is_missing(shop: Path) -> None:
    done = CliRunner().invoke(app, ["bench", "latency", "--project", str(shop)])
    assert done.exit_code != 0
    assert "trunkline train" in getattr(done.exception, "todo", "")
