"""Be a simulated phone caller: place one call to a running server, do what a script says, and show every turn."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from console.turns import Turns
from engine.errors import MissingPartError
from engine.settings import read_settings
from telephony.ladder import INSTALL_LOCAL, local_is_installed
from telephony.local_token import auth_token
from telephony.simulator import bursts
from telephony.simulator.caller import Caller, Render, Report, save
from telephony.simulator.following import Following
from telephony.simulator.script import SHORT_CALL, load


def run(
    script: Annotated[
        Path, typer.Argument(help="What the caller does: a YAML file.", exists=True, dir_okay=False)
    ] = SHORT_CALL,
    url: Annotated[str, typer.Option(help="The server.")] = "http://127.0.0.1:8080",
    token: Annotated[str, typer.Option(help="Twilio's auth token; empty: the project's own.")] = "",
    project: Annotated[Path | None, typer.Option(help="The folder of one contact centre.")] = None,
    *,
    silent: Annotated[bool, typer.Option("--bursts", help="Bursts of tone instead of speech.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Place the call; exit code 1 when the server refused it or broke the wire protocol."""
    settings = read_settings() if project is None else read_settings(project=project)
    performed = load(script)
    render = bursts.render if silent else speech()
    caller = Caller(performed, url, token or auth_token(settings), render=render)
    report = asyncio.run(place(caller, url, Console(stderr=as_json)))
    file = save(report, settings.home / "calls")
    if as_json:
        typer.echo(json.dumps(summary(report) | {"wav": str(file)}))
    else:
        typer.echo(f"{report.ending.how} {report.ending.to or report.ending.why}\n{file}")
    if report.ending.how == "refused" or report.violations:
        raise typer.Exit(1)


def speech() -> Render:
    """Return the voice of simulated callers. Raises ``MissingPartError`` without the local extra."""
    if not local_is_installed():
        raise MissingPartError("a simulated caller cannot speak here", todo=f"{INSTALL_LOCAL}, or use --bursts")
    render: Render = importlib.import_module("telephony.simulator.mouth").render
    return render


async def place(caller: Caller, url: str, screen: Console) -> Report:
    """Call, and show the turns meanwhile."""
    turns = Turns(screen)
    following = Following(url, caller.sid, turn=turns.turn, cut=turns.cut)
    async with shown(following):
        return await caller.call()


@contextlib.asynccontextmanager
async def shown(following: Following) -> AsyncIterator[None]:
    """Follow a call for as long as the block lasts."""
    task = asyncio.create_task(following.run(), name="following")
    try:
        yield
    finally:
        task.cancel()
        await following.once()


def summary(report: Report) -> dict[str, Any]:
    """Return a report as plain values."""
    return {
        "sid": report.sid,
        "ending": report.ending.how,
        "to": report.ending.to,
        "why": report.ending.why,
        "seconds": len(report.tape.us) / 8000,
        "violations": list(report.violations),
    }
