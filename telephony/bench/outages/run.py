"""What does an outage cost a caller? Real calls in real time, all while one provider refuses, hangs or is broken.

For each outage our server starts anew in a process of its own, so that no breaker knows of the last one. On the tape of
a call nobody but us may be silent for long: the callers wait 0.9 s after we have spoken, and then speak.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import MissingPartError
from telephony import mulaw
from telephony.bench.apart import Server, apart, lateness, watching
from telephony.bench.outages.scene import Render, Scene, scene
from telephony.ladder import INSTALL_LOCAL, local_is_installed
from telephony.simulator.caller import Caller, Report
from telephony.simulator.line import LOUD
from telephony.simulator.standins.all import Standins
from telephony.simulator.standins.claude_brain import Reply, ToolCall
from telephony.simulator.standins.told import Book, Manner, ToldListener
from telephony.speech import FRAME_BYTES

FRAME_MS = 20
LONGEST_MS = 120_000
MOST_SILENCE_MS = 2000
OUTAGES: dict[str, dict[str, tuple[str, float]]] = {
    "transcriber": {"refusing": ("refuse", 0.0), "hanging": ("hang", 0.0), "broken": ("broken", 0.0)},
    "synthesizer": {"refusing": ("refuse", 0.0), "hanging": ("hang", 0.0), "broken": ("broken", 0.0)},
    "language model": {"refusing": ("refuse", 0.0), "hanging": ("slow", 3600.0), "broken": ("broken", 0.0)},
}
"""Provider -> outage -> the stand-in's fault, and its seconds."""
LOGGED = {"transcriber": "transcriber_open", "synthesizer": "provider_failed", "language model": "turn"}
"""What in the log names the rung on which a call was."""

Progress = Callable[[str, int, int], None]
"""(outage, calls done, of how many)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured."""

    calls: int = 50
    """Of each outage."""
    seed: int = 0
    at_once: int = 8
    providers: tuple[str, ...] = tuple(OUTAGES)
    outages: tuple[str, ...] = ("refusing", "hanging", "broken")


@dataclass(frozen=True, slots=True)
class Placed:
    """One call, as it went."""

    sid: str
    how: str
    silence_ms: int
    """The longest, of both sides, within the call."""
    violations: tuple[str, ...] = ()


