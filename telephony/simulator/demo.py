"""Does a whole phone call work here, with no key and no network? Its server, its script, and what it must have shown.

The server is a process of its own, on a free port, with a database of its own and none of the provider keys that
happen to be in the environment. ``console.demo`` places the call and prints it.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx

from engine.errors import ProviderError
from telephony.simulator.caller import Report

SCRIPT = Path(__file__).with_name("demo_call.yaml")
LONGEST_MS = 100_000
READY_S = 60.0
STOP_S = 15.0

_KEYS = (
    "ANTHROPIC_API_KEY", "DEEPGRAM_API_KEY", "ELEVENLABS_API_KEY", "OPENAI_API_KEY", "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers."""

    url: str
    token: str
    """With which webhooks are signed."""


@asynccontextmanager
async def serving(project: Path) -> AsyncIterator[Served]:
    """Run ``trunkline serve`` for as long as the block lasts. Raises ``ProviderError`` when it does not come up."""
    with tempfile.TemporaryDirectory(prefix="trunkline-demo-") as scratch:
        token, port = secrets.token_urlsafe(24), _free_port()
        log = Path(scratch) / "serve.log"
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from console.main import main; main()", "serve", "--record", "--working"),
                env=environment(os.environ, project=project, port=port, token=token, scratch=Path(scratch)),
                stdout=output,
                stderr=output,
            )
            served = Served(f"http://127.0.0.1:{port}", token)
            try:
                await _ready(process, served, log)
                yield served
            finally:
                await _stop(process)


def environment(found: Mapping[str, str], *, project: Path, port: int, token: str, scratch: Path) -> dict[str, str]:
    """Return the server's environment: ``found`` without provider keys and without any wish for another rung."""
    kept = {name: value for name, value in found.items() if not name.startswith("TRUNKLINE_")}
    return {name: value for name, value in kept.items() if name.upper() not in _KEYS} | {
        "TWILIO_AUTH_TOKEN": token,
        "TRUNKLINE_PROJECT": str(project),
        "TRUNKLINE_HOST": "127.0.0.1",
        "TRUNKLINE_PORT": str(port),
        "TRUNKLINE_PUBLIC_URL": "",
        "TRUNKLINE_DATABASE_URL": f"sqlite+aiosqlite:///{scratch / 'demo.db'}",
        "TRUNKLINE_TRANSCRIBER": "local",
        "TRUNKLINE_SYNTHESIZER": "local",
        "TRUNKLINE_LANGUAGE_MODEL": "none",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _ready(process: asyncio.subprocess.Process, served: Served, log: Path) -> None:
    try:
        async with asyncio.timeout(READY_S), httpx.AsyncClient(trust_env=False) as client:
            while process.returncode is None and not await _healthy(client, served):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise ProviderError("the server did not come up in time", provider="serve", cause="unreachable") from None
    if process.returncode is not None:
        said = await asyncio.to_thread(log.read_text, encoding="utf-8", errors="replace")
        raise ProviderError(f"the server stopped at once:\n{said.strip()}", provider="serve", cause="unreachable")


async def _healthy(client: httpx.AsyncClient, served: Served) -> bool:
    try:
        return (await client.get(f"{served.url}/health")).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


# ----------------------------------------------------------------------------------------------- what it has shown


@dataclass(frozen=True, slots=True)
class Feat:
    """One thing the demo call must show."""

    name: str
    shown: bool


def feats(trace: Mapping[str, Any], report: Report) -> tuple[Feat, ...]:
    """Return what the call has shown, judged by the server's trace and by what the caller met."""
    turns = trace.get("turns", [])
    rules = [turn["rule"] for turn in turns]
    return (
        Feat("a digression, answered, and the way back", _came_back(turns)),
        Feat("a correction", any(rule.startswith("correct(") for rule in rules)),
        Feat("a keyed secret, kept out of the trace", any(_secret(turn) for turn in turns)),
        Feat("a barge-in that stopped our speech", _interrupted(turns) and _cleared(report)),
        Feat("a transfer to people", report.ending.how == "dialled" and _transferred(turns)),
        Feat("nothing but Twilio's protocol on the wire", not report.violations),
    )


def _came_back(turns: list[dict[str, Any]]) -> bool:
    """Say whether a digression ended in the flow it left."""
    for before, turn in pairwise(turns):
        if turn["rule"].startswith("digress("):
            there, back = before["next"].get("step", ""), turn["next"].get("step", "")
            if there and there == back and any(outcome == "done" for _, outcome in turn["did"]):
                return True
    return False


def _secret(turn: dict[str, Any]) -> bool:
    return bool(turn["event"] == "keyed" and turn["heard"]["text"] == "•••")


def _interrupted(turns: list[dict[str, Any]]) -> bool:
    lines = [line for turn in turns for line in turn["lines"]]
    return any(line["heard"] is not None and line["heard"] != line["text"] for line in lines)


def _cleared(report: Report) -> bool:
    return any(moment.what == "clear" for moment in report.moments)


def _transferred(turns: list[dict[str, Any]]) -> bool:
    return bool(turns) and turns[-1]["next"]["kind"] == "transfer"
