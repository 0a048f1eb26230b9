"""Ring at a server that is full, and see whether those who are turned away wait, and whether running calls notice.

As many callers as are let in talk all the time; the others ring, are turned away and ring again. Needs two cores of its
own: what else the machine does is in the figures.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from console.bars import drawn
from telephony.bench.overload import BARGE_IN_P99_MS, GROWTH, REFUSED_MS, Wanted, report


def run(
    admitted: Annotated[int, typer.Option(help="Calls that are let in, all of them running.", min=1)] = 250,
    calls: Annotated[int | None, typer.Option(help="Callers in all; unless told, twice as many.", min=2)] = None,
    seed: Annotated[int, typer.Option(help="The same seed lets the others ring at the same moments.")] = 0,
    rounds: Annotated[int, typer.Option(help="Rounds of 24 s, half of each with the others.", min=1)] = 3,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print; exit code 1 when a goal is missed."""
    total = 2 * admitted if calls is None else calls
    if total <= admitted:
        raise typer.BadParameter("nobody would be turned away: more callers than are let in are needed")
    with drawn() as bars:
        told = report(Wanted(admitted, total, seed, rounds), lambda done, of: bars("windows", done, of))
    typer.echo(json.dumps(told)) if as_json else _show(told)
    if not told["met"]:
        raise typer.Exit(1)


def _show(told: dict[str, Any]) -> None:
    away, barge_in, frames = told["turned_away"], told["barge_in_ms"], told["frames"]
    table = Table("milliseconds", "how many", "p50", "p95", "p99", "max")
    waits = away["wait_ms"]
    table.add_row("turned away", str(away["calls"]), str(waits["p50"]), "", str(waits["p99"]), str(waits["max"]))
    for name, found in barge_in.items():
        table.add_row(f"barge-in, {name}", *(str(found[each]) for each in ("calls", "p50", "p95", "p99")), "")
    Console().print(table)
    for goal, met in told["goals"].items():
        typer.echo(f"{goal}: {'met' if met else 'missed'}")
    late = told["callers_late_ms"]
    typer.echo(f"frames lost: {frames['lost']} of {frames['sent']}")
    typer.echo(
        f"goals: turned away within {REFUSED_MS:g} ms; p95 <= {GROWTH:g} times alone, p99 < {BARGE_IN_P99_MS:g} ms"
    )
    if told["server_kept_waiting_s"] is not None:
        typer.echo(f"the server waited {told['server_kept_waiting_s']:g} s for its core, which others had")
    typer.echo(
        f"the callers' own process was late by {late['alone']:g} ms alone, {late['crowded']:g} ms crowded, at most"
    )
