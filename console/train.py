"""Train the intent model from intents/.

Nothing is trained when there is a model for these sentences already. The first model comes into force; a later one when
it loses nothing against the one that is, as `trunkline promote` judges (exit code 1 when it does), or with --hold when
you promote it. Needs the train extra; exit code 3 without it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from console.bars import drawn
from console.folder import settings_in
from console.promote import Judgement, judgement, promoted
from console.release import as_object, tell
from engine.understanding.manifest import Manifest, read_manifest
from engine.understanding.registry import MADE, Registry
from training.config import DEFAULT
from training.data import ENOUGH
from training.train import ensure


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    config: Annotated[Path, typer.Option(help="Hyper-parameters.", exists=True, dir_okay=False)] = DEFAULT,
    dataset: Annotated[str, typer.Option(help="A version of reviewed data (or latest), instead of intents/.")] = "",
    *,
    hold: Annotated[bool, typer.Option("--hold", help="Do not put a later model in force yet.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Train, or find the model trained before, and put it in force if nothing is lost."""
    settings = settings_in(project)
    registry = Registry(settings.home / "models")
    before = _made(registry)
    with drawn() as bars:
        folder = ensure(settings.project, bars, encoder=settings.encoder, config=config, version=dataset)
    manifest, is_new = read_manifest(folder), _made(registry) > before
    judged = None if hold or registry.in_force == folder.name else judgement(settings, folder.name)
    done = "" if judged is None else promoted(settings, judged)
    in_force = registry.in_force == folder.name
    if as_json:
        told = {"folder": str(folder), "in_force": in_force, "gates": _gates(judged)}
        typer.echo(json.dumps(told | msgspec.to_builtins(manifest)))
    else:
        if not is_new:
            typer.echo("There is nothing new to learn: this model was trained before.")
        _show(folder, manifest, in_force=in_force)
        _tell(judged, done, hold=not in_force and judged is None)
    if judged is not None and not judged.passes:
        raise typer.Exit(1)


def _made(registry: Registry) -> int:
    """Return how many models were ever made here."""
    return sum(event.what == MADE for event in registry.events())


def _gates(judged: Judgement | None) -> list[dict[str, Any]]:
    return [] if judged is None else [as_object(gate) for gate in judged.gates]


def _tell(judged: Judgement | None, done: str, *, hold: bool) -> None:
    """Say whether the model took the place of the one before it."""
    if hold:
        typer.echo("It is not in force: trunkline compare shows how it differs, trunkline promote decides.")
    if judged is None:
        return
    for gate in judged.gates:
        tell(gate)
    typer.echo(done)
    if not judged.passes:
        typer.echo(
            f"trunkline compare shows where they differ; trunkline rollback --model {judged.challenger} insists."
        )


def _show(folder: Path, manifest: Manifest, *, in_force: bool) -> None:
    found = manifest.metrics
    typer.echo(f"{len(manifest.labels)} intents, {'' if in_force else 'not '}in force: {folder}")
    _show_choice(found, manifest.config)
    right = f"{found['accuracy']:.1%} of the sentences are understood"
    typer.echo(f"Cross-fitted (each sentence judged by a model that had not seen it): {right}.")
    source = "the dataset" if manifest.dataset else "intents/"
    asked = "what callers want" if "traffic" in found else f"the sentences of {source}"
    for target, figures in found["at"].items():
        typer.echo(
            f"  precision {target}: accept from {manifest.thresholds[target]:.3f}, "
            f"which is {figures['coverage']:.0%} of {asked}"
        )
    if "traffic" in found:
        _show_traffic(found["traffic"])
    elif manifest.dataset:
        share = manifest.config["crossfit"]["in_scope"]
        typer.echo(
            f"It is assumed that {share:.0%} of what callers say is about these intents: how much it is tell {ENOUGH} "
            f"reviewed utterances that are, and {ENOUGH} that are not."
        )
    typer.echo("Accepted is what is acted on at once, and precision how much of it is right; the rest is asked again.")
    if in_force:
        typer.echo("Is that good enough? trunkline evaluate measures it on sentences that were kept back, and says so.")


def _show_choice(found: Mapping[str, Any], config: Mapping[str, Any]) -> None:
    """Say which candidate it is, and which better ones eight bits would have made another of."""
    if len(found["e_aurc"]) > 1:
        best = ", ".join(f"{name} {each:.4f}" for name, each in found["e_aurc"].items())
        typer.echo(f"Chosen: {found['candidate']} (risk above a perfect model's, cross-fitted: {best})")
    for name, agreed in found.get("passed_over", {}).items():
        count, asked = found["int8_sentences"], config["export"]["agreement"]
        typer.echo(
            f"Passed over: {name}, which in eight bits chooses as it was trained for only {round(agreed * count)} of "
            f"the {count} sentences; {asked:.0%} is asked."
        )


def _show_traffic(found: dict[str, Any]) -> None:
    """Say what calls are like, and which precision the audit certifies and which it cannot yet."""
    typer.echo(f"Of what callers say {found['in_scope']:.0%} is about these intents, as {found['audited']} turns tell.")
    for target, sure in found["at"].items():
        told = f"{sure['right']} of {sure['audited']} accepted ones of the audit are right"
        verdict = f"certifies {sure['certified']:.2f}" if sure["audited"] else "certifies nothing"
        supported = "" if sure["supported"] else ": unsupported until more are reviewed"
        typer.echo(f"  precision {target}: {told}, which {verdict}{supported}")
