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


def test_bench_compares_with_setfit_in_the_same_run(small: Path) -> None:
    assert CliRunner().invoke(app, ["train", "--project", str(small)]).exit_code == 0
    result = CliRunner().invoke(app, ["bench", "classify", "--project", str(small), "--rounds", "1", "--json"])
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["sentences"] == 15
    assert told["ratio"] == pytest.approx(told["trunkline"]["p50_ms"] / told["setfit"]["p50_ms"])
    assert result.exit_code == 0
