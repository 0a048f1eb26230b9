"""A new project checks, tests and answers at once, and nothing of anybody's is ever overwritten."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from console.chat import Chat
from console.main import app, main
from console.new import STARTER
from console.parts import opened
from engine.intents import load_intents
from engine.settings import read_settings
from training.data import dataset

SCHEMAS = {"calls.json", "flow.json", "intent.json", "locale.json", "project.json"}


def trunkline(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    code, output = trunkline("new", str(folder))
    assert code == 0, output
    assert f"cd {folder}" in output
    return folder


def refused(monkeypatch: Any, capsys: Any, *words: str) -> str:
    monkeypatch.setattr(sys, "argv", ["trunkline", "new", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told: str = capsys.readouterr().err
    return told


def test_the_starter_itself_checks_and_tests() -> None:
    assert trunkline("check", "--project", str(STARTER)) == (0, "Nothing to mend.\n")
    code, output = trunkline("test", "--project", str(STARTER))
    assert code == 0, output


@pytest.mark.parametrize(
    "options", [(), ("--name", "O'Neill & Sons Twenty-Four", "--locale", "en-US"), ("--locale", "en")]
)
def test_it_checks_and_tests_at_once(tmp_path: Path, options: tuple[str, ...]) -> None:
    folder = str(tmp_path / "a" / "new one")
    assert trunkline("new", folder, *options)[0] == 0
    assert trunkline("check", "--project", folder) == (0, "Nothing to mend.\n")
    code, output = trunkline("test", "--project", folder)
    assert code == 0, output
    assert "all as expected" in output


def test_it_holds_what_a_project_holds(made: Path) -> None:
    found = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert found >= {".gitignore", "README.md", "handlers.py", "flows/project.yaml", "flows/welcome.yaml"}
    assert "gitignore" not in found
    assert not any("__pycache__" in name for name in found)
    assert {path.name for path in (made / ".trunkline" / "schema").iterdir()} == SCHEMAS
    assert ".trunkline/" in (made / ".gitignore").read_text()
    for path in made.rglob("*.yaml"):
        header = path.read_text("utf-8").partition("\n")[0]
        assert (path.parent / header.removeprefix("# yaml-language-server: $schema=")).is_file()


def test_its_name_and_locale_are_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    trunkline("new", str(folder), "--name", "Acme Books", "--locale", "en-IE")
    texts = "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.suffix in {".yaml", ".md"})
    assert "name: Acme Books\nlocale: en-IE\n" in texts
    assert "Thanks for calling Acme Books." in texts
    assert "Harbour" not in texts


def test_its_intents_can_be_learned(made: Path) -> None:
    found = load_intents(made)
    data = dataset({label: intent.examples for label, intent in found.intents.items()}, found.background)
    assert len(data.labels) >= 4
    assert len(data.background) >= 40
    assert min(len(sentences) for sentences in found.held_out.values()) >= 3


async def test_it_answers(made: Path) -> None:
    typed: Iterator[str] = iter(["/keys 1", "/keys 12345", "no thanks", "", "never read"])
    screen = Console(file=io.StringIO(), width=100)
    async with opened(read_settings(project=made, language_model="none")) as parts:
        await Chat(parts, lambda _prompt: next(typed), screen, quiet=True).run()
    shown = screen.file.getvalue()  # type: ignore[attr-defined]
    assert "Good news, it's here." in shown
    assert "\n  -- the call is over (us.dialog.done)\n" in shown
    assert next(typed) == "never read"


def test_it_is_found_without_options_from_inside(made: Path) -> None:
    program = "from console.main import main; main()"
    command = [sys.executable, "-W", "ignore", "-c", program, "check"]
    where = {name: value for name, value in os.environ.items() if name != "TRUNKLINE_PROJECT"}
    where["PYTHONPATH"] = str(STARTER.parents[1])
    done = subprocess.run(command, cwd=made, env=where, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "Nothing to mend.\n"), done.stderr


def test_an_empty_folder_is_filled_and_a_git_folder_is_no_matter(tmp_path: Path) -> None:
    assert trunkline("new", str(tmp_path))[0] == 0
    other = tmp_path / "other"
    (other / ".git").mkdir(parents=True)
    assert trunkline("new", str(other))[0] == 0


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    told = refused(monkeypatch, capsys, str(tmp_path))
    assert f"{tmp_path} is not empty: it holds notes.txt" in told
    assert "nothing was written" in told
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--name", "a: b"), "cannot be spoken as a company's name"),
        (("--name", "#1 Books"), "cannot be spoken as a company's name"),
        (("--name", ""), "cannot be spoken as a company's name"),
        (("--locale", "english"), "'english' is not a locale"),
        (("--locale", "de-DE"), "the starter speaks English, not 'de-DE'"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: Any, capsys: Any, options: tuple[str, ...], told: str
) -> None:
    assert told in refused(monkeypatch, capsys, str(tmp_path / "x"), *options)
    assert not (tmp_path / "x").exists()


def test_a_file_is_no_folder(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    (tmp_path / "file").touch()
    assert "file is a file" in refused(monkeypatch, capsys, str(tmp_path / "file"))
