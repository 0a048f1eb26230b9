from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.main import app

RIGHT = '{kind: date, heard: "tomorrow", slots: {day: date}, values: {day: "2026-03-07"}}'
WRONG = '{kind: date, heard: "today", slots: {day: date}, values: {day: null}}'


def labelled(folder: Path, *cases: str) -> Path:
    path = folder / "set.yaml"
    path.write_text("today: 2026-03-06\nlocale: en-GB\ncases:\n" + "".join(f"  - {case}\n" for case in cases))
    return path


@pytest.mark.parametrize("form", [[], ["--asr"]])
def test_a_set_that_is_read_exactly_passes(tmp_path: Path, form: list[str]) -> None:
    done = CliRunner().invoke(app, ["bench", "slots", "--set", str(labelled(tmp_path, RIGHT)), *form, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["ok"] is True
    assert told["target"] == (0.96 if form else 0.97)


def test_misses_are_listed_and_fail(tmp_path: Path) -> None:
    path = labelled(tmp_path, RIGHT, WRONG)
    done = CliRunner().invoke(app, ["bench", "slots", "--set", str(path), "--misses"])
    assert done.exit_code == 1
    assert f"{path}:5 today / nothing / 2026-03-06" in done.output
    assert "1 of 2 exact, 0.5000 (>= 0.97)" in done.output


def test_without_a_set_we_say_how_to_name_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["bench", "slots"])
    assert done.exit_code == 2
    assert "--set" in done.output
