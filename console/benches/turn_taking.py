"""Measure turn-taking: the field's panel of eight figures, on scripted calls to our server in real time.

Callers ask, interrupt at every phase of our answer, murmur, hesitate, cough and talk, muffled, to others in the room;
the transcriber is a stand-in as late and as mistaken as real ones, and no more mistaken in muffled words. Each call
takes some half a minute. With --out every call is kept, and a run that was stopped goes on where it was.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from telephony.bench.panel.clips import Asides
from telephony.bench.panel.run import Wanted, report
from telephony.server import fast_loop

WHAT = {
    "L_R": "end of the caller's turn to our answer, s",
    "L_Y": "interrupted until we stop, s",
    "R_R": "turns answered before the caller spoke again",
    "R_Y": "interruptions where we stopped within 2 s",
    "I_A": "answers begun while the caller spoke, a turn",
    "S_BC": "backchannels talked through",
    "S_VT": "tics and coughs ignored",
    "S_ND": "words to others ignored",
}


def run(
    calls: Annotated[int, typer.Option(help="How many calls.", min=1)] = 200,
    seed: Annotated[int, typer.Option(help="The same seed gives the same calls.")] = 0,
    at_once: Annotated[int, typer.Option(help="Calls at the same time.", min=1)] = 12,
    noise: Annotated[
        Path | None,
        typer.Option(help="Folder of wav recordings to use instead of made noises.", file_okay=False, exists=True),
    ] = None,
    *,
    asides: Annotated[
        Asides,
        typer.Option(
            help="How words to others sound: muffled, off the microphone, as the field's own panel has them, "
            "or as close as the caller."
        ),
    ] = "away",
    out: Annotated[
        Path | None, typer.Option(help="Keep every call here, and go on from those.", file_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        told = runner.run(report(Wanted(calls, seed, at_once, noise=noise, asides=asides, out=out), _progress))
    typer.echo(json.dumps(told)) if as_json else _show(told)
    if told["failed"]:
        raise typer.Exit(1)


def _progress(done: int, of: int) -> None:
    if done == of or done % 10 == 0:
        typer.echo(f"{done} of {of} calls", err=True)


def _show(told: dict[str, Any]) -> None:
    table = Table("", "what", "found", "target", "events", "")
    for name, value in told["metrics"].items():
        good = "met" if told["met"][name] else "missed"
        table.add_row(name, WHAT[name], _figure(value), told["targets"][name], str(told["counts"][name]), good)
    Console().print(table)
    kinds = Table("kind", "while", "events", "ignored", "until 1 s after it")
    for row in told["kinds"]:
        if row["events"]:
            kinds.add_row(row["kind"], row["while"], str(row["events"]), _figure(row["right"]), _figure(row["strict"]))
    Console().print(kinds)
    for name, spread in told["spread"].items():
        typer.echo(f"{name}: " + ", ".join(f"{key} {value:g} s" for key, value in spread.items()))
    late = told["loop_late_ms"]
    typer.echo(
        f"{told['calls']} calls; this process's loop was late by {late['p99']:g} ms (p99), {late['max']:g} ms at most"
    )
    for failed in told["failed"]:
        typer.echo(f"failed: call {failed}", err=True)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