@dataclass(slots=True)
class Outage:
    """One provider, one way, and all calls of it."""

    provider: str
    how: str
    calls: list[Placed] = field(default_factory=list)
    logged: Counter[str] = field(default_factory=Counter)
    """Rungs that the log names, by calls."""
    named: int = 0
    """Calls whose rung is in the log."""

    def told(self) -> dict[str, Any]:
        """Return the figures; pure."""
        silences = sorted(call.silence_ms for call in self.calls)
        ended = [f"{call.sid}: {call.how} {list(call.violations)[:1]}" for call in self.calls if call.how != "caller"]
        return {
            "provider": self.provider,
            "outage": self.how,
            "calls": len(self.calls),
            "ended": ended,
            "silence_ms": {"p50": silences[len(silences) // 2], "max": silences[-1]},
            "too_silent": sum(each > MOST_SILENCE_MS for each in silences),
            "rungs": dict(self.logged),
            "rung_logged": self.named,
            "met": not ended and silences[-1] <= MOST_SILENCE_MS and self.named == len(self.calls),
        }


async def report(wanted: Wanted, progress: Progress = lambda what, done, of: None) -> dict[str, Any]:  # noqa: ARG005 - nobody looks
    """Measure. Raises ``MissingPartError`` without the local extra: somebody has to take over."""
    if not local_is_installed():
        raise MissingPartError("the bench needs the local extra", todo=INSTALL_LOCAL)
    render: Render = importlib.import_module("telephony.simulator.mouth").render
    scenes = await asyncio.to_thread(lambda: [scene(n, wanted.seed, render) for n in range(wanted.calls)])
    found, late = list[Outage](), list[float]()
    async with watching(late):
        for provider in wanted.providers:
            for how in wanted.outages:
                found.append(await _outage(provider, how, scenes, wanted, progress))
    outages = [each.told() for each in found]
    return {
        "outages": outages,
        "seed": wanted.seed,
        "at_once": wanted.at_once,
        "most_silence_ms": MOST_SILENCE_MS,
        "met": all(each["met"] for each in outages),
        "loop_late_ms": lateness(late),
    }


async def _outage(provider: str, how: str, scenes: Sequence[Scene], wanted: Wanted, progress: Progress) -> Outage:
    book, found, places = Book(), Outage(provider, how), asyncio.Semaphore(wanted.at_once)
    for each in scenes:
        for text, audio in each.said:
            book.tell(audio, text)

    async def place(number: int, each: Scene, server: Server) -> None:
        async with places:
            await asyncio.sleep(0.5 * number if number < wanted.at_once else 0.0)
            found.calls.append(await _call(each, server))
            progress(f"{provider} {how}", len(found.calls), len(scenes))

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        async with Standins(speak=lambda _text, _voice: b"\x20\xa0" * 6000) as standins:
            standins.deepgram.listener = lambda _: ToldListener(book, Manner(seed=wanted.seed, wrong=0.0))
            standins.claude.think = lambda _body: Reply(tools=(ToolCall("start_flow", {"flow": "answer"}),))
            kind, seconds = OUTAGES[provider][how]
            _faults(standins, provider).set(kind, seconds=seconds)
            async with apart("telephony.bench.outages.ours", _settings(standins), log=log) as server:
                await asyncio.gather(*(place(number, each, server) for number, each in enumerate(scenes)))
        _read(log.read_text(encoding="utf-8"), found)
    return found


def _settings(standins: Standins) -> dict[str, Any]:
    """Return what leads to one provider of each kind: behind it there is what needs no key."""
    mine = {
        name: each for name, each in standins.settings.items() if name.startswith(("deepgram", "anthropic", "eleven"))
    }
    return {**mine, "language_model": "anthropic"}


def _faults(standins: Standins, provider: str) -> Any:  # noqa: ANN401 - each stand-in's own
    standin = {"transcriber": standins.deepgram, "synthesizer": standins.elevenlabs, "language model": standins.claude}
    return standin[provider].faults  # type: ignore[attr-defined]


async def _call(each: Scene, server: Server) -> Placed:
    caller = Caller(each.script, server.url, server.token, render=lambda _text, _voice: b"", longest_ms=LONGEST_MS)
    ended = await caller.call()
    return Placed(ended.sid, ended.ending.how, longest_silence_ms(ended), ended.violations)


def longest_silence_ms(ended: Report) -> int:
    """Return for how long neither side was heard, at most; pure."""
    us, caller = _loud(bytes(ended.tape.us)), _loud(bytes(ended.tape.caller))
    count = min(len(us), len(caller))
    loud = np.concatenate(([True], us[:count] | caller[:count], [True]))
    return int(np.max(np.diff(np.flatnonzero(loud)) - 1)) * FRAME_MS


def _loud(tape: bytes) -> Any:  # noqa: ANN401 - an array of bool
    frames = len(tape) // FRAME_BYTES
    samples = mulaw.decode(tape[: frames * FRAME_BYTES]).astype(np.float32).reshape(frames, FRAME_BYTES)
    return np.sqrt(np.mean(samples * samples, axis=1)) > LOUD if frames else np.zeros(0, bool)


def _read(log: str, found: Outage) -> None:
    """Take from the server's log on which rung each call was."""
    named: dict[str, set[str]] = {call.sid: set() for call in found.calls}
    for line in log.splitlines():
        row = json.loads(line) if line.startswith("{") else {}
        if row.get("event") == LOGGED[found.provider] and row.get("call_sid") in named:
            named[row["call_sid"]].add(str(row.get("provider") or row.get("by")))
    found.logged = Counter(rung for rungs in named.values() for rung in rungs)
    found.named = sum(bool(rungs) for rungs in named.values())
