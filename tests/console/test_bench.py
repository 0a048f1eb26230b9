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
    result = CliRunner().invoke(
        app, ["bench", "classify", "--project", str(small), "--rounds", "1", "--paced", "2", "--json"]
    )
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["sentences"] == 15
    for found in (told, told["paced"]):
        assert found["ratios"]["p50"] == pytest.approx(found["trunkline"]["p50_ms"] / found["setfit"]["p50_ms"])
        assert found["trunkline"]["cpu_ms"] > 0
    assert result.exit_code == 0
