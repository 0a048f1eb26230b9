"""Measure speed against a baseline in the same run."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from engine.errors import MissingPartError
from engine.intents import load_intents
from engine.settings import Settings, read_settings
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current
from telephony.bench.calls import report as measured_calls
from telephony.ladder import INSTALL_LOCAL, local_is_installed
from training.bench import Classify, Timing, timings
from training.config import read_config
from training.train import read_data
from training.weights import named

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, rich_markup_mode=None)

TARGET = 0.125
"""Ours is to take at most this share of SetFit's time."""
RATIO = 1.4
"""Ours is to cost at most so many times what the bare server does."""


@app.callback()
def bench() -> None:
    """Measure speed against a baseline in the same run."""


@app.command()
def classify(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    rounds: Annotated[int, typer.Option(help="Passes over the sentences.", min=1)] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Time one utterance in process, one thread: the served model beside ``SetFitModel.predict_proba``."""
    settings = read_settings() if project is None else read_settings(project=project)
    classifier = Classifier.load(current(settings.home / "models"))
    loaded = load_intents(settings.project)
    sentences = [text for texts in loaded.held_out.values() for text in texts] or list(loaded.background)
    paths: dict[str, Classify] = {"trunkline": classifier.scores}
    if (setfit := _setfit(settings)) is not None:
        paths["setfit"] = setfit
    found = timings(paths, sentences, rounds)
    ratio = found["trunkline"].p50_ms / found["setfit"].p50_ms if "setfit" in found else None
    _show(found, ratio, len(sentences), as_json=as_json)


@app.command()
def calls(
    counts: Annotated[str, typer.Option("--calls", help="Simultaneous calls, one run for each number.")] = "25,100",
    seconds: Annotated[float, typer.Option(help="Measured time of each run.", min=1)] = 12.0,
    warmup: Annotated[float, typer.Option(help="Time before it.", min=0)] = 3.0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Time whole calls: our server beside a bare one that does the same job with nothing in between."""
    numbers = _numbers(counts)
    lasts = 2 * len(numbers) * (warmup + seconds)
    typer.echo(f"measuring {2 * len(numbers)} runs, more than {lasts:.0f} s in all ...", err=True)
    found = measured_calls(numbers, warmup_s=warmup, seconds=seconds)
    if as_json:
        typer.echo(json.dumps(found))
        return
    _table(found["rows"])
    for number, ratio in found["ratio"].items():
        typer.echo(f"{number} calls: {ratio:.2f} times the floor's CPU per call-second (<= {RATIO})")


@app.command()
def memory(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    calls: Annotated[int, typer.Option(help="Simultaneous calls.", min=1)] = 25,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure what a server holds while calls run: keyless, and with every provider's adapter loaded."""
    settings = read_settings() if project is None else read_settings(project=project)
    if not local_is_installed():
        raise MissingPartError("the callers need the local voice", todo=INSTALL_LOCAL)
    report = importlib.import_module("telephony.bench.memory").report
    found = asyncio.run(report(settings, calls))
    typer.echo(json.dumps(found)) if as_json else _table(found["rows"])


def _numbers(text: str) -> tuple[int, ...]:
    try:
        numbers = tuple(int(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if not numbers or min(numbers) < 1:
        raise typer.BadParameter("write whole numbers with commas between: 25,100")
    return numbers


def _table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows of the same columns; each row of figures is a column, so that it fits a screen."""
    table = Table("", *(f"{row['server']}, {row['calls']} calls" for row in rows))
    for name in rows[0]:
        if name not in {"server", "calls"}:
            table.add_row(name.replace("_", " "), *(str(row[name]) for row in rows))
    Console().print(table)


def _setfit(settings: Settings) -> Classify | None:
    """Return SetFit's own path on the same intents, on one thread, or None where the train extra is not installed."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        torch = importlib.import_module("torch")
        made = importlib.import_module("training.baseline")
    except ModuleNotFoundError:
        return None
    torch.set_num_threads(1)
    model = made.baseline(read_data(settings.project), named(settings.encoder), read_config().fit.longest)

    def predict(text: str) -> object:
        found: object = model.predict_proba([text], show_progress_bar=False)
        return found

    return predict


def _show(found: dict[str, Timing], ratio: float | None, sentences: int, *, as_json: bool) -> None:
    if as_json:
        shown = {"sentences": sentences, "ratio": ratio, "target": TARGET} | msgspec.to_builtins(found)
        typer.echo(json.dumps(shown))
        return
    for name, timing in found.items():
        typer.echo(f"{name:10} p50 {timing.p50_ms:7.3f} ms   p95 {timing.p95_ms:7.3f} ms")
    told = "SetFit is not installed: nothing to compare with" if ratio is None else f"ratio {ratio:.3f} (<= {TARGET})"
    typer.echo(f"{sentences} sentences, {told}")
