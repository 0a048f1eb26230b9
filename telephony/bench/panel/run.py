"""How is the panel measured? Real calls in real time, several at once: our server in one process, the rest in this one.

The callers speak Twilio's protocol, the transcriber and the synthesizer are stand-ins that speak their providers', and
everything between them is what answers calls. How late this process's own loop was is told too: what is late here is
late in the figures.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from telephony.bench.apart import Server, apart, lateness, watching
from telephony.bench.panel.clips import Asides, Render, shelf
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
    asides: Asides = "away"
    out: Path | None = None
    """Folder in which every call is kept."""


async def report(wanted: Wanted, progress: Progress = lambda done, of: None) -> dict[str, Any]:  # noqa: ARG005 - nobody looks
    """Measure. Raises ``SettingsError`` for noises that are not there, ``TrunklineError`` when nobody answers."""
    clips = await asyncio.to_thread(shelf, wanted.seed, voice(), wanted.noise, wanted.asides)
    scenes = await asyncio.to_thread(lambda: [scene(n, wanted.seed, clips) for n in range(wanted.calls)])
    folder = Folder(wanted.out)
    found = {each.number: folder.find(each.number, digest(each, wanted.manner)) for each in scenes}
    done = [call for call in found.values() if call is not None]
    progress(len(done), wanted.calls)
    late: list[float] = []
    missing = [each for each in scenes if found[each.number] is None]
    if missing:
        async with _serving(missing, wanted.manner) as server, watching(late):
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
    return {
        **figures,
        "targets": {name: f"{sign} {value:g}" for name, (sign, value) in TARGETS.items()},
        "least_events": LEAST,
        "met": met(figures["metrics"], figures["counts"]),
        "calls": len(good(calls)),
        "failed": [f"{call.number}: {call.ending}, {list(call.violations)[:2]}" for call in calls if not call.good],
        "seed": wanted.seed,
        "noise": "made" if wanted.noise is None else "recorded",
        "asides": wanted.asides,
        "recogniser": asdict(wanted.manner),
        "loop_late_ms": lateness(late),
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
        async with apart("telephony.bench.panel.ours", settings) as server:
            yield server
