"""Say what calls cost, by component, and what was not spent.

Prices are those that held when the call was answered: engine/prices.yaml, or the table that TRUNKLINE_PRICES names.
What a language model took for an answer that was let go before its end is not in it: providers tell it last.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from console.folder import settings_in
from console.tables import show_table
from engine.errors import MissingPartError
from engine.settings import Settings
from engine.store.costs import Spent, spent
from engine.store.database import Database


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Add up, and print."""
    settings = settings_in(project)
    found = asyncio.run(_read(settings))
    if not found:
        raise MissingPartError("no call has been answered yet", todo="run: trunkline serve, and call")
    for each in found:
        show(each)
    if as_json:
        typer.echo(json.dumps({"ok": True, "currencies": [asdict(each) for each in found]}))


async def _read(settings: Settings) -> tuple[Spent, ...]:
    settings.home.mkdir(parents=True, exist_ok=True)
    async with Database.open(settings.database) as database:
        return await spent(database)


def show(found: Spent) -> None:
    """Print it."""
    table = Table("component", f"{found.currency} in all", f"{found.currency} a call", box=None, pad_edge=False)
    for name, money in {**found.components, "total": found.total, "not spent": found.saved}.items():
        table.add_row(name, f"{money:.4f}", f"{money / found.calls:.5f}")
    show_table(table)
    typer.echo(f"{found.calls} calls, prices of {', '.join(found.prices_of)}")
    typer.echo(f"a language model was asked {found.asked} times, and {found.avoided} times it was not needed")
    if found.unpriced:
        typer.echo(f"without a price: {', '.join(found.unpriced)}")
