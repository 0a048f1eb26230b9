from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from console.main import app

DEMO = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy the demo, offered in Spanish, with nothing translated yet."""
    for part in ("flows", "intents", "tests/intents"):
        shutil.copytree(DEMO / part, tmp_path / part, ignore=shutil.ignore_patterns("locales"))
    shutil.copy(DEMO / "handlers.py", tmp_path)
    replace(tmp_path / "flows" / "project.yaml", "locales: [es-ES, de-DE]", "locales: [es-ES]")
    return tmp_path


def run(*arguments: str) -> tuple[int, list[str], Any]:
    result = CliRunner().invoke(app, [*arguments, "--json"])
    lines = result.output.splitlines()
    return result.exit_code, lines[:-1], json.loads(lines[-1]) if lines else None


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_file_is_made_filled_in_and_refreshed(project: Path) -> None:
    file = project / "flows" / "locales" / "es.yaml"
    code, lines, told = run("translate", "es", "--project", str(project))
    assert (code, told["ok"], told["current"], told["texts"] > 20) == (0, True, 0, True)
    assert "order_status/ask.order_number" in told["added"]
    assert lines[-1] == f"es: 0 of {told['texts']} texts translated, 0 % up to date."
    code, lines, checked = run("check", "--project", str(project))
    assert code == 0
    assert sum("L001" in line for line in lines) == checked["warnings"] == len(told["added"])
    assert checked["locales"] == [
        {"locale": "es-ES", "texts": told["texts"], "translated": 0, "current": 0, "share": 0.0}
    ]
    replace(file, "order number?\n  text:", "order number?\n  # usted\n  text: ¿Cuál es su número de pedido?")
    replace(project / "flows" / "order_status.yaml", "ask: What's your order number?", "ask: Which order is it?")
    code, lines, told = run("translate", "es", "--project", str(project))
    assert (code, told["stale"], told["translated"], told["current"]) == (0, ["order_status/ask.order_number"], 1, 0)
    assert "# en: Which order is it?\n  # usted\n  text: ¿Cuál es su número de pedido?\n" in file.read_text("utf-8")
    code, lines, _ = run("check", "--project", str(project))
    assert sum("L002" in line for line in lines) == 1
    assert f"es-ES: 1 of {told['texts']} texts translated, 1 stale, 0 % up to date." in lines


def test_an_entry_for_a_step_that_is_gone_is_told(project: Path) -> None:
    run("translate", "es", "--project", str(project))
    with (project / "flows" / "locales" / "es.yaml").open("a", encoding="utf-8") as file:
        file.write("\nold/say.things:\n  text: cosas\n  from: 01234567\n")
    code, lines, told = run("translate", "es", "--project", str(project))
    assert (code, told["unknown"], told["added"]) == (0, ["old/say.things"], [])
    assert "no text is called 'old/say.things' any more" in lines[0]


def test_a_countrys_file_beside_its_languages_needs_no_lines(project: Path) -> None:
    run("translate", "es", "--project", str(project))
    _, _, told = run("translate", "es-MX", "--project", str(project))
    assert told["added"] == []
    assert (project / "flows" / "locales" / "es-MX.yaml").read_text("utf-8").splitlines()[
        1
    ] == "# es-MX: Fellside Outdoor"


@pytest.mark.parametrize(
    ("tag", "told"), [("spanish", "is not a language"), ("en", "the flows themselves"), ("en-GB", "flows themselves")]
)
def test_what_is_no_other_language_is_refused(project: Path, tag: str, told: str) -> None:
    result = CliRunner().invoke(app, ["translate", tag, "--project", str(project)])
    assert told in str(result.exception)
    assert not (project / "flows" / "locales").exists()


def test_files_that_cannot_be_read_are_left_alone(project: Path) -> None:
    run("translate", "es", "--project", str(project))
    file = project / "flows" / "locales" / "es.yaml"
    with file.open("a", encoding="utf-8") as stream:
        stream.write("\nold/say.things: {text: cosas, from: 01234567}\n")
    before = file.read_text("utf-8")
    result = CliRunner().invoke(app, ["translate", "es", "--project", str(project)])
    assert "is not written in braces" in str(result.exception)
    assert file.read_text("utf-8") == before


def test_a_way_of_writing_that_cannot_be_refreshed_is_told_and_left_alone(project: Path) -> None:
    file = project / "flows" / "locales" / "es.yaml"
    file.parent.mkdir()
    file.write_text("order_status/title:\n  text: su pedido\n  from:\n    '0'\n", "utf-8")
    before = file.read_text("utf-8")
    result = CliRunner().invoke(app, ["translate", "es", "--project", str(project)])
    assert "cannot be refreshed: something near flows/locales/es.yaml:" in str(result.exception)
    assert file.read_text("utf-8") == before
