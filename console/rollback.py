"""Go back to the release before this one: new calls get it, calls under way keep what they have.

While a candidate is on trial, the first rollback withdraws it. With a HASH, or the beginning of one, that release
becomes current, whatever was before: `trunkline release --list` shows what there is. One that servers could not load is
refused; conversations are not played again.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from console.folder import settings_in
from console.release import done, now, put
from engine.releases import register
from engine.releases.shelf import Shelf


def run(
    to: Annotated[str, typer.Argument(metavar="[HASH]", help="The release to go back to; else the one before.")] = "",
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Change what is current, if servers can load it."""
    settings = settings_in(project)
    shelf = Shelf(settings.home)
    name = shelf.find(to) if to else ""
    done(put(settings, shelf, partial(register.rolled_back, at=now(), to=name)), as_json=as_json)
