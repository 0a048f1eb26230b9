"""Measure how many labelled utterances are read exactly, each value in its canonical form.

A file names today, a locale and cases: what was heard, the slots with their types, and the value of each, null
where there is none. One slot is read as its question reads it; several are taken as one turn of a flow takes them.
Exit code 1 when a file has fewer than 97 % exact, 96 % with --asr.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from engine.bench.slots import EXACT, EXACT_BARE, Score, labelled_in, score, told

SETS = Path("tests/slots")


def run(
    sets: Annotated[
        list[Path] | None, typer.Option("--set", help="File of labelled utterances; else all of tests/slots.")
    ] = None,
    *,
    asr: Annotated[bool, typer.Option("--asr", help="Read them in lower case, without punctuation.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Print every utterance that was read otherwise.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Read, and print."""
    files = sets or sorted(SETS.glob("*.yaml"))
    if not files:
        raise typer.BadParameter(f"there is no file in {SETS}; name one with --set")
    scores = {str(path): score(labelled_in(path), asr=asr) for path in files}
    target = EXACT_BARE if asr else EXACT
    if as_json:
        typer.echo(json.dumps(told(scores, target, asr=asr)))
    else:
        _show_slots(scores, target)
        for line in (str(miss) for each in scores.values() for miss in each.misses if misses):
            typer.echo(line)
    if any(each.exact < target for each in scores.values()):
        raise typer.Exit(1)


def _show_slots(scores: Mapping[str, Score], target: float) -> None:
    for name, found in scores.items():
        table = Table("kind", "exact", "of", "share")
        for kind, (right, cases) in found.kinds.items():
            table.add_row(kind, str(right), str(cases), f"{right / cases:.3f}")
        Console().print(table)
        typer.echo(f"{name}: {found.right} of {found.cases} exact, {found.exact:.4f} (>= {target})")
