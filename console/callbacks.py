"""Show who was promised a call back because nobody could take the call, who has waited longest first.

Numbers are masked; --numbers shows them whole, to whoever is going to call. --done CALL takes one off the list, by its
call or the beginning of that: nothing of it is kept. `trunkline dataset erase` takes a caller's off too.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from console.folder import settings_in
from console.tables import show_table
from engine.settings import Settings
from engine.store.database import Database
from engine.store.promises import Promised, keep, promised


def run(
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    done: Annotated[str, typer.Option("--done", metavar="CALL", help="This one was called back: take it off.")] = "",
    *,
    numbers: Annotated[bool, typer.Option("--numbers", help="Show whole numbers.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Take off what is done, and show what is left."""
    kept, left = asyncio.run(_read(settings_in(project), done))
    if kept is not None:
        typer.echo(f"{kept.call} is off the list.")
    if left:
        _show(left, numbers=numbers)
    else:
        typer.echo("Nobody waits for a call back.")
    if as_json:
        rows = [_row(each, numbers=numbers) for each in left]
        typer.echo(json.dumps({"ok": True, "done": kept.call if kept else None, "promised": rows}, ensure_ascii=False))


async def _read(settings: Settings, done: str) -> tuple[Promised | None, tuple[Promised, ...]]:
    settings.home.mkdir(parents=True, exist_ok=True)
    async with Database.open(settings.database) as database:
        kept = await keep(database, done) if done else None
        return kept, await promised(database)


def _row(each: Promised, *, numbers: bool) -> dict[str, str]:
    phone = each.phone if numbers else each.masked
    return {"call": each.call, "at": each.at, "phone": phone, "queue": each.queue, "note": each.note}


def _show(left: tuple[Promised, ...], *, numbers: bool) -> None:
    table = Table("call", "since (UTC)", "phone", "queue", "note", box=None, pad_edge=False)
    for each in left:
        row = _row(each, numbers=numbers)
        since = row["at"][:16].replace("T", " ")
        table.add_row(row["call"], since, row["phone"], row["queue"], escape(row["note"]))
    show_table(table)
