"""What does a turn cost above bare LangGraph? A hundred conversations on ours, then on the floor, and round again.

CPU is the whole process's, user and system, less what the same loop uses when its turns are empty. The latency of a
turn is from handing it in to having it back, whatever else the loop does meanwhile; callers pause between turns.
"""

from __future__ import annotations

import asyncio
import gc
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from engine.bench.bare import Bare, edges
from engine.bench.script import PROJECT, Script, Side, Way, scripts, ways
from engine.release import Release, load

SIDES = ("trunkline", "bare")
EMPTY = "empty"
Play = Callable[[int], Awaitable[object]]
"""Plays the turn of that number of one conversation."""
Open = Callable[[int], Play]
"""Opens the conversation of that number."""


@dataclass(slots=True)
class Samples:
    """What one side took, over all its rounds."""

    cpu_s: float = 0.0
    turns: int = 0
    wall_s: list[tuple[str, int, float]] = field(default_factory=list)
    """(rule, nodes, seconds) of each turn."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One side."""

    side: str
    turns: int
    cpu_ms_per_turn: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of turn, by the rule that fired."""

    rule: str
    turns: int
    nodes: float
    """Nodes that ran, on average."""
    trunkline_p50_ms: float
    bare_p50_ms: float


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that is shared by the rounds."""

    release: Release
    bare: Bare
    scripts: tuple[Script, ...]
    ways: tuple[tuple[Way, ...], ...]

    def opened(self, side: str) -> Open:
        """Return what opens a conversation of ``side``."""
        match side:
            case "trunkline":
                return lambda n: Side(self.release, self.scripts[n % len(self.scripts)], f"bench{n}").turn
            case "bare":
                return lambda n: lambda index: self.bare.turn(self.ways[n % len(self.ways)][index])
            case _:
                return lambda _: _nothing


async def _nothing(index: int) -> None:
    """Play an empty turn."""


async def prepare() -> Bench:
    """Load the benchmark's project and find out which way each turn goes."""
    release, played = load(PROJECT), scripts()
    return Bench(
        release=release,
        bare=Bare(edges(release.plan)),
        scripts=played,
        ways=tuple([await ways(release, script) for script in played]),
    )


async def measure(bench: Bench, conversations: int, rounds: int, pause_s: float) -> dict[str, Samples]:
    """Run every side ``rounds`` times, in turn, so that whatever disturbs the machine disturbs all of them."""
    found = {side: Samples() for side in (*SIDES, EMPTY)}
    for side in SIDES:
        await _round(bench, side, min(conversations, 10), 0.0, Samples())
    for number in range(rounds):
        order = (*SIDES, EMPTY) if number % 2 == 0 else (EMPTY, *reversed(SIDES))
        for side in order:
            gc.collect()
            await _round(bench, side, conversations, pause_s, found[side])
    return found


async def _round(bench: Bench, side: str, conversations: int, pause_s: float, samples: Samples) -> None:
    opened = bench.opened(side)

    async def converse(number: int) -> None:
        play, pauses = opened(number), random.Random(number)
        for index, way in enumerate(bench.ways[number % len(bench.ways)]):
            if pause_s:
                await asyncio.sleep(pauses.uniform(0, 2 * pause_s))
            began = time.perf_counter()
            await play(index)
            samples.wall_s.append((way.rule, len(way.nodes), time.perf_counter() - began))

    before, turns = time.process_time(), len(samples.wall_s)
    async with asyncio.TaskGroup() as group:
        for number in range(conversations):
            group.create_task(converse(number))
    samples.cpu_s += time.process_time() - before
    samples.turns += len(samples.wall_s) - turns


def report(
    conversations: int, rounds: int, pause_s: float, new_loop: Callable[[], Any] | None = None
) -> dict[str, Any]:
    """Measure and return the figures, their difference, their ratio and what was run. CPU in ms a turn."""

    async def run() -> tuple[Bench, dict[str, Samples]]:
        bench = await prepare()
        return bench, await measure(bench, conversations, rounds, pause_s)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        bench, found = runner.run(run())
    rows = {side: _figures(side, found[side], found[EMPTY]) for side in SIDES}
    ours, bare = rows["trunkline"], rows["bare"]
    return {
        "rows": [asdict(row) for row in rows.values()],
        "above_ms_per_turn": round(ours.cpu_ms_per_turn - bare.cpu_ms_per_turn, 3),
        "p95_ratio": round(ours.p95_ms / bare.p95_ms, 3),
        "kinds": [asdict(kind) for kind in _kinds(found)],
        "conversations": conversations,
        "rounds": rounds,
        "pause_s": pause_s,
        "graph_nodes": len(bench.release.plan.nodes),
        "turns_per_conversation": round(sum(map(len, bench.ways)) / len(bench.ways), 1),
        "nodes_per_turn": round(_mean([len(way.nodes) for each in bench.ways for way in each]), 2),
    }


def _figures(side: str, samples: Samples, empty: Samples) -> Figures:
    cpu_s = samples.cpu_s - empty.cpu_s
    seconds = sorted(s for _, _, s in samples.wall_s)
    return Figures(
        side=side,
        turns=samples.turns,
        cpu_ms_per_turn=round(cpu_s / samples.turns * 1000, 3),
        p50_ms=_quantile(seconds, 0.5),
        p95_ms=_quantile(seconds, 0.95),
        p99_ms=_quantile(seconds, 0.99),
    )


def _kinds(found: dict[str, Samples]) -> list[Kind]:
    ours, bare = found["trunkline"].wall_s, found["bare"].wall_s
    rules = sorted({rule for rule, _, _ in ours})
    return [
        Kind(
            rule=rule,
            turns=sum(r == rule for r, _, _ in ours),
            nodes=round(_mean([n for r, n, _ in ours if r == rule]), 1),
            trunkline_p50_ms=_ms(median(s for r, _, s in ours if r == rule)),
            bare_p50_ms=_ms(median(s for r, _, s in bare if r == rule)),
        )
        for rule in rules
    ]


def _quantile(ordered: Sequence[float], share: float) -> float:
    return _ms(ordered[min(len(ordered) - 1, int(len(ordered) * share))])


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
