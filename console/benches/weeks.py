"""Simulate weeks of the learning loop on a labelled log: mine, review, dataset, train, threshold, week after week.

The log is cut into weeks by its conversations, in its order. A reviewer answers as the log's own labels have it,
only for what mining asks, so many labels a week; beside it, as many different utterances drawn at random. After
every week the test says how much could be answered at a precision of .95 by the best threshold, and what the
shipped one realises. The encoder stays frozen meanwhile, so that each utterance is embedded once. A turn with
several labels (a<div>b) is traffic, and no reviewer's example.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from console.bars import drawn
from console.tables import show_table
from engine.errors import MissingPartError
from training.log.columns import Columns


def run(
    log: Annotated[Path, typer.Option(help="The labelled log: .tsv, .csv or .jsonl.", exists=True, dir_okay=False)],
    test: Annotated[Path, typer.Option(help="Labelled turns to be asked.", exists=True, dir_okay=False)],
    *,
    text: Annotated[str, typer.Option(help="Field that holds what was said.")] = "utterance",
    label: Annotated[str, typer.Option(help="Field that holds what it means.")] = "intent",
    conversation: Annotated[str, typer.Option(help="Field that says which call it was.")] = "conversation",
    intents: Annotated[str, typer.Option(help="Labels that are intents: a,b,c. Others stay as traffic.")] = "",
    others: Annotated[str, typer.Option("--not", help="Labels that are no intents, instead.")] = "",
    fewest: Annotated[int, typer.Option(help="Turns that make a label an intent, with --not.", min=8)] = 30,
    shots: Annotated[int, typer.Option("--start-shots", help="Sentences of an intent before week 1.", min=8)] = 8,
    budget: Annotated[int, typer.Option(help="Labels a week.", min=1)] = 50,
    audit: Annotated[int, typer.Option(help="Of these: drawn at random.", min=0)] = 10,
    count: Annotated[int, typer.Option("--weeks", help="Weeks that the log is cut into.", min=1)] = 10,
    seeds: Annotated[str, typer.Option(help="One run for each: 0-4, or 0,3.")] = "0-4",
    final: Annotated[
        str, typer.Option(help="After the last week, let cross-fitting choose once more among these: frozen,proto.")
    ] = "",
    out: Annotated[Path, typer.Option(help="Folder that keeps every week; a second run goes on there.")] = Path(
        ".trunkline/weeks"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Simulate, and print."""
    try:
        run = importlib.import_module("training.weeks.run")
    except ModuleNotFoundError as missing:
        raise MissingPartError(
            f"training needs {missing.name}, which is not installed", todo="pip install 'trunkline[train]'"
        ) from None
    made = importlib.import_module("training.weeks.traffic")
    columns = Columns(text=text, conversation=conversation, label=label)
    logged = made.read_weeks(log, test, columns, made.Business(_parts(intents), _parts(others), fewest), count)
    asked = run.Asked(shots=shots, budget=budget, audit=audit, seeds=_seeds(seeds), final=_parts(final))
    for line in logged.problems[-1:]:
        typer.echo(line, err=True)
    with drawn() as bars:
        told = run.run(logged, asked, out, bars)
    if as_json:
        typer.echo(json.dumps(told))
    else:
        _show(told)


def _show(told: dict[str, Any]) -> None:
    table = Table("week", "coverage at .95", "random", "shipped: precision", "coverage", box=None, pad_edge=False)
    for week, (mined, random) in enumerate(zip(told["means"]["mined"], told["means"]["random"], strict=True)):
        figures = (mined["coverage_oracle"], random["coverage_oracle"], mined["precision"], mined["coverage"])
        table.add_row(str(week), *(f"{each:.3f}" for each in figures))
    show_table(table)
    for seed, figures_ in told.get("final", {}).items():
        typer.echo(f"seed {seed}, {figures_['candidate']} chosen: coverage {figures_['coverage_oracle']:.3f}")
    for name, target in told["targets"].items():
        verdict = "met" if told["met"][name] else "missed"
        typer.echo(f"{name.replace('_', ' ')}: {target['is']:.3f} (at least {target['at_least']}): {verdict}")


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _seeds(text: str) -> tuple[int, ...]:
    try:
        found: list[int] = []
        for part in _parts(text):
            first, _, last = part.partition("-")
            found += range(int(first), int(last or first) + 1)
    except ValueError:
        found = []
    if not found:
        raise typer.BadParameter("write seeds like 0-4 or 0,3", param_hint="--seeds")
    return tuple(found)
