"""Show the intent models that there are, and what was done with them.

For each: when it was made, which candidate it is, what was measured when it was made, and whether it is in force or
shadows the one that is. The log below says what was in force when, and why.

Where TRUNKLINE_MODEL_KEY names an Ed25519 public key (PEM), only models that it vouches for are opened. `trunkline
train` signs with the private key of TRUNKLINE_MODEL_SIGNING_KEY; --sign NAME signs a model that is there already.
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
from engine.errors import SettingsError
from engine.settings import read_model_keys
from engine.understanding.manifest import MANIFEST, read_unsigned
from engine.understanding.registry import Event, Known, Registry
from engine.understanding.signature import SIGNATURE, sign

PRECISION = "0.98"
"""The precision for which coverage is shown."""


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    signed: Annotated[str, typer.Option("--sign", help="Sign this model first, or the one whose name begins so.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """List them, oldest first."""
    registry = Registry(settings_in(project).home / "models")
    if signed:
        sign_model(registry.folder / registry.find(signed))
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


def sign_model(folder: Path) -> None:
    """Sign a model that is whole. Raises ``ModelError`` for another, ``SettingsError`` without a key."""
    manifest, key = read_unsigned(folder), read_model_keys().model_signing_key
    if key is None:
        raise SettingsError("there is no key to sign with", todo="TRUNKLINE_MODEL_SIGNING_KEY names it, in PEM")
    sign(folder / SIGNATURE, (folder / MANIFEST).read_bytes(), key)
    typer.echo(f"{manifest.name} is signed.\n")


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
