"""How much memory does a server hold while calls run? ``trunkline serve`` in a process of its own, measured from here.

Twice: keyless, with the embedded ears and voice, and with every adapter loaded, against stand-ins in a third process.
The callers are real simulated phone calls and run in this process. Peaks are the system's own where it tells them
(``VmHWM``), else the largest of many samples.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx

from engine.errors import MissingPartError, TrunklineError
from engine.settings import Settings
from telephony.bench.calls import memory_mb
from telephony.simulator import mouth
from telephony.simulator.caller import Caller, Report
from telephony.simulator.script import HangUp, Keys, Say, Script, Silence, Wait
from telephony.simulator.standins.control import announce
from telephony.simulator.standins.script import EVERYBODY

START_S = 60.0
SAMPLE_S = 0.25
TARGETS_MB = {"keyless": 250.0, "every adapter": 330.0}
STEPS = (
    Wait(), Say("where is my order"), Wait(), Keys("1234#"), Wait(), Say("play some music please"),
    Wait(), Say("I would like to make a payment"), Wait(), Silence(500), HangUp(),
)  # fmt: skip

_COMMAND = "from console.main import main; main()"
_NOVA_TOO = (
    "from engine.settings import read_settings; from telephony.providers import deepgram_nova; "
    "kept = deepgram_nova.build(read_settings()); "
)
"""A server uses one transcriber of a kind; this one has the other loaded as well."""
_KEYLESS = {"TRUNKLINE_TRANSCRIBER": "local", "TRUNKLINE_SYNTHESIZER": "local", "TRUNKLINE_LANGUAGE_MODEL": "none"}
_KEYED = {
    "TRUNKLINE_TRANSCRIBER": "deepgram-flux",
    "TRUNKLINE_SYNTHESIZER": "elevenlabs",
    "TRUNKLINE_LANGUAGE_MODEL": "anthropic",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One server's memory, in MB of a million bytes."""

    server: str
    """``keyless`` or ``every adapter``."""
    calls: int
    idle_mb: float
    """Before the first call."""
    running_mb: float
    """Mean while the calls ran."""
    peak_mb: float
    after_mb: float
    """A second after the last call."""
    turns: int
    """That the server took."""
    failed: int
    """Calls that did not end with the caller putting the phone down."""
    target_mb: float


@dataclass(slots=True)
class Server:
    """A server under test."""

    pid: int
    url: str
    token: str
    samples: list[float] = field(default_factory=list)

    async def sample(self) -> None:
        """Look at the memory again and again, until cancelled."""
        while True:
            self.samples.append(memory_mb(self.pid))
            await asyncio.sleep(SAMPLE_S)

    async def turns(self) -> int:
        """Return how many turns the server says it took."""
        async with httpx.AsyncClient(trust_env=False) as http:
            page = (await http.get(f"{self.url}/metrics")).text
        lines = [line for line in page.splitlines() if line.startswith("trunkline_turns_total")]
        return round(sum(float(line.rpartition(" ")[2]) for line in lines))


async def report(settings: Settings, calls: int) -> dict[str, Any]:
    """Measure both servers. Raises ``MissingPartError`` when the project has no intent model."""
    if not (settings.home / "models" / "current").is_file():
        raise MissingPartError("there is no intent model", todo="run: trunkline train")
    project = settings.project.absolute()
    rows = [await _keyless(project, calls), await _every_adapter(project, calls)]
    return {"rows": [asdict(row) for row in rows]}


async def _keyless(project: Path, calls: int) -> Held:
    async with _serving(project, _COMMAND, _KEYLESS) as server:
        return await _measured("keyless", server, calls)


async def _every_adapter(project: Path, calls: int) -> Held:
    async with _standins() as (control, environment):
        await announce(control, EVERYBODY, [step.text for step in STEPS if isinstance(step, Say)])
        async with _serving(project, _NOVA_TOO + _COMMAND, environment | _KEYED) as server:
            return await _measured("every adapter", server, calls)


async def _measured(name: str, server: Server, calls: int) -> Held:
    idle = memory_mb(server.pid)
    sampling = asyncio.create_task(server.sample())
    reports = await asyncio.gather(*(_call(server) for _ in range(calls)))
    sampling.cancel()
    turns = await server.turns()
    running = sum(server.samples) / len(server.samples)
    await asyncio.sleep(1)
    return Held(
        server=name,
        calls=calls,
        idle_mb=round(idle, 1),
        running_mb=round(running, 1),
        peak_mb=round(max(_peak_mb(server.pid), *server.samples), 1),
        after_mb=round(memory_mb(server.pid), 1),
        turns=turns,
        failed=sum(each.ending.how != "caller" for each in reports),
        target_mb=TARGETS_MB[name],
    )


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    lines = status.read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / 1e6


async def _call(server: Server) -> Report:
    return await Caller(Script(STEPS), server.url, server.token, render=mouth.render).call()


# ------------------------------------------------------------------------------------------------- processes


@asynccontextmanager
async def _serving(project: Path, program: str, environment: dict[str, str]) -> AsyncIterator[Server]:
    """Run ``trunkline serve`` with a database of its own."""
    port, token = _free_port(), secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder:
        own = {
            "TWILIO_AUTH_TOKEN": token,
            "TRUNKLINE_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bench.db",
            "TRUNKLINE_LOG_JSON": "true",
        }
        arguments = ("serve", "--project", str(project), "--port", str(port))
        async with _running(program, arguments, environment | own) as process:
            url = f"http://127.0.0.1:{port}"
            await _up(process, f"{url}/health")
            yield Server(process.pid, url, token)


@asynccontextmanager
async def _standins() -> AsyncIterator[tuple[str, dict[str, str]]]:
    """Run ``trunkline standins``; gives their control address and the environment that leads to them."""
    async with _running(_COMMAND, ("standins", "--json", "--port", str(_free_port())), {}) as process:
        async with asyncio.timeout(START_S):
            found = json.loads(await process.stdout.readline() if process.stdout else b"")
        yield found["addresses"]["control"], found["environment"]


@asynccontextmanager
async def _running(
    program: str, arguments: tuple[str, ...], environment: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run our own command line; stop it at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, *arguments, env=dict(os.environ) | environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _up(process: asyncio.subprocess.Process, url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http, asyncio.timeout(START_S):
        while process.returncode is None:
            try:
                if (await http.get(url)).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise TrunklineError("the server under test did not start", todo="run trunkline serve to see why")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return min(int(probe.getsockname()[1]), 65_000)
