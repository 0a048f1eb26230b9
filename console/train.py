"""Train the intent model from intents/.

Nothing happens when there is a model for these sentences already. Needs the train extra; exit code 3 without it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from console.bars import drawn
from console.folder import settings_in
from engine.understanding.manifest import Manifest, read_manifest
from training.config import DEFAULT
from training.train import ensure


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    config: Annotated[Path, typer.Option(help="Hyper-parameters.", exists=True, dir_okay=False)] = DEFAULT,
    dataset: Annotated[str, typer.Option(help="A version of reviewed data (or latest), instead of intents/.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Train, or find the model trained before, and put it in force."""
    settings = settings_in(project)
    with drawn() as bars:
        folder = ensure(settings.project, bars, encoder=settings.encoder, config=config, version=dataset)
    manifest = read_manifest(folder)
    if as_json:
        typer.echo(json.dumps({"folder": str(folder)} | msgspec.to_builtins(manifest)))
    else:
        _show(folder, manifest)


def _show(folder: Path, manifest: Manifest) -> None:
    found = manifest.metrics
    typer.echo(f"{len(manifest.labels)} intents, in force: {folder}")
    if len(found["e_aurc"]) > 1:
        best = ", ".join(f"{name} {each:.4f}" for name, each in found["e_aurc"].items())
        typer.echo(f"Chosen: {found['candidate']} (risk above a perfect model's, cross-fitted: {best})")
    right = f"{found['accuracy']:.1%} of the sentences are understood"
    typer.echo(f"Cross-fitted (each sentence judged by a model that had not seen it): {right}.")
    for target, figures in found["at"].items():
        typer.echo(
            f"  precision {target}: accept from {manifest.thresholds[target]:.3f}, "
            f"which is {figures['coverage']:.0%} of the sentences of intents/"
        )
    typer.echo("Accepted is what is acted on at once, and precision how much of it is right; the rest is asked again.")
    typer.echo("Is that good enough? trunkline evaluate measures it on sentences that were kept back, and says so.")
