"""Place calls while one provider is out of order, and see whether callers notice.

The transcriber, the synthesizer and the language model refuse, hang or answer 5xx: one of them, in one way, for all of
50 calls. Counted are calls that did not end with the caller, silences of ours over 2 s, and calls whose rung is not in
the log. In real time, half an hour in all; it needs the local extra, which takes over.
"""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from console.bars import drawn
from telephony.bench.outages.run import OUTAGES, Wanted, report
from telephony.server import fast_loop

HOW = tuple(OUTAGES["transcriber"])


def run(
    calls: Annotated[int, typer.Option(help="Calls of each outage.", min=1)] = 50,
    seed: Annotated[int, typer.Option(help="The same seed gives the same calls.")] = 0,
    at_once: Annotated[int, typer.Option(help="Calls at the same time.", min=1)] = 8,
    provider: Annotated[list[str] | None, typer.Option(help="Only this one, and those named beside it.")] = None,
    outage: Annotated[list[str] | None, typer.Option(help="Only this one, and those named beside it.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print; exit code 1 when a caller would notice."""
    providers, outages = _some(provider, tuple(OUTAGES)), _some(outage, HOW)
    wanted = Wanted(calls, seed, at_once, providers, outages)
    with drawn() as bars, asyncio.Runner(loop_factory=fast_loop()) as runner:
        told = runner.run(report(wanted, bars))
    typer.echo(json.dumps(told)) if as_json else _show(told)
    if not told["met"]:
        raise typer.Exit(1)


def _some(asked: list[str] | None, there: tuple[str, ...]) -> tuple[str, ...]:
    unknown = sorted(set(asked or ()) - set(there))
    if unknown:
        raise typer.BadParameter(f"{unknown[0]!r} is none of: {', '.join(there)}")
    return tuple(each for each in there if not asked or each in asked)


def _show(told: dict[str, Any]) -> None:
    table = Table("provider", "outage", "calls", "ended", "longest silence", "rungs in the log", "")
    for each in told["outages"]:
        silence = f"{each['silence_ms']['max']} ms"
        rungs = ", ".join(f"{n} {name}" for name, n in each["rungs"].items())
        met = "met" if each["met"] else "missed"
        row = (each["provider"], each["outage"], str(each["calls"]), str(len(each["ended"])), silence, rungs, met)
        table.add_row(*row)
    Console().print(table)
    late = told["loop_late_ms"]
    typer.echo(f"this process's loop was late by {late['p99']:g} ms (p99), {late['max']:g} ms at most")
