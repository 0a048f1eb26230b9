"""Measure how long callers wait for us, on three paths, and how much of that is ours.

Simulated callers ask for what is answered with fixed words, with words of its own, and through Claude. Every provider
is a stand-in that takes its time (eager end of turn 100 ms, end of turn 200, Claude's first token 250 and 80 a second,
first audio 90, network 25 each way; lognormal, p95 twice the median), and what it took is known: what is left of the
wait is ours. It needs a trained intent model. With --out every call is kept, and a run that was stopped goes on.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from console.folder import settings_in
from engine.understanding.manifest import current
from telephony.bench.latency.run import Wanted, report
from telephony.server import fast_loop


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre whose model understands.")] = None,
    calls: Annotated[int, typer.Option(help="How many calls, of six turns each.", min=1)] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same calls and delays.")] = 0,
    at_once: Annotated[int, typer.Option(help="Calls at the same time.", min=1)] = 6,
    out: Annotated[
        Path | None, typer.Option(help="Keep every call here, and go on from those.", file_okay=False)
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    settings = settings_in(project)
    current(settings.home / "models")
    wanted = Wanted(calls, seed, at_once, project=settings.project, out=out)
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        told = runner.run(report(wanted, _progress))
    typer.echo(json.dumps(told)) if as_json else _show(told)
    if told["failed"]:
        raise typer.Exit(1)


def _progress(done: int, of: int) -> None:
    if done == of or done % 10 == 0:
        typer.echo(f"{done} of {of} calls", err=True)


def _show(told: dict[str, Any]) -> None:
    table = Table("path", "turns", "waited p50, p95", "target", "ours p50, p95", "")
    for path, found in told["paths"].items():
        if found["turns"]:
            waited, own = (f"{found[name]['p50']:.0f}, {found[name]['p95']:.0f} ms" for name in ("waited_ms", "own_ms"))
            met = "met" if found["met"] else "missed"
            table.add_row(path, str(found["turns"]), waited, f"{found['target_ms']:.0f} ms", own, met)
    Console().print(table)
    most = told["own_targets_ms"]
    typer.echo(f"ours: at most {most['p50']:g} ms (p50) and {most['p95']:g} ms (p95) on each path")
    late = told["loop_late_ms"]
    typer.echo(
        f"{told['calls']} calls; this process's loop was late by {late['p99']:g} ms (p99), {late['max']:g} ms at most"
    )
    claude = told["claude"]
    typer.echo(
        f"Claude was asked {claude['asked']} times in {claude['turns']} turns: words that were not all count too"
    )
    for strayed in told["strayed"]:
        typer.echo(f"not counted: call {strayed}", err=True)
    for failed in told["failed"]:
        typer.echo(f"failed: call {failed}", err=True)
