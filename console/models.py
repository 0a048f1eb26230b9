"""Show the intent models that there are, and what was done with them.

For each: when it was made, which candidate it is, what was measured when it was made, and whether it is in force or
shadows the one that is. The log below says what was in force when, and why.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from console.folder import settings_in
from console.tables import show_table
from engine.understanding.registry import Event, Known, Registry

PRECISION = "0.98"
"""The precision for which coverage is shown."""


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """List them, oldest first."""
    registry = Registry(settings_in(project).home / "models")
    known, events = registry.models(), registry.events()
    if not known:
        typer.echo("There is no intent model yet: trunkline train")
    else:
        show_table(_table(known))
    if events:
        typer.echo("\nWhat was done:")
    for event in events:
        typer.echo(f"  {told(event)}")
    if as_json:
        rows = [as_object(each) for each in known]
        log = [msgspec.to_builtins(event) for event in events]
        typer.echo(json.dumps({"ok": True, "models": rows, "log": log}, ensure_ascii=False))


def told(event: Event) -> str:
    """Return a line of the log for people."""
    why = f": {event.why}" if event.why else ""
    return f"{event.at}  {event.model} {event.what}{why}"


def as_object(known: Known) -> dict[str, Any]:
    """Return a model as a program reads it."""
    manifest = known.manifest
    return {
        "name": manifest.name,
        "made": known.made,
        "candidate": manifest.metrics.get("candidate", ""),
        "data": manifest.data,
        "labels": list(manifest.labels),
        "figures": dict(manifest.metrics),
        "in_force": known.in_force,
        "shadows": known.shadows,
    }


def _table(known: tuple[Known, ...]) -> Table:
    table = Table("model", "made", "candidate", "data", "right", "covered", "is", box=None, pad_edge=False)
    for each in known:
        found = each.manifest.metrics
        covered = found.get("at", {}).get(PRECISION, {}).get("coverage")
        table.add_row(
            each.manifest.name[:12],
            each.made[:16].replace("T", " "),
            str(found.get("candidate", "")),
            each.manifest.data[:8],
            _share(found.get("accuracy")),
            _share(covered),
            "in force" if each.in_force else "shadow" if each.shadows else "",
        )
    return table


def _share(found: Any) -> str:  # noqa: ANN401 - a figure that a model may not have
    return f"{found:.1%}" if isinstance(found, float) else ""
