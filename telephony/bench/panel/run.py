"""How is the panel measured? Real calls in real time, several at once: our server in one process, the rest in this one.

The callers speak Twilio's protocol, the transcriber and the synthesizer are stand-ins that speak their providers', and
everything between them is what answers calls. How late this process's own loop was is told too: what is late here is
late in the figures.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx

from engine.errors import TrunklineError
from telephony.bench.panel.clips import Render, shelf
from telephony.bench.panel.figures import LEAST, TARGETS, met, panel
from telephony.bench.panel.kept import Folder, Kept, digest, good
from telephony.bench.panel.scenes import Scene, scene
from telephony.bench.panel.score import score
from telephony.bench.panel.tracks import tracks
from telephony.ladder import local_is_installed
from telephony.simulator.caller import Caller
from telephony.simulator.standins import tones
from telephony.simulator.standins.deepgram import DeepgramStandin
from telephony.simulator.standins.elevenlabs import ElevenLabsStandin
from telephony.simulator.standins.told import Book, Manner, ToldListener

START_S = 60.0
LOOK_S = 0.05
FIRST_AUDIO_S = 0.09
"""The synthesizer's."""
LONGEST_MS = 150_000

Progress = Callable[[int, int], None]
"""(calls done, of how many)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured."""

    calls: int = 200
    seed: int = 0
    at_once: int = 12
    manner: Manner = field(default_factory=Manner)
    noise: Path | None = None
    """Folder of recordings; None: noises of our own."""
    out: Path | None = None
    """Folder in which every call is kept."""


@dataclass(frozen=True, slots=True)
class Server:
    """The server under test."""

    url: str
    token: str


async def report(wanted: Wanted, progress: Progress = lambda done, of: None) -> dict[str, Any]:  # noqa: ARG005 - nobody looks
    """Measure. Raises ``SettingsError`` for noises that are not there, ``TrunklineError`` when nobody answers."""
    clips = await asyncio.to_thread(shelf, wanted.seed, voice(), wanted.noise)
    scenes = await asyncio.to_thread(lambda: [scene(n, wanted.seed, clips) for n in range(wanted.calls)])
    folder = Folder(wanted.out)
    found = {each.number: folder.find(each.number, digest(each, wanted.manner)) for each in scenes}
    done = [call for call in found.values() if call is not None]
    progress(len(done), wanted.calls)
    late: list[float] = []
    missing = [each for each in scenes if found[each.number] is None]
    if missing:
        async with _serving(missing, wanted.manner) as server, _watching(late):
            async for call in _placed(missing, server, wanted):
                folder.keep(call)
                done.append(call)
                progress(len(done), wanted.calls)
    told = _told(wanted, sorted(done, key=lambda call: call.number), late)
    folder.report(json.dumps(told).encode())
    return told


def voice() -> Render:
    """Return who speaks for the callers: espeak-ng where the local extra is, else bursts."""
    if not local_is_installed():
        return tones.speak
    render: Render = importlib.import_module("telephony.simulator.mouth").render
    return render


def _told(wanted: Wanted, calls: Sequence[Kept], late: Sequence[float]) -> dict[str, Any]:
    figures = panel([score(call.caller, call.ours) for call in good(calls)])
    ordered = sorted(late) or [0.0]
    return {
        **figures,
        "targets": {name: f"{sign} {value:g}" for name, (sign, value) in TARGETS.items()},
        "least_events": LEAST,
        "met": met(figures["metrics"], figures["counts"]),
        "calls": len(good(calls)),
        "failed": [f"{call.number}: {call.ending}, {list(call.violations)[:2]}" for call in calls if not call.good],
        "seed": wanted.seed,
        "noise": "made" if wanted.noise is None else "recorded",
        "recogniser": asdict(wanted.manner),
        "loop_late_ms": {"p99": round(ordered[int(len(ordered) * 0.99)], 1), "max": round(ordered[-1], 1)},
    }


# ---------------------------------------------------------------------------------------------------------- calls


async def _placed(scenes: Sequence[Scene], server: Server, wanted: Wanted) -> AsyncIterator[Kept]:
    """Place every call, some at once, and yield each as it ends."""
    places = asyncio.Semaphore(wanted.at_once)

    async def place(each: Scene, number: int) -> Kept:
        async with places:
            if number < wanted.at_once:
                await asyncio.sleep(number * 0.37)  # so that not all of them greet and ask at the same moment
            return await _call(each, server, digest(each, wanted.manner))

    running = [asyncio.create_task(place(each, number)) for number, each in enumerate(scenes)]
    try:
        for ended in asyncio.as_completed(running):
            yield await ended
    finally:
        for task in running:
            task.cancel()


async def _call(each: Scene, server: Server, known_by: str) -> Kept:
    caller = Caller(each.script, server.url, server.token, render=tones.speak, longest_ms=LONGEST_MS)
    ended = await caller.call()
    said, ours = tracks(ended, [clip.kind for clip in each.clips])
    return Kept(each.number, known_by, said, ours, ended.ending.how, ended.violations)


# ------------------------------------------------------------------------------------------------------ processes


@asynccontextmanager
async def _serving(scenes: Sequence[Scene], manner: Manner) -> AsyncIterator[Server]:
    """Run the stand-ins here and our server in a process of its own."""
    book = Book()
    for each in scenes:
        for clip in each.clips:
            book.tell(clip.audio, clip.text)
    ears = DeepgramStandin(listener=lambda _: ToldListener(book, manner))
    mouth = ElevenLabsStandin(latency_s=FIRST_AUDIO_S)
    async with ears.serving() as hears, mouth.serving() as speaks:
        settings = {
            "deepgram_url": hears, "deepgram_api_key": ears.key,
            "elevenlabs_url": speaks, "elevenlabs_api_key": mouth.key,
        }  # fmt: skip
        server = Server(f"http://127.0.0.1:{_free_port()}", secrets.token_hex(16))
        arguments = (server.url.rpartition(":")[2], server.token, json.dumps(settings))
        quiet = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "telephony.bench.panel.ours", *arguments, stdout=quiet, stderr=quiet
        )
        try:
            await _up(process, f"{server.url}/health")
            yield server
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _up(process: asyncio.subprocess.Process, url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http, asyncio.timeout(START_S):
        while process.returncode is None:
            try:
                if (await http.get(url)).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise TrunklineError("the server under test did not start", todo="run python -m telephony.bench.panel.ours")


@asynccontextmanager
async def _watching(late: list[float]) -> AsyncIterator[None]:
    """Note again and again how late this loop wakes, in milliseconds."""

    async def watch() -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK_S
            await asyncio.sleep(LOOK_S)
            late.append((loop.time() - due) * 1000)

    watching = asyncio.create_task(watch(), name="lateness")
    try:
        yield
    finally:
        watching.cancel()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
