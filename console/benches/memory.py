"""Measure what a server holds while calls run: keyless, and with every provider's adapter loaded."""

from __future__ import annotations

import asyncio
import importlib
import json
from pathlib import Path
from typing import Annotated

import typer

from console.benches.rows import show_rows
from engine.errors import MissingPartError
from engine.settings import read_settings
from telephony.ladder import INSTALL_LOCAL, local_is_installed


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    calls: Annotated[int, typer.Option(help="Simultaneous calls.", min=1)] = 25,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    settings = read_settings() if project is None else read_settings(project=project)
    if not local_is_installed():
        raise MissingPartError("the callers need the local voice", todo=INSTALL_LOCAL)
    report = importlib.import_module("telephony.bench.memory").report
    found = asyncio.run(report(settings, calls))
    typer.echo(json.dumps(found)) if as_json else show_rows(found["rows"])
