"""How long does a caller wait? Real calls in real time to our server, every provider a stand-in that takes its time.

The server has a process of its own; callers and stand-ins share this one. What each stand-in takes is drawn, and known
for each turn, so that what is left of the caller's wait is ours.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx

from telephony.bench.apart import Server, apart, lateness, watching
from telephony.bench.latency.delays import SPREAD, Delays, Medians
from telephony.bench.latency.figures import OWN, Timed, figures
from telephony.bench.latency.kept import Folder, Kept, digest
from telephony.bench.latency.scenes import Scene, scene
from telephony.bench.latency.timing import Clock, timed
from telephony.bench.panel.run import voice
from telephony.simulator.caller import Caller
from telephony.simulator.network import Network
from telephony.simulator.standins import tones
from telephony.simulator.standins.claude import ClaudeStandin
from telephony.simulator.standins.claude_brain import Reply, ToolCall
from telephony.simulator.standins.deepgram import DeepgramStandin
from telephony.simulator.standins.elevenlabs import ElevenLabsStandin
from telephony.simulator.standins.told import Book, Manner, ToldListener
from telephony.speech import SAMPLE_RATE

LONGEST_MS = 150_000
LINE_BYTES = SAMPLE_RATE
"""What we say lasts a second a line: only its beginning is timed."""
FLOW = "enquiry"
"""What the language model picks."""

Progress = Callable[[int, int], None]
"""(calls done, of how many)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured."""

    calls: int = 100
    seed: int = 0
    at_once: int = 6
    project: Path = Path()
    """Whose intent model understands."""
    medians: Medians = field(default_factory=Medians)
    out: Path | None = None
    """Folder in which every call is kept."""


async def report(wanted: Wanted, progress: Progress = lambda done, of: None) -> dict[str, Any]:  # noqa: ARG005 - nobody looks
    """Measure. Raises ``TrunklineError`` when the server does not start: it needs a trained intent model."""
    render = voice()
    scenes = await asyncio.to_thread(lambda: [scene(number, wanted.seed, render) for number in range(wanted.calls)])
    folder = Folder(wanted.out)
    found = {each.number: folder.find(each.number, _known_by(each, wanted)) for each in scenes}
    done = [call for call in found.values() if call is not None]
    progress(len(done), wanted.calls)
    late: list[float] = []
    asked = 0
    missing = [each for each in scenes if found[each.number] is None]
    if missing:
        async with _serving(missing, wanted) as standing, watching(late):
            async for call in _placed(missing, standing, wanted):
                folder.keep(call)
                done.append(call)
                progress(len(done), wanted.calls)
            asked = standing.delays.asked
    told = _told(wanted, sorted(done, key=lambda call: call.number), late)
    told["claude"] = {"turns": sum(_deferred(each) for each in missing), "asked": asked}
    folder.report(json.dumps(told).encode())
    return told


def _known_by(each: Scene, wanted: Wanted) -> str:
    return digest(each, wanted.seed, wanted.medians)


def _deferred(each: Scene) -> int:
    return sum(question.path == "claude" for question in each.questions)


def _told(wanted: Wanted, calls: Sequence[Kept], late: Sequence[float]) -> dict[str, Any]:
    return {
        "paths": figures([turn for call in calls for turn in call.turns]),
        "own_targets_ms": OWN,
        "calls": sum(not call.failed for call in calls),
        "strayed": [f"{call.number}: {each}" for call in calls for each in call.strayed],
        "failed": [f"{call.number}: {call.failed}" for call in calls if call.failed],
        "seed": wanted.seed,
        "at_once": wanted.at_once,
        "medians_ms": asdict(wanted.medians),
        "p95_over_p50": SPREAD,
        "loop_late_ms": lateness(late),
    }


# ---------------------------------------------------------------------------------------------------------- calls


@dataclass(frozen=True, slots=True)
class _Standing:
    """What calls are placed to, and what is known of its delays."""

    server: Server
    delays: Delays
    stretches: Mapping[bytes, int]
    """Audio -> its number in the transcriber's book."""
    http: httpx.AsyncClient


