"""Let an intent model score live traffic without acting, and see how it does beside the one in force.

With NAME, running servers load that model as a second one within seconds; it scores what callers say behind the turns,
and nobody waits for it. With --stop they let it go. With neither: how often both would have done the same, and the
utterances on which they would not. To put it in force: `trunkline promote NAME`, which ends the shadowing: a model in
force has nothing to shadow, and asking how it does is refused with exit code 1.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from console.folder import settings_in
from engine.errors import ModelError, SettingsError
from engine.settings import Settings
from engine.understanding.registry import SHADOWS, Registry
from training.agreement import Agreement, Difference, agreement
from training.log.shadowed import shadowed

MOST_LISTED = 20
_ASKS = "asks"


def run(
    name: Annotated[str, typer.Argument(help="The model that is to shadow, or how its name begins.")] = "",
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    *,
    stop: Annotated[bool, typer.Option("--stop", help="End the shadowing.")] = False,
    why: Annotated[str, typer.Option(help="The reason, for the log of models.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Begin, end, or show."""
    if name and stop:
        raise SettingsError("NAME begins and --stop ends", todo="ask for one of them")
    settings = settings_in(project)
    registry = Registry(settings.home / "models")
    told: dict[str, Any] = {}
    if name:
        found = registry.find(name)
        registry.follow(found, why or "asked for")
        typer.echo(f"{found} shadows {registry.in_force}: running servers load it within seconds.")
    elif stop:
        typer.echo(f"{registry.stop(why or 'asked for')} shadows no more.")
    else:
        told = show(settings, registry)
    if as_json:
        both = {"shadow": registry.shadow, "in_force": registry.in_force}
        typer.echo(json.dumps({"ok": True, **both, **told}, ensure_ascii=False))


def show(settings: Settings, registry: Registry) -> dict[str, Any]:
    """Print how the shadow does, or how the last one did, and return it as plain values.

    Raises ``ModelError`` when none ever did, or when the last one is in force.
    """
    model = registry.shadow or _last(registry)
    if model == registry.in_force:
        raise ModelError(
            f"intent model {model} shadowed last and is in force now: nothing shadows it",
            todo="trunkline shadow NAME lets another one score live traffic; trunkline models shows what there is",
        )
    found = agreement(shadowed(settings.database, model))
    still = "shadows" if registry.shadow else "shadowed"
    same = f", {found.share:.1%} the same" if found.utterances else ""
    typer.echo(f"{model} {still} {registry.in_force}: {found.utterances} utterances{same}")
    if found.utterances:
        typer.echo(f"  acted on only by the model in force: {found.only_in_force}")
        typer.echo(f"  acted on only by the shadow: {found.only_shadow}")
        typer.echo(f"  acted on by both, as different intents: {found.other}")
    else:
        yet = " yet: calls come through trunkline serve" if registry.shadow else ""
        typer.echo(f"  Nothing was scored{yet}.")
    for each in found.differences[:MOST_LISTED]:
        typer.echo(f"  {each.count} x {each.utterance} ({each.in_force or _ASKS} -> {each.shadow or _ASKS})")
    if len(found.differences) > MOST_LISTED:
        typer.echo(f"  and {len(found.differences) - MOST_LISTED} more: --json lists them all")
    return {"model": model, **as_object(found)}


def as_object(found: Agreement) -> dict[str, Any]:
    """Return the agreement as a program reads it."""
    return {
        "utterances": found.utterances,
        "same": found.same,
        "share": found.share,
        "only_in_force": found.only_in_force,
        "only_shadow": found.only_shadow,
        "other": found.other,
        "differences": [_difference(each) for each in found.differences],
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {"utterance": each.utterance, "in_force": each.in_force, "shadow": each.shadow, "count": each.count}


def _last(registry: Registry) -> str:
    """Return the model that shadowed last. Raises ``ModelError`` when none ever did."""
    names = [event.model for event in registry.events() if event.what == SHADOWS]
    if not names:
        raise ModelError("no intent model shadows the one in force", todo="trunkline shadow NAME")
    return names[-1]
