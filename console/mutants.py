"""Put one small slip after the other into the flows and see who notices: the checker, a conversation, or nobody.

A slip that nobody notices is a line of the flows that could be lost without anybody knowing: write a conversation in
tests/calls/ that hears it. Exit code 1 when fewer than the asked share is noticed.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from console.folder import settings_in
from console.named import flow_named
from console.test import quiet
from engine.flows.project import sources_in
from engine.rehearsal.model import DAY
from engine.rehearsal.mutants import Judged, Notice, judged, mutants_of, open_bench

BATCH = 20
"""Slips that a process judges before it tells."""
NOTICED: tuple[Notice, ...] = ("checker", "warning", "conversation")


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    flows: Annotated[
        list[str] | None, typer.Argument(help="Only slips in these flows, such as room or flows/room.yaml.")
    ] = None,
    least: Annotated[float, typer.Option(help="The share that must be noticed.", min=0, max=1)] = 0.99,
    jobs: Annotated[int, typer.Option(help="Processes; 0: one a core.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Judge every slip and list the ones that survive."""
    settings = settings_in(project)
    found = list(_judged(settings.project, flows or [], jobs or os.cpu_count() or 1))
    report = as_object(found)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        _show(report)
    raise typer.Exit(0 if report["mutants"] and report["share"] >= least else 1)


def _judged(folder: Path, flows: Sequence[str], jobs: int) -> Iterator[Judged]:
    """Judge in ``jobs`` processes; each takes the project apart once and makes the same slips in the same order."""
    known = frozenset(file.removesuffix(".yaml") for file in sources_in(folder).files)
    wanted = {flow_named(name, known) for name in flows} or known
    with quiet():
        bench = open_bench(folder, DAY)
    every = [i for i, each in enumerate(mutants_of(bench)) if each.file.removesuffix(".yaml") in wanted]
    batches = [every[i : i + BATCH] for i in range(0, len(every), BATCH)]
    screen = Console(stderr=True)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (folder,)) as pool:
        results = pool.map(_batch, batches)
        for found in track(results, "making slips", len(batches), console=screen, disable=not screen.is_terminal):
            yield from found


_BENCH: list[Any] = []
"""One process's project and slips."""


def _begin(folder: Path) -> None:
    with quiet():
        bench = open_bench(folder, DAY)
    _BENCH[:] = [bench, list(mutants_of(bench))]


def _batch(indices: Sequence[int]) -> list[Judged]:
    bench, every = _BENCH
    with quiet():
        return [judged(bench, every[i]) for i in indices]


def as_object(found: Sequence[Judged]) -> dict[str, Any]:
    """Return the result as a program reads it. A slip that changes nothing is counted apart."""
    made = [each for each in found if each.by != "same"]
    by = Counter(each.by for each in made)
    operators = {each.mutant.operator: Counter[str]() for each in made}
    for each in made:
        operators[each.mutant.operator][each.by] += 1
    noticed = sum(by[who] for who in NOTICED)
    return {
        "mutants": len(made),
        "noticed": noticed,
        "share": round(noticed / len(made), 4) if made else 0.0,
        "by": {who: by[who] for who in (*NOTICED, "nobody")},
        "unchanged": len(found) - len(made),
        "operators": {name: dict(counts) for name, counts in sorted(operators.items())},
        "survivors": [
            {"at": str(each.mutant.at), "operator": each.mutant.operator, "what": each.mutant.what}
            for each in made
            if each.by == "nobody"
        ],
    }


def _show(report: dict[str, Any]) -> None:
    for survivor in report["survivors"]:
        typer.echo(f"{survivor['at']}: survived: {survivor['operator']}: {survivor['what']}")
    table = Table("slip", *NOTICED, "nobody")
    for name, counts in report["operators"].items():
        table.add_row(name, *(str(counts.get(who, 0)) for who in (*NOTICED, "nobody")))
    Console().print(table)
    typer.echo(f"{report['mutants']} slips, {report['noticed']} noticed ({report['share']:.1%}).")
