"""Be a simulated phone caller: place one call to a running server, do what a script says, and show every turn.

A script is YAML, its steps being wait, say, interrupt, keys, silence and hang up; the default asks for an order. The
call is kept as a stereo recording, the caller on the left. Exit code 1 when the server refused the call or broke the
wire protocol.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import importlib
import json
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from console.turns import Turns
from engine.errors import MissingPartError, SettingsError
from engine.settings import read_settings
from telephony.ladder import INSTALL_LOCAL, local_is_installed
from telephony.local_token import auth_token
from telephony.simulator import bursts
from telephony.simulator.caller import Announcement, Caller, Render, Report, save
from telephony.simulator.following import Following
from telephony.simulator.script import SHORT_CALL, load
from telephony.simulator.standins.control import announce

ENDINGS = {
    "dialled": "put through to",
    "hung_up": "the server hung up",
    "rejected": "the server is busy",
    "nothing_left": "the server had nothing more to say",
    "refused": "refused:",
    "caller": "the caller hung up",
    "too_long": "the caller gave up: the call was too long",
}
"""How a call ended -> what is said about it."""


def run(
    script: Annotated[
        Path, typer.Argument(help="What the caller does: a YAML file.", exists=True, dir_okay=False)
    ] = SHORT_CALL,
    url: Annotated[str, typer.Option(help="The server.")] = "http://127.0.0.1:8080",
    token: Annotated[
        str, typer.Option(help="Signs the webhooks; else TWILIO_AUTH_TOKEN, else the project's own.")
    ] = "",
    standins: Annotated[
        str,
        typer.Option(
            help="Where `trunkline standins` is told what the caller will say, for a server that hears through them; "
            "else TRUNKLINE_STANDINS_URL."
        ),
    ] = "",
    project: Annotated[Path | None, typer.Option(help="The folder of one contact centre.")] = None,
    *,
    public_url: Annotated[
        str, typer.Option(help="What the server's TRUNKLINE_PUBLIC_URL is, where it has one; else what ours is.")
    ] = "",
    silent: Annotated[bool, typer.Option("--bursts", help="Bursts of tone instead of speech.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Place the call."""
    settings = read_settings() if project is None else read_settings(project=project)
    public = public_url or settings.public_url or url
    for address in (url, public):
        if not address.startswith(("http://", "https://")):
            rest = address.rpartition("://")[2] or "..."
            todo = f"write http://{rest} or https://{rest}"
            raise SettingsError(f"{address or 'nothing'} is no address of a server", todo=todo)
    performed = load(script)
    calls = writable(settings.home / "calls")
    render = bursts.render if silent else speech()
    control = standins or settings.standins_url
    signs = token or auth_token(settings)
    tell = announcing(control) if control else None
    caller = Caller(performed, url, signs, render=render, announce=tell, public_url=public)
    report = asyncio.run(place(caller, url, Console(stderr=as_json), control))
    file = save(report, calls) if report.tape.us else None
    if as_json:
        typer.echo(json.dumps(summary(report) | {"wav": str(file or "")}))
    else:
        typer.echo(f"\n{ending(report, public)}" + (f"\nlisten:  {file}" if file else ""))
    if report.ending.how == "refused" or report.violations:
        raise typer.Exit(1)


def writable(folder: Path) -> Path:
    """Return ``folder``, where recordings are kept; raise ``OSError`` before the call where we may not write there."""
    near = next(each for each in (folder, *folder.parents) if each.exists())
    if not os.access(near, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, f"the recording could not be kept: {os.strerror(errno.EACCES)}", str(near))
    return folder


def speech() -> Render:
    """Return the voice of simulated callers. Raises ``MissingPartError`` without the local extra."""
    if not local_is_installed():
        raise MissingPartError("a simulated caller cannot speak here", todo=f"{INSTALL_LOCAL}, or use --bursts")
    render: Render = importlib.import_module("telephony.simulator.mouth").render
    return render


def announcing(control: str) -> Announcement:
    """Return what tells the stand-ins at ``control`` what a caller will say."""

    async def tell(sid: str, sentences: Sequence[str]) -> None:
        try:
            await announce(control, sid, sentences)
        except httpx.HTTPError:
            todo = "start `trunkline standins`, or unset TRUNKLINE_STANDINS_URL"
            raise SettingsError(f"no stand-ins answer at {control}", todo=todo) from None

    return tell


def ending(report: Report, public: str = "the one that was asked") -> str:
    """Say how the call ended, and what to do when it was refused."""
    text = f"{ENDINGS[report.ending.how]} {report.ending.to}{report.ending.why}".rstrip()
    if report.ending.how != "refused":
        return text
    if "403" in report.ending.why:
        return (
            f"{text}\n  either it was signed with another token: set TWILIO_AUTH_TOKEN as the server has it, or pass"
            " --token"
            f"\n  or the server is known by another address than {public}: pass the one that it says as its"
            " webhook,\n  without /voice, as --public-url; its log says which address it checked"
        )
    return f"{text}\n  is the server running? start it with `trunkline serve`, or pass --url"


async def place(caller: Caller, url: str, screen: Console, control: str = "") -> Report:
    """Call, and show the turns meanwhile. The stand-ins at ``control`` then forget what the caller would have said."""
    turns = Turns(screen)
    following = Following(url, caller.sid, turn=turns.turn, cut=turns.cut)
    try:
        async with shown(following):
            return await caller.call()
    finally:
        if control:
            with contextlib.suppress(httpx.HTTPError):
                await announce(control, caller.sid, ())


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
