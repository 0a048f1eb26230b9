"""A made-up log that can be mined at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

from console.main import app

Teach = Callable[[Path, str], None]


def invoke(shop: Path, *words: str) -> dict[str, object]:
    done = CliRunner().invoke(app, [*words, "--project", str(shop), "--json"])
    assert done.exit_code == 0, done.output
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_a_made_up_log_is_the_same_again_and_can_be_mined(shop: Path, teach: Teach, tmp_path: Path) -> None:
    teach(shop, "m1")
    paths = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    told = [invoke(shop, "bench", "log", str(path), "--calls", "20") for path in paths]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert told[0]["calls"] == 20
    mined = invoke(shop, "mine", "--log", str(paths[0]))
    assert mined["turns"] == told[0]["turns"]
    assert mined["problems"] == 0


def test_it_is_jsonl(shop: Path, teach: Teach, tmp_path: Path) -> None:
    teach(shop, "m1")
    done = CliRunner().invoke(app, ["bench", "log", str(tmp_path / "log.csv"), "--project", str(shop)])
    assert done.exit_code == 2
    assert not (tmp_path / "log.csv").exists()
