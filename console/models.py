"""Show the intent models that there are, and what was done with them.

For each: when it was made, which candidate it is, the hash of what it learned, and whether it is in force or shadows
the one that is. "right" is the share of sentences that cross-fitting found understood, "covered" the share that is
acted on at once at precision 0.98. The log below says what was in force when, and why.

--remove NAME removes one for good: `trunkline dataset erase` names those that learned from an erased caller. Refused
are the model in force, the one that shadows it, and what the current release or the candidate gives to calls. One that
a rollback could go back to goes with --no-way-back only. Calls under way keep what they have.

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
from engine.errors import ModelError, SettingsError
from engine.releases.shelf import Shelf
from engine.settings import Settings, read_model_keys
from engine.understanding.manifest import MANIFEST, read_unsigned
from engine.understanding.registry import Event, Known, Registry, way_back
from engine.understanding.signature import SIGNATURE, sign

PRECISION = "0.98"
"""The precision for which coverage is shown."""


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    signed: Annotated[str, typer.Option("--sign", help="Sign this model first, or the one whose name begins so.")] = "",
    removed: Annotated[str, typer.Option("--remove", help="Remove this model, or the one whose name begins so.")] = "",
    why: Annotated[str, typer.Option(help="With --remove: the reason, for the log of models.")] = "",
    *,
    no_way_back: Annotated[
        bool, typer.Option("--no-way-back", help="With --remove: even if a rollback could go back to it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """List them, oldest first; sign or remove one before that."""
    if (why or no_way_back) and not removed:
        raise SettingsError("--why and --no-way-back say how to remove a model", todo="add --remove NAME")
    settings = settings_in(project)
    registry = Registry(settings.home / "models")
    if removed:
        remove_model(settings, registry.find(removed), why or "asked for", no_way_back=no_way_back)
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


def remove_model(settings: Settings, name: str, why: str, *, no_way_back: bool) -> None:
    """Remove the model called ``name``, if nothing needs it. Raises ``ModelError`` or ``ReleaseError``."""
    registry, shelf = Registry(settings.home / "models"), Shelf(settings.home)
    releases = [each.hash for each in shelf.manifests() if each.model == name]
    for serving in shelf.register().named().intersection(releases):
        raise ModelError(
            f"calls run on intent model {name}: release {serving} names it",
            todo="put another release in force: trunkline release, or trunkline rollback",
        )
    ways = [f"trunkline rollback {each}" for each in releases]
    if name in way_back(registry.events()):
        ways.insert(0, f"trunkline rollback --model {name}")
    if ways and name not in {registry.in_force, registry.shadow} and not no_way_back:
        raise ModelError(
            f"intent model {name} can be gone back to ({ways[0]})",
            todo=f"to remove it all the same: trunkline models --remove {name} --no-way-back",
        )
    registry.remove(name, why)
    typer.echo(f"{name} is removed.\n")


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
