from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from console.main import app

TURNS = ["bench", "turns", "--conversations", "2", "--rounds", "1", "--pause", "0", "--flows", "1"]


def test_turns_and_loading_are_told_with_their_targets() -> None:
    done = CliRunner().invoke(app, [*TURNS, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["targets"] == {"above_ms_per_turn": 2.0, "p95_ratio": 1.5, "loading_ratio": 3.0}
    assert [row["side"] for row in told["rows"]] == ["trunkline", "bare"]
    assert told["loading"]["flows"] == 1


def test_turns_are_told_to_people_too() -> None:
    done = CliRunner().invoke(app, TURNS)
    assert done.exit_code == 0, done.output
    assert "of CPU a turn above bare LangGraph (<= 2.0)" in done.output
    assert "digress" in done.output


def test_help_says_what_is_measured() -> None:
    told = CliRunner().invoke(app, ["bench", "turns", "--help"]).output
    assert "no checkpointer" in told
    assert "yaml.compose" in told


def test_hostile_files_are_timed_and_weighed(tmp_path: Path) -> None:
    (tmp_path / "bomb.yaml").write_text("a: &a [x]\nb: [*a, *a]\n")
    (tmp_path / "norway.yaml").write_text("a: no\n")
    done = CliRunner().invoke(app, ["bench", "yaml", "--corpus", str(tmp_path), "--small", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    bomb, norway = told["rows"]
    assert (bomb["findings"] > 0, bomb["first"][:22]) == (True, "bomb.yaml:1:4: error F")
    assert norway["first"] == ""
    assert (told["files"], told["refused"]) == (2, 1)
    assert told["worst_ms"] == max(bomb["ms"], norway["ms"])
    assert told["worst_python_mb"] > 0
