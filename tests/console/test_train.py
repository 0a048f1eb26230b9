from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.main import app

pytestmark = [pytest.mark.train, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _extra() -> None:
    pytest.importorskip("torch")


def test_the_last_line_is_the_manifest(small: Path) -> None:
    result = CliRunner().invoke(app, ["train", "--project", str(small), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout.splitlines()[-1])
    assert Path(told["folder"]).name == told["name"]
    assert told["labels"] == ["book", "call_off", "menu", "way"]
    assert told["metrics"]["int8_agreement"] >= 0.99


def test_for_people(small: Path) -> None:
    result = CliRunner().invoke(app, ["train", "--project", str(small)])
    assert result.exit_code == 0, result.output
    assert "4 intents" in result.stdout
    assert "precision 0.98: accept from" in result.stdout
    assert "Is that good enough? trunkline evaluate" in result.stdout
