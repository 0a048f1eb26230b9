"""What does a deferred turn cost? The demo's places, odd utterances, both providers' stand-ins in another process.

Measured is everything from the situation to the moves: tools, request, stream, checks. Beside it, in the same run and
on the same requests, the provider's bare SDK that reads its stream and drops it. CPU is this process's, user and
system. Run as ``python -m telephony.bench.fallback`` it is the stand-ins, until its standard input ends.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import anthropic

from engine.dialog.moves import situation
from engine.dialog.place import Place
from engine.dialog.state import Frame, State
from engine.errors import ProviderError
from engine.flows.model import Ask, Confirm, Listen
from engine.flows.plan import Plan
from engine.llm.claude_wire import fields
from engine.llm.protocol import LanguageModel
from engine.metrics import Metrics
from engine.release import load
from engine.settings import Settings, read_settings
from engine.types import Situation
from engine.understanding.cascade import Cascade
from engine.understanding.fallback import request
from telephony.language_models import built
from telephony.simulator.standins.claude import ClaudeStandin
from telephony.simulator.standins.openai import OpenAIStandin

UTTERANCES = (
    "it's about the thing that came the other day", "my daughter usually does this for me", "is that the blue one",
    "I was on the website and it said to ring", "there was a card through the door", "four five something",
    "no the other one I think", "can you do that on a Sunday", "I already told the last person", "what was that again",
    "it hasn't turned up and I want my money", "the amount is wrong", "someone should call me about it", "hm",
    "I might have two of them", "do I have to pay that now",
)  # fmt: skip
"""What no rule and no intent model is sure of."""
OPEN_SHARE = 0.6
"""Of deferred turns: those at an open question."""
MODELS = ("claude-haiku-5-5", "claude-sonnet-5-5")


def situations(plan: Plan, hash_: str, count: int, seed: int = 0) -> list[Situation]:
    """Return ``count`` deferred turns at the plan's questions."""
    draw = random.Random(seed)
    places = {kind: list(_places(plan, hash_, kind)) for kind in ((Listen,), (Ask, Confirm))}
    kinds = draw.choices(list(places), (OPEN_SHARE, 1 - OPEN_SHARE), k=count)
    found = [situation(draw.choice(places[kind]), draw.choice(UTTERANCES), ()) for kind in kinds]
    return [replace(each, utterance=f"{each.utterance} {n}") for n, each in enumerate(found)]


def _places(plan: Plan, hash_: str, kinds: tuple[type, ...]) -> list[Place]:
    asked = [node for node in plan.nodes.values() if isinstance(node.step, kinds)]
    stacks = [() if isinstance(node.step, Listen) else (Frame("start", node.flow),) for node in asked]
    states = [State(hash_, cursor=node.name, stack=stack) for node, stack in zip(asked, stacks, strict=True)]
    return [place for state in states if not (place := Place(plan, state, date(2026, 11, 25))).secret]


