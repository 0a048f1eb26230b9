"""Time and weigh the refusal of hostile YAML, each file in a process of its own.

Bombs of aliases and merge keys, nesting, tags, ten megabytes, a million keys, pipes and loops of links, and more.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

HOSTILE_MS = 50.0
"""A hostile file is to be refused within so many milliseconds of CPU."""
HOSTILE_MB = 20.0
"""It is to take no more memory than this."""
CORPUS = Path("tests/engine/flows/hostile")


def run(
    corpus: Annotated[Path, typer.Option(help="Folder of small hostile files, where there is one.")] = CORPUS,
    *,
    small: Annotated[bool, typer.Option("--small", help="Leave the large made files out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    report = importlib.import_module("engine.bench.yaml_cost").report
    told = report(corpus if corpus.is_dir() else None, large=not small)
    told["targets"] = {"ms": HOSTILE_MS, "mb": HOSTILE_MB}
    if as_json:
        typer.echo(json.dumps(told))
        return
    table = Table("file", "bytes", "ms", "python MB", "system MB", "findings", "first")
    for row in told["rows"]:
        table.add_row(*(str(value)[:60] for value in row.values()))
    Console().print(table)
    typer.echo(f"{told['files']} files, {told['refused']} refused; at most {told['worst_ms']} ms (<= {HOSTILE_MS}),")
    typer.echo(f"{told['worst_python_mb']} MB in Python, {told['worst_system_mb']} MB resident (<= {HOSTILE_MB})")
