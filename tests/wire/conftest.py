"""Whole phone calls: the real server, the providers' stand-ins, and simulated callers, in one process on loopback."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.dialog.snapshot import load
from engine.dialog.state import State
from engine.metrics import Metrics
from engine.settings import Settings, read_settings
from engine.understanding import normalise
from engine.understanding.manifest import FILES, FORMAT, MANIFEST, Manifest, sha256
from telephony.app import create_app
from telephony.house import House
from telephony.opening import open_house
from telephony.server import Server, fast_loop
from telephony.simulator import mouth
from telephony.simulator.caller import Caller, Report
from telephony.simulator.script import Say, Script
from telephony.simulator.standins.all import Standins
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens

ROOT = Path(__file__).parents[2]
TOKEN = "the auth token of these tests"
AGENT = "en+f3@240"
"""The voice behind the stand-in of ElevenLabs: brisk, so that calls are short."""
CALLER = "en-us+adam@180"


@dataclass(frozen=True)
class Center:
    """One contact centre that answers calls."""

    url: str
    house: House
    metrics: Metrics
    settings: Settings

    def trace(self, sid: str) -> dict[str, Any]:
        """The trace that was saved for an ended call."""
        found: dict[str, Any] = json.loads((self.settings.home / "calls" / sid / "trace.json").read_text())
        return found

    def states(self, sid: str) -> list[State]:
        """The state after each turn. Complete once the centre is closed: rows are written behind the turns."""
        with sqlite3.connect(self.settings.home / "trunkline.db") as rows:
            found = rows.execute('select state from turns where sid = ? order by "index"', (sid,)).fetchall()
        return [load(json.loads(state)) for (state,) in found]

    def measured(self, sid: str) -> tuple[float, list[int]]:
        """What the call cost, and the turns whose answers were timed. Complete once the centre is closed."""
        with sqlite3.connect(self.settings.home / "trunkline.db") as rows:
            (cost,) = rows.execute("select total from costs where sid = ?", (sid,)).fetchone()
            timed = rows.execute('select "index" from answers where sid = ? order by "index"', (sid,)).fetchall()
        return cost, [index for (index,) in timed]

    def count(self, name: str, **labels: str) -> float:
        """One figure of /metrics."""
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    def failures(self) -> dict[tuple[str, str], float]:
        """How often each provider failed in each way."""
        samples = [sample for family in self.metrics.failures.collect() for sample in family.samples]
        return {
            (sample.labels["provider"], sample.labels["cause"]): sample.value
            for sample in samples
            if sample.name.endswith("_total")
        }

    def caller(self, script: Script, standins: Standins | None = None, **more: Any) -> Caller:
        """Somebody who will call; ``standins`` are told the words."""
        return call_from(self.url, script, standins, **more)


def call_from(url: str, script: Script, standins: Standins | None, token: str = TOKEN, **more: Any) -> Caller:
    """Return somebody who will call the server at ``url``."""
    announce = None if standins is None else partial(tell, standins, script)
    return Caller(script, url, token, render=mouth.render, announce=announce, **more)


async def tell(standins: Standins, script: Script, sid: str, sentences: Sequence[str]) -> None:
    """Tell the stand-in what will be said and how long it takes, so that a pause inside is only a pause."""
    says = [step for step in script.steps if isinstance(step, Say)]
    sounds = [step.audio or mouth.render(step.text, script.voice) for step in says]
    voiced = [{"text": text, "ms": len(sound) // 8} for text, sound in zip(sentences, sounds, strict=True)]
    standins.deepgram.scripts.tell(sid, voiced)


class Guest(Server):
    """The real server, which leaves the test's signals alone."""

    def capture_signals(self) -> Any:
        return nullcontext()


@asynccontextmanager
async def center(project: Path, **wanted: Any) -> AsyncIterator[Center]:
    """Open ``project`` as ``trunkline serve`` does, on a port of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings = read_settings(project=project, port=port, record=True, **{"twilio_auth_token": TOKEN, **wanted})
        switchboard, metrics = Switchboard(settings.max_calls), Metrics()
        async with open_house(settings, metrics=metrics) as house:
            app = create_app(
                house, address=settings.address, auth_token=TOKEN, switchboard=switchboard, metrics=metrics,
                tokens=Tokens(asyncio.get_running_loop().time),
            )  # fmt: skip
            server = Guest(app, host="127.0.0.1", port=port, switchboard=switchboard)
            serving = asyncio.create_task(server.serve([listener]))
            while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.01)
            try:
                yield Center(settings.address, house, metrics, settings)
            finally:
                server.should_exit = True
                await serving


async def place(callers: Iterable[Caller], standins: Standins) -> list[Report]:
    """Place all calls at once; each rings when the one before is being listened to, so that no words get mixed up."""
    calls: list[asyncio.Task[Report]] = []
    async with asyncio.TaskGroup() as group:
        for caller in callers:
            before = len(standins.deepgram.sessions)
            calls.append(group.create_task(caller.call()))
            while len(standins.deepgram.sessions) == before and not calls[-1].done():  # noqa: ASYNC110 - no event for it
                await asyncio.sleep(0.01)
    return [call.result() for call in calls]


def branch(folder: Path, model: Path, **changed: Callable[[str], str]) -> Path:
    """Copy the demo to ``folder`` with its trained model and no database; ``changed``: file's stem -> its new text."""
    for part in ("flows", "intents", "tests/intents"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "handlers.py", folder)
    for stem, change in changed.items():
        file = next(folder.rglob(f"{stem}.*"))
        file.write_text(change(file.read_text("utf-8")), "utf-8")
    models = folder / ".trunkline" / "models"
    models.mkdir(parents=True)
    (models / model.name).symlink_to(model)
    (models / "current").write_text(model.name)
    return folder


def standins(**more: Any) -> Standins:
    """Every provider's stand-in, speaking with a real voice."""
    return Standins(speak=lambda text, _voice: mouth.render(text, AGENT), **more)


def run(story: Coroutine[Any, Any, Any]) -> Any:
    """Run a story on the loop that serves calls."""
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        return runner.run(story)


class Wire:
    """The tools above, for test files, which cannot import this one."""

    token, voice = TOKEN, CALLER
    center, place, branch = staticmethod(center), staticmethod(place), staticmethod(branch)
    caller, standins, run = staticmethod(call_from), staticmethod(standins), staticmethod(run)


@pytest.fixture(scope="session")
def wire() -> type[Wire]:
    pytest.importorskip("espeakng_loader")
    return Wire


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released model of a few kilobytes, for calls that keys and rules understand."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    shutil.copytree(ROOT / "tests" / "engine" / "understanding" / "tiny", folder)
    manifest = Manifest(
        format=FORMAT, name=folder.name, labels=("human", "make_payment", "order_status"), thresholds={"0.98": 0.8},
        normaliser=normalise.VERSION, files={name: sha256(folder / name) for name in FILES}, data="0",
        encoder={"name": "tiny", "sha256": ""}, recipe=0, config={}, metrics={}, versions={},
    )  # fmt: skip
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    return folder
