"""Measure what the intent model costs the process that serves it: cold start, memory and size.

In processes of their own, beside an interpreter that loads nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from console.folder import settings_in
from engine.bench.serving import TARGETS, report
from engine.understanding.manifest import current


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    processes: Annotated[int, typer.Option(help="Processes of each kind; the medians are told.", min=1)] = 5,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    found = report(current(settings_in(project).home / "models"), processes)
    if as_json:
        typer.echo(json.dumps(found))
        return
    for name, most in TARGETS.items():
        typer.echo(f"{name.replace('_', ' '):14} {found[name]:7.2f} (<= {most:g})")
