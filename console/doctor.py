"""Say which part is on which provider, and why; and, if wanted, whether each provider works."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import orjson
import structlog
import typer
from rich.markup import escape
from rich.table import Table

from console.tables import show_table
from engine.errors import MissingPartError
from engine.settings import Settings, read_settings
from telephony import ladder
from telephony.ladder import Rung
from telephony.trying import WORKS, Tried, try_all


def run(
    project: Annotated[Path | None, typer.Option(help="The folder of one contact centre.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    *,
    try_: Annotated[bool, typer.Option("--try", help="Really ask each provider: one tiny request.")] = False,
) -> None:
    """Show every capability and its rung; exit with 3 when one that calls need is missing.

    With --try every provider that has a key is asked, as a call would ask it, and it is said which works, has a wrong
    key, has no credit or cannot be reached; exit with 1 when one does not work.
    """
    settings = read_settings(**({} if project is None else {"project": project}))
    rungs, left_out = survey(settings), ladder.left_out(settings)
    tried = _asked(settings) if try_ else ()
    if json:
        rows: dict[str, Any] = {"rungs": [_row(rung) for rung in rungs], "left_out": [_row(rung) for rung in left_out]}
        typer.echo(orjson.dumps(rows | ({"tried": [asdict(each) for each in tried]} if try_ else {})))
    else:
        _show(rungs, left_out)
        if try_:
            _show_tried(tried)
    optional = {"language model"} if settings.language_model in {"auto", "none"} else set()
    if any(rung.provider == "none" and rung.capability not in optional for rung in rungs):
        raise typer.Exit(3)
    if any(each.result != WORKS for each in tried):
        raise typer.Exit(1)


def survey(settings: Settings) -> tuple[Rung, ...]:
    """Return the rungs of every capability; one that has none says what to do."""
    return (
        *_tried("transcriber", ladder.transcribers, settings),
        *_tried("synthesizer", ladder.synthesizers, settings),
        ladder.release(settings),
        ladder.intent_model(settings, ladder.released_model(settings)),
        *_tried("language model", ladder.language_models, settings),
        ladder.telephone(settings),
        ladder.database(settings),
    )


def _tried(capability: str, rungs: Callable[[Settings], tuple[Rung, ...]], settings: Settings) -> tuple[Rung, ...]:
    try:
        return rungs(settings)
    except MissingPartError as error:
        return (Rung(capability, "none", f"{error}; {error.todo}"),)


def _asked(settings: Settings) -> tuple[Tried, ...]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))  # the table tells it
    return asyncio.run(try_all(settings))


def _row(rung: Rung) -> dict[str, Any]:
    return {"capability": rung.capability, "provider": rung.provider, "why": rung.why}


def _show(rungs: tuple[Rung, ...], left_out: tuple[Rung, ...]) -> None:
    table = Table("capability", "provider", "why", box=None, pad_edge=False)
    for rung in rungs:
        table.add_row(rung.capability, rung.provider, escape(rung.why))
    for rung in left_out:
        table.add_row(rung.capability, f"not {rung.provider}", escape(rung.why))
    show_table(table)


def _show_tried(tried: tuple[Tried, ...]) -> None:
    typer.echo()
    if not tried:
        typer.echo("There is nobody to ask: no provider has a key.")
        return
    table = Table("capability", "provider", "asked", "what to do", box=None, pad_edge=False)
    for each in tried:
        told = "; ".join(filter(None, (each.why, each.todo)))
        table.add_row(each.capability, each.provider, each.result, escape(told))
    show_table(table)
