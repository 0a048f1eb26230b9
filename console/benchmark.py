"""Measure the training recipe on labelled sentences of your own or of a public set.

DIR holds csv files with the columns text,intent: train.csv, and where they exist test.csv, val.csv, oos_train.csv,
oos_val.csv and oos_test.csv. Without a test.csv, three tenths of each intent's sentences are cut off for the test.
Every seed draws its own training sentences, trains, exports, and asks the int8 model as a call would. Needs the train
extra.

For example: trunkline benchmark --data sets/bank --shots 16 --seeds 0-2 --precision .98 --asr-noise
"""

from __future__ import annotations

import importlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.table import Table

from console.bars import drawn
from console.tables import show_table
from engine.errors import MissingPartError, SettingsError
from engine.settings import read_settings
from training.benchmark.sets import read_sentences, read_sets
from training.benchmark.task import Choice
from training.config import DEFAULT, read_config
from training.weights import named

ERROR_RATE = 0.10
"""Word error rate at which ``--asr-noise`` asks."""
_PARTS = ("accuracy", "macro_f1", "auroc", "fpr95", "e_aurc", "calibration_error")


def run(  # noqa: PLR0917 - one parameter an option
    data: Annotated[Path, typer.Option(help="Folder of csv files: text,intent.", exists=True, file_okay=False)],
    shots: Annotated[int, typer.Option(help="Training sentences of each intent; 0 takes all.", min=0)] = 16,
    seeds: Annotated[str, typer.Option(help="Such as 0-2 or 0,3,7.")] = "0-2",
    on: Annotated[Literal["test", "val"], typer.Option(help="The split that is asked.")] = "test",
    candidate: Annotated[
        Literal["proto", "frozen", "setfit", "auto"], typer.Option(help="What is trained; auto cross-fits and chooses.")
    ] = "proto",
    precision: Annotated[
        float | None, typer.Option(help="Cross-fit a threshold for this and say what it realises.", min=0.5, max=0.999)
    ] = None,
    labels: Annotated[str, typer.Option(help="Only these intents, by commas; the others are out of scope.")] = "",
    near: Annotated[str, typer.Option(help="Which of the others lie near; they weigh as much as the rest.")] = "",
    oos: Annotated[Path | None, typer.Option(help="Out-of-scope sentences from elsewhere.", dir_okay=False)] = None,
    oos_share: Annotated[float | None, typer.Option(help="Their share of the traffic.", min=0, max=0.99)] = None,
    background: Annotated[Path | None, typer.Option(help="Background from elsewhere.", dir_okay=False)] = None,
    background_size: Annotated[int, typer.Option(help="How much of it; 0 takes all.", min=0)] = 0,
    asr_noise: Annotated[bool, typer.Option(help="Ask everything once more, misheard: 10 % word errors.")] = False,
    baseline: Annotated[bool, typer.Option(help="Train plain SetFit as well and say how they compare.")] = False,
    config: Annotated[Path, typer.Option(help="Hyper-parameters.", exists=True, dir_okay=False)] = DEFAULT,
    encoder: Annotated[str, typer.Option(help="A folder or a name on the hub; none: the pinned one.")] = "",
    out: Annotated[Path | None, typer.Option(help="Keep each seed's figures here, and go on from them.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Train and measure every seed; print the means."""
    recipe = read_config(config)
    sets = read_sets(data, on=on)
    choice = Choice(
        shots=shots,
        labels=_names(labels),
        near=_names(near),
        oos=read_sentences(oos) if oos else (),
        oos_share=oos_share,
        background=read_sentences(background) if background else (),
        background_size=background_size,
    )
    weights = named(encoder or read_settings().encoder)
    study = _study()
    noise = (ERROR_RATE,) if asr_noise else ()
    wanted = study.Study(sets, choice, recipe, weights, candidate, precision, noise)
    with drawn() as bars:
        found = study.measure(wanted, _seeds(seeds), out, bars)
        if baseline:
            plain = replace(wanted, candidate="setfit", precision=None)
            found["baseline"] = study.measure(plain, _seeds(seeds)[:1], out, bars)["mean"]
    if as_json:
        typer.echo(json.dumps(found))
    else:
        _show(found)


def _study() -> Any:  # noqa: ANN401 - a module that needs the train extra
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        return importlib.import_module("training.benchmark.study")
    except ModuleNotFoundError as error:
        raise MissingPartError(
            f"the benchmark needs {error.name}, which is not installed", todo="pip install 'trunkline[train]'"
        ) from None


def _names(told: str) -> tuple[str, ...]:
    return tuple(sorted({name.strip() for name in told.split(",") if name.strip()}))


def _seeds(told: str) -> list[int]:
    """Read ``0-2`` or ``0,3,7``. Raises ``SettingsError``."""
    try:
        ends = [part.split("-") for part in told.split(",")]
        seeds = [seed for part in ends for seed in range(int(part[0]), int(part[-1]) + 1)]
    except ValueError:
        seeds = []
    if not seeds:
        raise SettingsError(f"--seeds {told} names no seed", todo="write them like 0-2 or 0,3,7")
    return list(dict.fromkeys(seeds))


def _show(found: dict[str, Any]) -> None:
    runs = found["seeds"]
    table = Table("", *(f"seed {seed}" for seed in runs), "mean", box=None, pad_edge=False)
    for name, path in _rows(found["mean"]):
        cells = [_at(figures, path) for figures in (*runs.values(), found["mean"])]
        table.add_row(name, *(f"{cell:.3f}" for cell in cells))
    show_table(table)
    if (plain := found.get("baseline")) is not None:
        ours, theirs = found["mean"]["seconds"]["fit"], plain["seconds"]["fit"]
        typer.echo(f"plain SetFit: accuracy {plain['accuracy']:.3f}, fitted in {theirs:.0f} s; ours in {ours:.1f} s")


def _rows(figures: dict[str, Any]) -> list[tuple[str, tuple[Any, ...]]]:
    rows: list[tuple[str, tuple[Any, ...]]] = [(name.replace("_", " "), (name,)) for name in _PARTS]
    rows += [(f"coverage at {p}", ("coverage_at", p)) for p in figures["coverage_at"]]
    for p in figures["shipped"]:
        rows += [(f"asked {p}: {name}", ("shipped", p, name)) for name in ("threshold", "precision", "coverage")]
    for n, heard in enumerate(figures["heard"]):
        told = f"misheard ({heard['word_error_rate']:.1%} of words):"
        rows += [(f"{told} {name}", ("heard", n, name)) for name in ("accuracy", "auroc")]
        rows += [(f"{told} coverage at {p}", ("heard", n, "coverage_at", p)) for p in heard["coverage_at"]]
        rows += [(f"{told} asked {p}: precision", ("heard", n, "shipped", p, "precision")) for p in heard["shipped"]]
    return [*rows, ("seconds to fit", ("seconds", "fit")), ("seconds to cross-fit", ("seconds", "crossfit"))]


def _at(figures: Any, path: tuple[Any, ...]) -> float:  # noqa: ANN401 - nested figures
    for key in path:
        figures = figures[key]
    return float(figures)
