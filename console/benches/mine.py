"""Mine and re-score a generated log with the model in force, beside the encoder's own batch rate in one run."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from console.bars import drawn
from console.folder import settings_in
from console.mine import MOST_THREADS
from engine.intents import load_intents
from engine.understanding.encoder import OnnxEncoder
from engine.understanding.head import Head
from engine.understanding.manifest import HEAD, current, read_manifest
from training.mine.measure import measure

RATIO = 0.7
"""Mining is to reach this share of the encoder's own batch rate."""
MEGABYTES = 1000
"""It is to hold no more."""


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    turns: Annotated[int, typer.Option(help="Turns of the generated log.", min=100)] = 1_000_000,
    book: Annotated[Path | None, typer.Option(help="Keep scores here: another run goes on from there.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed is another log.")] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    settings = settings_in(project)
    folder = current(settings.home / "models")
    manifest = read_manifest(folder)
    head = Head.load(folder / HEAD, len(manifest.labels))
    encoder = OnnxEncoder.load(folder, threads=min(os.cpu_count() or 1, MOST_THREADS))
    intents = load_intents(settings.project)
    sentences = [str(text) for intent in intents.intents.values() for text in intent.examples]
    sentences += map(str, intents.background)
    with tempfile.TemporaryDirectory() as scratch, drawn() as bars:
        path = book or Path(scratch) / "scores.db"
        told = measure(encoder, head, manifest.labels, sentences, turns, book=path, progress=bars, seed=seed)
    encoder.close()
    told |= {"targets": {"ratio": RATIO, "megabytes": MEGABYTES}}
    if as_json:
        typer.echo(json.dumps(told))
        return
    typer.echo(f"{told['turns']} turns, {told['different']:.1%} different, {told['words']:.0f} words in the middle one")
    typer.echo(f"{told['per_second']:.0f} a second; the encoder alone {told['encoder_per_second']:.0f}")
    typer.echo(f"ratio {told['ratio']:.2f} (>= {RATIO}), {told['megabytes']:.0f} MB (<= {MEGABYTES})")
