"""Pay on the phone while callers interrupt, hang up, think again, and the server is killed; count the charges.

A quarter of the trials each: the caller speaks or hangs up at a random moment around the payment, says yes in a way
that is thought on ahead (and may go on otherwise), or the server dies by SIGKILL while some of its calls pay and
another takes over its database. A gateway outside the server books every charge. In real time, a quarter of an hour.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from console.bars import drawn
from telephony.bench.effects.run import Wanted, report
from telephony.server import fast_loop


def run(
    trials: Annotated[int, typer.Option(help="Calls in all.", min=1)] = 1200,
    seed: Annotated[int, typer.Option(help="The same seed gives the same calls.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder to keep every trial in, and to go on from.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print; exit code 1 when money moved twice, not at all where it was due, or we do not know."""
    with drawn() as bars, asyncio.Runner(loop_factory=fast_loop()) as runner:
        told = runner.run(report(Wanted(trials, seed, out), bars))
    typer.echo(json.dumps(told)) if as_json else _show(told)
    if not told["met"]:
        raise typer.Exit(1)


def _show(told: dict[str, Any]) -> None:
    rows = told["happens"]
    columns = list(next(iter(rows.values())))
    table = Table("", *(column.replace("_", " ") for column in columns))
    for happens, counts in rows.items():
        table.add_row(happens, *(str(counts[column]) for column in columns))
    Console().print(table)
    typer.echo(f"wrong: {', '.join(map(str, told['wrong'])) or 'none'}")
