"""Time what the intent model defers: language models by their stand-ins, beside the provider's bare SDK.

Told are CPU and time a turn, the share of input tokens that the provider had cached, hedges (another model asked
beside one that is late) and cascade steps (another asked after one that declined or failed). "First one late": a
provider that begins too late and then rests. The stand-ins cache exact beginnings of the provider's least length.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from engine.settings import read_settings


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    turns: Annotated[int, typer.Option(help="Deferred turns, one after the other.", min=1)] = 300,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Measure, and print."""
    settings = read_settings() if project is None else read_settings(project=project)
    found = asyncio.run(importlib.import_module("telephony.bench.fallback").report(settings.project, turns))
    if as_json:
        typer.echo(json.dumps(found))
        return
    table = Table("", *(row["phase"] for row in found["rows"]), "bare SDK")
    for name in list(found["rows"][0])[1:]:
        table.add_row(
            name.replace("_", " "), *(str(row[name]) for row in found["rows"]), str(found["bare"].get(name, ""))
        )
    Console().print(table)
    typer.echo(f"{found['ratio']:.2f} times the bare SDK's CPU a request")
