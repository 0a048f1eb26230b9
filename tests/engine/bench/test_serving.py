from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.main import app
from engine.bench.serving import TARGETS, report

TINY = Path(__file__).parents[1] / "understanding" / "tiny"


def test_a_small_model_costs_its_libraries_and_starts(shop: Path, teach: Any) -> None:
    teach(shop, "tiny")
    found = report(shop / ".trunkline" / "models" / "tiny", 1)
    assert set(TARGETS) < set(found)
    assert 0 < found["artefact_mb"] < TARGETS["artefact_mb"]
    assert found["memory_mb"] > found["artefact_mb"]
    assert found["cold_start_s"] > 0


def test_a_model_that_is_not_there_is_said(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "intents")
    result = CliRunner().invoke(app, ["bench", "serving", "--project", str(tmp_path)])
    assert result.exit_code == 1
    assert "no intent model" in str(result.exception)


def test_a_bench_that_is_not_there_gets_the_nearest() -> None:
    result = CliRunner().invoke(app, ["bench", "clasify"])
    assert result.exit_code == 2
    assert "there is no bench 'clasify'; did you mean 'classify'?" in result.output


@pytest.mark.parametrize("name", ["classify", "serving", "weeks", "gate", "turns"])
def test_each_bench_says_what_it_measures(name: str) -> None:
    result = CliRunner().invoke(app, ["bench", name, "--help"])
    assert result.exit_code == 0
    assert "--json" in result.output
