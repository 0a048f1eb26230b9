"""The notebooks, executed as a reader would on a small project, and held to be short, empty of outputs and of code."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_CELLS = 12
PICTURES = {
    "1-explore-the-logs": 4,
    "2-retrain-and-compare": 5,
    "3-thresholds-and-calibration": 5,
    "4-latency-and-cost": 4,
}
"""Notebook -> what it shows."""
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
RETRAINS = "2-retrain-and-compare"
KEYS = (
    "ANTHROPIC_API_KEY",
    "OPENAI_API_KEY",
    "DEEPGRAM_API_KEY",
    "ELEVENLABS_API_KEY",
    "CARTESIA_API_KEY",
    "TRUNKLINE_PROJECT",
)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code(path: Path) -> Iterator[str]:
    return (cell.source for cell in read(path).cells if cell.cell_type == "code")


def test_there_is_one_for_each_question() -> None:
    assert [path.stem for path in NOTEBOOKS] == sorted(PICTURES)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_short_and_defines_nothing(path: Path) -> None:
    cells = list(code(path))
    assert len(cells) <= MOST_CELLS
    found = [node for cell in cells for node in ast.walk(ast.parse(cell)) if isinstance(node, DEFINITIONS)]
    assert not found
    assert all(len(line) <= 120 for cell in read(path).cells for line in cell.source.splitlines())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_without_outputs(path: Path) -> None:
    nbformat.validate(read(path))
    for cell in read(path).cells:
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "path", [pytest.param(p, id=p.stem, marks=[pytest.mark.train] if p.stem == RETRAINS else []) for p in NOTEBOOKS]
)
def test_it_runs(path: Path, shop: Path, teach: Callable[[Path, str], None]) -> None:
    if path.stem == RETRAINS:
        pytest.importorskip("torch")
    teach(shop, "m1")
    simulated(shop)
    notebook = executed(path, shop)
    outputs = [each for cell in notebook.cells for each in cell.get("outputs", [])]
    assert not [each for each in outputs if each.output_type == "error" or each.get("name") == "stderr"]
    assert sum("image/png" in each.get("data", {}) for each in outputs) == PICTURES[path.stem]
    assert "generated: there is no log yet" in "".join(each.get("text", "") for each in outputs)
    models = shop / ".trunkline" / "models"
    assert [found.name for found in models.iterdir() if found.is_dir()] == ["m1"]
    assert (models / "current").read_text() == "m1"


def simulated(project: Path) -> None:
    """Leave figures as `trunkline bench weeks` does."""
    weeks = {"mined": [0.43, 0.7, 0.86], "random": [0.43, 0.6, 0.72]}
    found = {way: [{"coverage_oracle": each} for each in figures] for way, figures in weeks.items()}
    path = project / ".trunkline" / "weeks" / "weeks.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"means": found, "seeds": {way: {"0": each} for way, each in found.items()}}), "utf-8")


def executed(path: Path, project: Path) -> nbformat.NotebookNode:
    """Run a notebook in a project, with the candidate that trains in seconds."""
    notebook = read(path)
    for cell in notebook.cells:
        cell.source = cell.source.replace('["frozen", "proto"]', '["frozen"]')
    where = {name: value for name, value in os.environ.items() if name not in KEYS} | {"PYTHONPATH": str(ROOT)}
    client = NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(project)}})
    done: nbformat.NotebookNode = client.execute(env=where)
    return done
