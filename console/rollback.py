"""Go back to the release before this one: new calls get it, calls under way keep what they have.

While a candidate is on trial, the first rollback withdraws it. With a HASH, or the beginning of one, that release
becomes current, whatever was before: `trunkline release --list` shows what there is. One that servers could not load is
refused; conversations are not played again.

With --model only the intent model goes back: to the one that was in force before, or to the NAME given instead of a
HASH. Where a release is in force, a release of the same files with that model takes new calls.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from console.folder import settings_in
from console.promote import in_release
from console.release import done, now, put
from engine.errors import SettingsError
from engine.releases import register
from engine.releases.shelf import Shelf
from engine.settings import Settings
from engine.understanding.registry import Registry


def run(
    to: Annotated[str, typer.Argument(metavar="[HASH]", help="The release to go back to; else the one before.")] = "",
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    *,
    model: Annotated[bool, typer.Option("--model", help="Go back to another model, with the same flows.")] = False,
    why: Annotated[str, typer.Option(help="With --model: the reason, for the log of models.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Change what is current, if servers can load it."""
    settings = settings_in(project)
    if why and not model:
        raise SettingsError("--why is for the log of models", todo="add --model, or leave it out")
    if model:
        back(settings, to, why or "asked for", as_json=as_json)
        return
    shelf = Shelf(settings.home)
    name = shelf.find(to) if to else ""
    done(put(settings, shelf, partial(register.rolled_back, at=now(), to=name)), as_json=as_json)


def back(settings: Settings, to: str, why: str, *, as_json: bool) -> None:
    """Put the intent model before this one in force, or the one called ``to``."""
    registry = Registry(settings.home / "models")
    left, name = registry.in_force, registry.roll_back(to, why)
    typer.echo(f"{name} is in force again{in_release(settings, name, back=True)}; {left} is not.")
    if as_json:
        typer.echo(json.dumps({"ok": True, "in_force": name, "left": left}))
