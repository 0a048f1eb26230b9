"""Time one utterance in process, one thread: the served model beside ``SetFitModel.predict_proba``.

In a hot loop, the two taking turns; with --paced N also N utterances with a tenth of a second before each, as calls
come in, when caches and clocks have cooled down.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from engine.intents import load_intents
from engine.settings import Settings, read_settings
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current
from training.bench import Classify, Timing, paced, timings
from training.config import read_config
from training.train import read_data
from training.weights import named

TARGETS = {"p50": 0.10, "p95": 0.15}
"""Ours is to take at most these shares of SetFit's time."""
PAUSE_S = 0.1


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    rounds: Annotated[int, typer.Option(help="Passes over the sentences.", min=1)] = 3,
    pace: Annotated[int, typer.Option("--paced", help="Utterances with a pause before each.", min=0)] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    settings = read_settings() if project is None else read_settings(project=project)
    classifier = Classifier.load(current(settings.home / "models"))
    loaded = load_intents(settings.project)
    sentences = [text for texts in loaded.held_out.values() for text in texts] or list(loaded.background)
    paths: dict[str, Classify] = {"trunkline": classifier.scores}
    if (setfit := _setfit(settings)) is not None:
        paths["setfit"] = setfit
    found = timings(paths, sentences, rounds)
    cool = paced(paths, list(islice(cycle(sentences), pace)), PAUSE_S) if pace else {}
    shown = {"sentences": len(sentences), "targets": TARGETS, "ratios": ratios(found)} | msgspec.to_builtins(found)
    shown |= {"paced": {"ratios": ratios(cool)} | msgspec.to_builtins(cool)} if cool else {}
    if as_json:
        typer.echo(json.dumps(shown))
        return
    _show(found, "hot loop")
    if cool:
        _show(cool, f"every {PAUSE_S} s")


def ratios(found: Mapping[str, Timing]) -> dict[str, float]:
    """Return our share of SetFit's p50 and p95; nothing where it was not measured."""
    if "setfit" not in found:
        return {}
    ours, theirs = found["trunkline"], found["setfit"]
    return {"p50": ours.p50_ms / theirs.p50_ms, "p95": ours.p95_ms / theirs.p95_ms}


def _setfit(settings: Settings) -> Classify | None:
    """Return SetFit's own path on the same intents, on one thread, or None where the train extra is not installed."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        torch = importlib.import_module("torch")
        made = importlib.import_module("training.baseline")
    except ModuleNotFoundError:
        return None
    torch.set_num_threads(1)
    model = made.baseline(read_data(settings.project), named(settings.encoder), read_config().encoder.longest)

    def predict(text: str) -> object:
        found: object = model.predict_proba([text], show_progress_bar=False)
        return found

    return predict


def _show(found: Mapping[str, Timing], how: str) -> None:
    for name, timing in found.items():
        figures = f"p50 {timing.p50_ms:7.3f} ms   p95 {timing.p95_ms:7.3f} ms   CPU {timing.cpu_ms:7.3f} ms"
        typer.echo(f"{how}: {name:10} {figures}")
    told = [f"{name} {share:.3f} (<= {TARGETS[name]})" for name, share in ratios(found).items()]
    typer.echo(f"{how}: ratio {', '.join(told)}" if told else "SetFit is not installed: nothing to compare with")
