"""Answer real (or simulated) phone calls.

New calls take the current release (`trunkline release`), and another as soon as there is one; where nothing is
released, or with --working, the files as they are at the start. With --watch, for development, they take every edit
that checks.
Every part that has a key in the environment uses its provider, every other one is local: `trunkline doctor` says which.
Where a paid voice speaks, what the release always says is made once, behind the calls, and kept in .trunkline/speech/
(with --watch: when it is first said).
Twilio asks /voice; GET /health, /metrics and /calls/<sid> tell how it goes. Ctrl-C takes no new calls, waits for those
under way and stops; a second Ctrl-C stops at once.
"""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from console.folder import settings_in
from engine import log
from telephony import memory


def run(
    project: Annotated[Path | None, typer.Option(help="The folder of one contact centre.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    record: Annotated[bool | None, typer.Option(help="Keep the trace of every call.")] = None,
    *,
    working: Annotated[bool, typer.Option("--working", help="Answer on the working files, released or not.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="As --working, and take every edit that checks.")] = False,
) -> None:
    """Serve until told to stop; calls under way are finished first."""
    wanted: dict[str, Any] = {"host": host, "port": port, "record": record}
    settings = settings_in(project, **{name: value for name, value in wanted.items() if value is not None})
    memory.be_thrifty()
    log.set_up(as_json=settings.log_json)
    what = "the working files" if working or watch else "the current release, or the working files where there is none"
    where = {"project": str(settings.project.resolve()), "listen": f"{settings.host}:{settings.port}"}
    structlog.get_logger().info("starting", **where, loads=f"{what}; the intent model; the providers")
    try:
        serving: Any = importlib.import_module("telephony.serving")  # seconds, and nobody is to wonder meanwhile
        with asyncio.Runner(loop_factory=serving.fast_loop()) as runner:
            runner.run(serving.serve(settings, working=working, watch=watch))
    except KeyboardInterrupt:  # before there was anything to drain
        raise typer.Exit(130) from None