async def report(project: Path, turns: int) -> dict[str, Any]:
    """Measure ``turns`` deferred turns of ``project``, one after the other, each phase with fresh models."""
    release = load(project)
    asked = situations(release.plan, release.hash, turns)
    async with _standins() as settings:
        calm = await _phase("calm", settings, asked)
        late = {**settings, "anthropic_url": settings["slow_url"], "hedge_after": 0.01}
        troubled = await _phase("first one late", late, asked[: max(1, turns // 10)])
        bare = await _bare(settings, asked)
    return {"turns": turns, "rows": [calm, troubled], "bare": bare, "ratio": _ratio(calm, bare)}


def _ratio(ours: dict[str, Any], bare: dict[str, Any]) -> float:
    """Of a request's CPU, since a turn may take several."""
    request_ms = float(ours["cpu_ms_per_turn"]) * ours["answered"] / ours["requests"]
    ratio: float = round(request_ms / float(bare["cpu_ms_per_turn"]), 2)
    return ratio


async def _phase(name: str, settings: dict[str, Any], asked: Sequence[Situation]) -> dict[str, Any]:
    metrics = Metrics()
    read = read_settings(**{key: value for key, value in settings.items() if key != "slow_url"})
    async with AsyncExitStack() as stack:
        models = tuple(built(read, metrics))
        for model in models:
            stack.push_async_callback(model.close)
        took, cpu = await _timed(models, read, metrics, asked)
    return {"phase": name, **_figures(took, cpu), **_counted(metrics)}


async def _timed(
    models: Sequence[LanguageModel], settings: Settings, metrics: Metrics, asked: Sequence[Situation]
) -> tuple[list[float], float]:
    cascade = Cascade(models, hedge_after=settings.hedge_after, metrics=metrics)
    took: list[float] = []
    before = time.process_time()
    for each in asked:
        began = time.perf_counter()
        try:
            await cascade.moves(each)
        except ProviderError:
            continue
        took.append(time.perf_counter() - began)
    return took, time.process_time() - before


def _figures(took: list[float], cpu: float) -> dict[str, Any]:
    ms = [seconds * 1000 for seconds in took] or [0.0]
    return {
        "answered": len(took),
        "cpu_ms_per_turn": round(cpu * 1000 / len(ms), 2),
        "p50_ms": round(median(ms), 1),
        "p95_ms": round(quantiles(ms, n=20)[-1] if len(ms) > 1 else ms[0], 1),
    }


def _counted(metrics: Metrics) -> dict[str, Any]:
    samples = [s for family in (metrics.tokens, metrics.asked) for each in family.collect() for s in each.samples]

    def total(name: str, **labels: str) -> int:
        return int(sum(s.value for s in samples if s.name == name and labels.items() <= s.labels.items()))

    fresh, cached = (total("trunkline_llm_tokens_total", kind=kind) for kind in ("input", "cached"))
    return {
        "input_tokens": fresh + cached,
        "cached_share": round(cached / max(1, fresh + cached), 3),
        "output_tokens": total("trunkline_llm_tokens_total", kind="output"),
        "requests": total("trunkline_llm_requests_total"),
        "hedges": total("trunkline_llm_requests_total", why="hedge"),
        "cascade_steps": total("trunkline_llm_requests_total", why="cascade"),
        "declined": total("trunkline_llm_requests_total", outcome="declined"),
    }


async def _bare(settings: dict[str, Any], asked: Sequence[Situation]) -> dict[str, Any]:
    """Send the first request of every turn by the provider's own SDK and read the answer."""
    bodies = [fields(request(each, 6.0), MODELS[0], forced=True) for each in asked]
    key, url = settings["anthropic_api_key"], settings["anthropic_url"]
    took: list[float] = []
    async with anthropic.AsyncAnthropic(api_key=key, base_url=url, max_retries=0) as sdk:
        before = time.process_time()
        for body in bodies:
            began = time.perf_counter()
            async for _ in await sdk.messages.create(stream=True, **body):
                pass
            took.append(time.perf_counter() - began)
        cpu = time.process_time() - before
    return _figures(took, cpu)


# ------------------------------------------------------------------------------------------------- the other side


@asynccontextmanager
async def _standins() -> AsyncIterator[dict[str, Any]]:
    """Run the stand-ins in a process of their own; give the settings that reach them."""
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "telephony.bench.fallback")
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    try:
        found: dict[str, Any] = json.loads(await process.stdout.readline())
        yield {**found, "anthropic_model": ",".join(MODELS)}
    finally:
        process.stdin.close()
        await process.wait()


async def _serve() -> None:
    claude, slow, other = ClaudeStandin(), ClaudeStandin(), OpenAIStandin()
    slow.faults.set("slow", seconds=0.5)
    async with claude.serving() as one, slow.serving() as two, other.serving() as three:
        urls = {"anthropic_url": one, "slow_url": two, "openai_url": three}
        keys = {"anthropic_api_key": claude.key, "openai_api_key": other.key}
        sys.stdout.write(json.dumps(urls | keys) + "\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
