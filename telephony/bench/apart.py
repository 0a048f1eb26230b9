"""How does a bench run our server apart from itself? In a process of its own, while this one is watched for lateness.

The callers and the stand-ins share this process: what is late here is late in the figures.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from engine.errors import TrunklineError

START_S = 60.0
LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Server:
    """The server under test."""

    url: str
    token: str


@asynccontextmanager
async def apart(module: str, settings: Mapping[str, Any], *, log: Path | None = None) -> AsyncIterator[Server]:
    """Run ``module`` with ``PORT TOKEN SETTINGS``, the last as JSON, until left. Raises ``TrunklineError``.

    ``log``: where what it prints is kept; None: nowhere.
    """
    server = Server(f"http://127.0.0.1:{_free_port()}", secrets.token_hex(16))
    arguments = (server.url.rpartition(":")[2], server.token, json.dumps(settings))
    with (log or Path(os.devnull)).open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, *arguments, stdout=out, stderr=asyncio.subprocess.STDOUT
        )
    try:
        await _up(process, f"{server.url}/health", module)
        yield server
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _up(process: asyncio.subprocess.Process, url: str, module: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http, asyncio.timeout(START_S):
        while process.returncode is None:
            try:
                if (await http.get(url)).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise TrunklineError("the server under test did not start", todo=f"run python -m {module}")


@asynccontextmanager
async def watching(late: list[float]) -> AsyncIterator[None]:
    """Note again and again how late this loop wakes, in milliseconds."""

    async def watch() -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK_S
            await asyncio.sleep(LOOK_S)
            late.append((loop.time() - due) * 1000)

    task = asyncio.create_task(watch(), name="lateness")
    try:
        yield
    finally:
        task.cancel()


def lateness(late: Sequence[float]) -> dict[str, float]:
    """Return how late the loop was, in milliseconds."""
    ordered = sorted(late) or [0.0]
    return {"p99": round(ordered[int(len(ordered) * 0.99)], 1), "max": round(ordered[-1], 1)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
