"""Time whole calls: our server beside a bare one that does the same job with nothing in between."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from console.benches.rows import show_rows
from telephony.bench.calls import report as measured_calls

RATIO = 1.4
"""Ours is to cost at most so many times what the bare server does."""


def run(
    counts: Annotated[str, typer.Option("--calls", help="Simultaneous calls, one run for each number.")] = "25,100",
    seconds: Annotated[float, typer.Option(help="Measured time of each run.", min=1)] = 12.0,
    warmup: Annotated[float, typer.Option(help="Time before it.", min=0)] = 3.0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    numbers = _numbers(counts)
    lasts = 2 * len(numbers) * (warmup + seconds)
    typer.echo(f"measuring {2 * len(numbers)} runs, more than {lasts:.0f} s in all ...", err=True)
    found = measured_calls(numbers, warmup_s=warmup, seconds=seconds)
    if as_json:
        typer.echo(json.dumps(found))
        return
    show_rows(found["rows"])
    for number, ratio in found["ratio"].items():
        typer.echo(f"{number} calls: {ratio:.2f} times the floor's CPU per call-second (<= {RATIO})")


def _numbers(text: str) -> tuple[int, ...]:
    try:
        numbers = tuple(int(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if not numbers or min(numbers) < 1:
        raise typer.BadParameter("write whole numbers with commas between: 25,100")
    return numbers
