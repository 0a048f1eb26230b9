from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console import evaluate
from console.main import app
from engine.errors import FlowError, MissingPartError, SettingsError
from engine.evaluation import last
from engine.intents import load_intents
from engine.understanding.manifest import current
from training.config import read_config
from training.data import Dataset, Row

config = read_config()


def test_without_a_model_it_says_what_to_do(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "untrained"
    shutil.copytree(small, folder, ignore=shutil.ignore_patterns(".trunkline"))
    result = CliRunner().invoke(app, ["evaluate", "--project", str(folder)])
    assert isinstance(result.exception, MissingPartError)
    assert "trunkline train" in result.exception.todo


def test_without_flows_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    result = CliRunner().invoke(app, ["evaluate", "--project", str(tmp_path)])
    assert isinstance(result.exception, FlowError)


@pytest.mark.parametrize("verb", ["evaluate", "train", "bench"])
def test_help_names_the_options(verb: str) -> None:
    arguments = [verb, "classify", "--help"] if verb == "bench" else [verb, "--help"]
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0
    assert "--project" in result.output
    assert "--json" in result.output


@pytest.mark.train
@pytest.mark.timeout(300)
def test_evaluate_counts_the_held_out_sentences(small: Path) -> None:
    pytest.importorskip("torch")
    assert CliRunner().invoke(app, ["train", "--project", str(small)]).exit_code == 0
    result = CliRunner().invoke(app, ["evaluate", "--project", str(small), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout.splitlines()[-1])
    assert told["sentences"] == 15
    assert told["asked"] == 0.95
    assert told["accuracy"] >= 0.8
    assert {row["label"] for row in told["intents"]} == {"_out_of_scope", "book", "call_off", "menu", "way"}
    kept = last(small / ".trunkline", load_intents(small), current(small / ".trunkline" / "models").name)
    assert kept is not None
    assert kept.confusions == tuple(tuple(each) for each in told["confusions"] if "_out_of_scope" not in each)
    assert sum(kept.sentences.values()) == sum(
        row["sentences"] for row in told["intents"] if row["label"] != "_out_of_scope"
    )
    people = CliRunner().invoke(app, ["evaluate", "--project", str(small)])
    assert "has changed" not in people.stderr
    assert "out of scope accepted" in people.stdout
    assert "The report is in " in people.stdout.splitlines()[-2]
    assert told["html"] == str(small / ".trunkline" / "evaluation.html")
    assert [each["asked"] for each in told["promises"]] == [0.95, 0.98, 0.99]
    assert told["suspects"] is not None
    assert "understood at once" in Path(told["html"]).read_text("utf-8")
    assert people.stdout.splitlines()[-1].startswith("Of 100 sentences about an intent ")


@pytest.mark.train
@pytest.mark.timeout(300)
def test_the_page_is_written_where_it_is_wanted_and_opened(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    opened: list[str] = []
    monkeypatch.setattr(evaluate.webbrowser, "open", opened.append)
    assert CliRunner().invoke(app, ["train", "--project", str(small)]).exit_code == 0
    wanted = tmp_path / "deep" / "page.html"
    result = CliRunner().invoke(app, ["evaluate", "--project", str(small), "--html", str(wanted), "--open"])
    assert result.exit_code == 0, result.output
    assert f"The report is in {wanted}" in result.stdout
    written = wanted.read_text("utf-8")
    assert written.startswith("<!doctype html>")
    assert all(label in written for label in ("book", "call_off", "menu", "way"))
    assert opened == [wanted.as_uri()]


@pytest.mark.train
@pytest.mark.timeout(300)
def test_plain_setfit_is_measured_once_and_shown_from_then_on(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr(evaluate, "read_config", lambda: replace(config, setfit=replace(config.setfit, pairs=2)))
    assert CliRunner().invoke(app, ["train", "--project", str(small)]).exit_code == 0
    asked = CliRunner().invoke(app, ["evaluate", "--project", str(small), "--baseline", "--json"])
    assert asked.exit_code == 0, asked.output
    told = json.loads(asked.stdout.splitlines()[-1])["compared"]
    assert told["name"] == "plain SetFit"
    assert told["threshold"] == 0.85
    later = CliRunner().invoke(app, ["evaluate", "--project", str(small)])
    assert "plain SetFit: accuracy " in later.stdout
    files = {path.name for path in (small / ".trunkline").iterdir()}
    assert files == {"baseline.json", "evaluation.html", "evaluation.json", "models"}  # and no model of SetFit's


def test_of_many_intents_plain_setfit_is_measured_only_where_it_is_insisted_on() -> None:
    many = Dataset(tuple(f"i{n}" for n in range(21)), tuple(Row(f"say {n}", n) for n in range(21)), ())
    with pytest.raises(SettingsError, match="840 pairs of sentences of 21 intents") as error:
        evaluate.refuse_large(many)
    assert "--any-size" in error.value.todo
    evaluate.refuse_large(replace(many, labels=many.labels[:20]))


@pytest.mark.train
@pytest.mark.timeout(300)
def test_a_model_of_other_sentences_is_told(small: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    assert CliRunner().invoke(app, ["train", "--project", str(small)]).exit_code == 0
    changed = shutil.copytree(small, tmp_path / "changed", symlinks=True)
    with (changed / "intents" / "menu.yaml").open("a", encoding="utf-8") as file:
        file.write("  - which cakes have you got left today\n")
    result = CliRunner().invoke(app, ["evaluate", "--project", str(changed)])
    assert result.exit_code == 0, result.output
    assert "intents/ has changed since this model was trained" in result.stderr
