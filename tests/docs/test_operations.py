"""The operators' page: its table is the settings, its commands and options are ours, and its log lines are written."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path, PurePath

import pytest
from pydantic import SecretStr
from pydantic_settings import BaseSettings
from typer.testing import CliRunner

from console.main import VERBS, app
from engine import settings
from engine.settings import ModelKeys, Settings, variable

from .pages import DOCS

ROOT = Path(__file__).parents[2]
PAGE = (DOCS / "operations.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (?:\w+=\S+ )*trunkline (\w+)(.*?)(?: *#.*)?$", PAGE, flags=re.MULTILINE)


def meanings(form: type[BaseSettings]) -> dict[str, str]:
    """Return what stands under each field."""
    (found,) = ast.parse(inspect.getsource(form)).body
    assert isinstance(found, ast.ClassDef)
    said = {}
    for field, below in zip(found.body, found.body[1:], strict=False):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                said[name] = " ".join(text.split()).replace("``", "`").replace("|", "\\|")
    return said


def default(value: object) -> str:
    match value:
        case None | "" | SecretStr():
            return ""
        case bool():
            return f"`{str(value).lower()}`"
        case PurePath():
            return f"`{value}`"
        case _:
            return f"`{value}`"


def table() -> str:
    """Return the settings as the page has them."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for form in (Settings, ModelKeys):
        said = meanings(form)
        for name, field in form.model_fields.items():
            rows.append(f"| `{variable(form, name)}` | {default(field.default)} | {said[name]} |")
    return "\n".join(rows)


def test_the_table_is_the_settings() -> None:
    assert table() in PAGE, f"put this into docs/operations.md:\n{table()}"


def test_it_shows_commands() -> None:
    assert {"doctor", "serve", "call", "standins", "costs"} <= {verb for verb, _ in COMMANDS} <= set(VERBS)


@pytest.mark.parametrize(("verb", "rest"), sorted(set(COMMANDS)))
def test_every_option_is_one(verb: str, rest: str) -> None:
    told = CliRunner().invoke(app, [verb, "--help"]).output
    assert [each for each in re.findall(r"--[a-z-]+", rest) if each not in told] == []


def test_every_log_line_that_it_explains_is_written() -> None:
    events = re.findall(r"^\| `(\w+)` \| (?:info|warning|error) \|", PAGE, flags=re.MULTILINE)
    assert len(events) > 10
    places = [*ROOT.glob("telephony/**/*.py"), *ROOT.glob("engine/**/*.py"), *ROOT.glob("console/*.py")]
    source = "\n".join(each.read_text("utf-8") for each in places)
    assert [event for event in events if f'"{event}"' not in source] == []


def test_every_metric_that_it_names_is_counted() -> None:
    source = (ROOT / "engine" / "metrics.py").read_text("utf-8")
    named = set(re.findall(r"`(trunkline_[a-z_]+?)(?:_total|_bucket)?`", PAGE))
    assert named
    assert [each for each in named if f'"{each}"' not in source] == []


def test_settings_are_the_fields_of_one_module() -> None:
    assert {Settings.__module__, ModelKeys.__module__} == {settings.__name__}
