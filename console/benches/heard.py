"""Compare what the history holds of interrupted answers with what was heard, with and without alignment.

A word was heard when more than half of it was played. The mouth, the pacing and the accounting are those that answer
calls; voice and network are made up and the clock is virtual, so that a run takes seconds and is the same for a seed.
"""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from console.bars import drawn
from telephony.bench.heard import report


def run(
    trials: Annotated[int, typer.Option(help="Interrupted answers, each with and without alignment.", min=1)] = 500,
    seed: Annotated[int, typer.Option(help="The same seed gives the same answers.")] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    with drawn() as bars:
        told = report(trials, seed, lambda done, of: bars("answers", done, of))
    if as_json:
        typer.echo(json.dumps(told))
        return
    table = Table("", "aligned", "not aligned")
    for name in told["aligned"]:
        values = (told[kind][name] for kind in ("aligned", "unaligned"))
        table.add_row(name.replace("_", " "), *(f"{v:.1%}" if isinstance(v, float) else str(v) for v in values))
    Console().print(table)