async def _placed(scenes: Sequence[Scene], standing: _Standing, wanted: Wanted) -> AsyncIterator[Kept]:
    """Place every call, some at once, and yield each as it ends."""
    places = asyncio.Semaphore(wanted.at_once)

    async def place(each: Scene, number: int) -> Kept:
        async with places:
            if number < wanted.at_once:
                await asyncio.sleep(number * 0.37)  # so that not all of them ask at the same moment
            return await _call(each, standing, _known_by(each, wanted))

    running = [asyncio.create_task(place(each, number)) for number, each in enumerate(scenes)]
    try:
        for ended in asyncio.as_completed(running):
            yield await ended
    finally:
        for task in running:
            task.cancel()


async def _call(each: Scene, standing: _Standing, known_by: str) -> Kept:
    server, delays = standing.server, standing.delays
    network = Network(*delays.network(each.number, -1))
    clock = Clock(network, lambda turn: delays.network(each.number, turn))
    caller = Caller(
        each.script, server.url, server.token,
        render=tones.speak, longest_ms=LONGEST_MS, tell=clock.tell, network=network,
    )  # fmt: skip
    ended = await caller.call()
    if ended.ending.how != "caller" or ended.violations:
        return Kept(each.number, known_by, (), failed=f"{ended.ending}, {list(ended.violations)[:2]}")
    trace = (await standing.http.get(f"{server.url}/calls/{caller.sid}")).json()
    rows = [row for row in trace["turns"] if row["event"] == "said"]
    if len(rows) != len(each.questions):
        return Kept(each.number, known_by, (), failed=f"{len(rows)} turns of {len(each.questions)}")
    turns, strayed = list[Timed](), list[str]()
    for turn, (question, row) in enumerate(zip(each.questions, rows, strict=True)):
        found = timed(question, row, clock.at(turn), delays, standing.stretches[question.audio])
        turns += [found] if isinstance(found, Timed) else []
        strayed += [found] if isinstance(found, str) else []
    return Kept(each.number, known_by, tuple(turns), tuple(strayed))


# ------------------------------------------------------------------------------------------------------ processes


@asynccontextmanager
async def _serving(scenes: Sequence[Scene], wanted: Wanted) -> AsyncIterator[_Standing]:
    """Run the stand-ins here and our server in a process of its own."""
    delays = Delays(wanted.seed, wanted.medians)
    book, manner = Book(), _manner(wanted)
    stretches = {
        question.audio: book.tell(question.audio, question.text).number
        for each in scenes for question in each.questions
    }  # fmt: skip
    ears = DeepgramStandin(listener=lambda _: ToldListener(book, manner, delays.drew))
    tone = tones.speak("We say the same each time.")[:LINE_BYTES]
    mouth, claude = ElevenLabsStandin(speak=lambda _text, _voice: tone), ClaudeStandin()
    mouth.latency, claude.timing = delays.speaks, delays.thinks
    claude.think = lambda _body: Reply(tools=(ToolCall("start_flow", {"flow": FLOW}),))
    async with ears.serving() as hears, mouth.serving() as speaks, claude.serving() as thinks:
        settings = {
            "project": str(wanted.project.resolve()),
            "deepgram_url": hears, "deepgram_api_key": ears.key,
            "elevenlabs_url": speaks, "elevenlabs_api_key": mouth.key,
            "anthropic_url": thinks, "anthropic_api_key": claude.key, "language_model": "anthropic",
        }  # fmt: skip
        async with (
            apart("telephony.bench.latency.ours", settings) as server,
            httpx.AsyncClient(trust_env=False) as http,
        ):
            yield _Standing(server, delays, stretches, http)


def _manner(wanted: Wanted) -> Manner:
    """Return a recogniser that errs in nothing, whose last word is out before its end of turn."""
    medians = wanted.medians
    return Manner(
        seed=wanted.seed, word_ms=0.0, word_more_ms=20.0, eager_ms=medians.eager, over_ms=medians.over,
        spread=SPREAD, wrong=0.0, startled=0.0,
    )  # fmt: skip
