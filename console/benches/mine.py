"""Re-score and mine a generated log with the model in force, beside the encoder's own batch rate in one run.

The log is a JSONL file made of the project's sentences. Interrupted, the same command goes on where it was; once it
has ended, it tells its figures again. Megabytes are the most that it and what it started held at one time.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Annotated

import typer

from console.bars import drawn
from console.folder import settings_in
from engine.errors import MissingPartError
from engine.intents import load_intents
from engine.understanding.manifest import current
from training.evaluate import NONE

RATIO = 0.7
"""Mining is to reach this share of the encoder's own batch rate."""
MEGABYTES = 1000
"""It is to hold no more."""


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    turns: Annotated[int, typer.Option(help="Turns of the generated log.", min=100)] = 1_000_000,
    out: Annotated[
        Path | None, typer.Option(help="Folder for log, scores and figures; another run goes on from there.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed is another log.")] = 0,
    ray: Annotated[str, typer.Option(help="Score on a Ray cluster: its address, auto, or local.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    settings = settings_in(project)
    try:
        measure = importlib.import_module("training.rescore.measure").measure
    except ModuleNotFoundError as missing:
        raise MissingPartError(
            f"this benchmark needs {missing.name}, which is not installed", todo="pip install 'trunkline[train]' psutil"
        ) from None
    intents = load_intents(settings.project)
    said = {label: list(map(str, intent.examples)) for label, intent in intents.intents.items()}
    said |= {NONE: list(map(str, intents.background))}
    folder = out or settings.home / "bench-mine"
    with drawn() as bars:
        told = measure(current(settings.home / "models"), said, turns, folder, progress=bars, seed=seed, ray=ray)
    told |= {"out": str(folder), "targets": {"ratio": RATIO, "megabytes": MEGABYTES}}
    if as_json:
        typer.echo(json.dumps(told))
        return
    typer.echo(f"{told['turns']} turns, {told['different']:.1%} different, {told['words']} words in the middle one")
    typer.echo(f"{told['per_second']:.0f} a second; the encoder alone {told['encoder_per_second']:.0f}")
    typer.echo(f"ratio {told['ratio']:.2f} (>= {RATIO}), {told['megabytes']:.0f} MB (<= {MEGABYTES})")
