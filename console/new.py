"""Make a small project that checks, tests and answers, in a new or empty folder.

It is a library's telephone: one flow with a slot, a handler and reprompts, its intents, and conversations that test
it. Change it into your own, file by file; docs/tutorial.md shows how.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import SettingsError
from engine.flows.read import LOCALE
from engine.schema.write import write_schemas

STARTER = Path(__file__).parent / "starter"
"""The project that a new one is a copy of; itself one that checks and tests."""
LANGUAGE = "en"
"""What the starter's texts and intents are written in."""
RENAMED = {"gitignore": ".gitignore"}
"""What goes by another name in the starter, so that it means nothing there."""
_NAME, _LOCALE = "Harbour Library", "en-GB"
_SPEAKABLE = re.compile(r"[^\W_][\w &'.-]{0,58}[^\W_]")
_MADE = ("__pycache__",)


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it must be new or empty.")],
    name: Annotated[str, typer.Option(help="What the company is called.")] = _NAME,
    locale: Annotated[str, typer.Option(help="English as callers speak it: en-GB, en-US, en-IE ...")] = _LOCALE,
) -> None:
    """Copy the starter, and say what to do next."""
    files = starter(checked_name(name), checked_locale(locale))
    insist_on_empty(folder)
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    write_schemas(folder)
    typer.echo(f"Made {folder} ({len(files)} files). Next:")
    typer.echo(f"  cd {folder}")
    typer.echo("  trunkline check       # every problem at once; nothing to mend yet")
    typer.echo("  trunkline test        # plays tests/calls/")
    typer.echo("  trunkline chat        # talk to it: /keys 1, then /keys 12345")


def starter(name: str, locale: str) -> dict[str, str]:
    """Return the files of a new project: path -> text."""
    paths = sorted(path for path in STARTER.rglob("*") if path.is_file() and path.parent.name not in _MADE)
    return {_where(path): path.read_text("utf-8").replace(_NAME, name).replace(_LOCALE, locale) for path in paths}


def _where(path: Path) -> str:
    return (path.parent / RENAMED.get(path.name, path.name)).relative_to(STARTER).as_posix()


def checked_name(name: str) -> str:
    """Return ``name`` if it can be spoken and stand in YAML without quotes. Raises ``SettingsError``."""
    if not _SPEAKABLE.fullmatch(name):
        raise SettingsError(
            f"'{name}' cannot be spoken as a company's name",
            todo="use 2 to 60 letters, digits, spaces and & ' . - (it can be changed later in flows/)",
        )
    return name


def checked_locale(locale: str) -> str:
    """Return ``locale`` if the starter can speak it. Raises ``SettingsError``."""
    if not LOCALE.fullmatch(locale):
        raise SettingsError(f"'{locale}' is not a locale", todo="write a language and a country, such as en-GB")
    if locale.partition("-")[0] != LANGUAGE:
        raise SettingsError(
            f"the starter speaks English, not '{locale}'",
            todo="make it in en-GB, then change 'locale' in flows/project.yaml together with the texts and intents",
        )
    return locale


def insist_on_empty(folder: Path) -> None:
    """Raise ``SettingsError`` when something is there already; a ``.git`` alone is nothing yet."""
    if folder.exists() and not folder.is_dir():
        raise SettingsError(f"{folder} is a file", todo="name a folder that is new or empty")
    found = sorted(path.name for path in folder.iterdir() if path.name != ".git") if folder.exists() else []
    if found:
        raise SettingsError(
            f"{folder} is not empty: it holds {found[0]}" + (f" and {len(found) - 1} more" if len(found) > 1 else ""),
            todo="name a folder that is new or empty; nothing was written",
        )
