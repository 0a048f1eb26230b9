from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.main import app
from engine.intents import load_intents

SMALL = Path(__file__).parents[1] / "training" / "small"


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project's sentences as csv files."""
    folder = tmp_path_factory.mktemp("sets")
    loaded = load_intents(SMALL)
    learned = [(text, label) for label, intent in loaded.intents.items() for text in intent.examples]
    asked = [(text, label) for label, texts in loaded.held_out.items() if label[0] != "_" for text in texts]
    parts = {
        "train": learned,
        "test": asked,
        "oos_train": [(text, "oos") for text in loaded.background],
        "oos_test": [(text, "oos") for text in loaded.held_out["_out_of_scope"]],
    }
    for name, rows in parts.items():
        lines = "".join(f'"{text}",{label}\n' for text, label in rows)
        (folder / f"{name}.csv").write_text(f"text,intent\n{lines}", "utf-8")
    return folder


def ask(*words: str) -> Result:
    return CliRunner().invoke(app, ["benchmark", *words])


@pytest.mark.train
@pytest.mark.timeout(300)
def test_seeds_are_measured_kept_and_used_again(sets: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    asked = ("--data", str(sets), "--shots", "8", "--precision", ".95", "--asr-noise", "--out", str(tmp_path))
    result = ask(*asked, "--seeds", "0", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout.splitlines()[-1])
    assert found["seeds"]["0"] == found["mean"]
    mean = found["mean"]
    assert mean["accuracy"] > 0.6
    assert mean["auroc"] > 0.6
    assert set(mean["coverage_at"]) == {"0.95", "0.98", "0.99"}
    assert 0.0 <= mean["shipped"]["0.95"]["precision"] <= 1.0
    assert 0.0 < mean["heard"][0]["word_error_rate"] < 0.25
    (kept,) = tmp_path.glob("*-seed0.json")
    kept.write_text(json.dumps(found["mean"] | {"accuracy": 0.123}))
    again = ask(*asked, "--seeds", "0")
    assert "0.123" in again.stdout
    assert "misheard" in again.stdout


def test_what_cannot_be_read_is_said(sets: Path, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("text,intent\nonly\n")
    assert "train.csv:2: 1 values" in str(ask("--data", str(tmp_path)).exception)
    assert "names no seed" in str(ask("--data", str(sets), "--seeds", "x").exception)
    assert ask("--data", str(tmp_path / "none")).exit_code == 2
