"""Say which part is on which provider, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.markup import escape
from rich.table import Table

from console.tables import show_table
from engine.errors import MissingPartError
from engine.settings import Settings, read_settings
from telephony import ladder
from telephony.ladder import Rung


def run(
    project: Annotated[Path | None, typer.Option(help="The folder of one contact centre.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show every capability and its rung; exit with 3 when one that calls need is missing."""
    settings = read_settings(**({} if project is None else {"project": project}))
    rungs, left_out = survey(settings), ladder.left_out(settings)
    if json:
        rows = {"rungs": [_row(rung) for rung in rungs], "left_out": [_row(rung) for rung in left_out]}
        typer.echo(orjson.dumps(rows))
    else:
        _show(rungs, left_out)
    optional = {"language model"} if settings.language_model in {"auto", "none"} else set()
    if any(rung.provider == "none" and rung.capability not in optional for rung in rungs):
        raise typer.Exit(3)


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


def _row(rung: Rung) -> dict[str, Any]:
    return {"capability": rung.capability, "provider": rung.provider, "why": rung.why}


def _show(rungs: tuple[Rung, ...], left_out: tuple[Rung, ...]) -> None:
    table = Table("capability", "provider", "why", box=None, pad_edge=False)
    for rung in rungs:
        table.add_row(rung.capability, rung.provider, escape(rung.why))
    for rung in left_out:
        table.add_row(rung.capability, f"not {rung.provider}", escape(rung.why))
    show_table(table)
