"""How long does one utterance take, ours beside SetFit's? Interleaved, so that a busy machine slows both."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Classify = Callable[[str], object]
BLOCK = 20
Spent = tuple[float, float]
"""Milliseconds on the clock, and of the process's CPU."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One path's time for one utterance, in milliseconds."""

    p50_ms: float
    p95_ms: float
    cpu_ms: float
    """The process's CPU, all threads, on average."""


def timings(paths: dict[str, Classify], sentences: Sequence[str], rounds: int) -> dict[str, Timing]:
    """Time every path on every sentence, ``rounds`` times; the first pass only warms up.

    The paths take turns every ``BLOCK`` sentences: often enough to share a machine's bad moments, seldom enough
    that neither empties the other's caches.
    """
    spent: dict[str, list[Spent]] = {name: [] for name in paths}
    for n in range(rounds + 1):
        for at in range(0, len(sentences), BLOCK):
            for name, classify in paths.items():
                times = [_spend(classify, sentence) for sentence in sentences[at : at + BLOCK]]
                spent[name] += times if n else []
    return {name: _timing(times) for name, times in spent.items()}


def paced(
    paths: dict[str, Classify], sentences: Sequence[str], pause_s: float, sleep: Callable[[float], None] = time.sleep
) -> dict[str, Timing]:
    """Time every path on every sentence with a pause before each, as calls come in: caches and clocks cool down."""
    spent: dict[str, list[Spent]] = {name: [] for name in paths}
    for sentence in sentences:
        for name, classify in paths.items():
            sleep(pause_s)
            spent[name].append(_spend(classify, sentence))
    return {name: _timing(times) for name, times in spent.items()}


def _spend(classify: Classify, sentence: str) -> Spent:
    cpu, started = time.process_time(), time.perf_counter()
    classify(sentence)
    return (time.perf_counter() - started) * 1000, (time.process_time() - cpu) * 1000


def _timing(times: Sequence[Spent]) -> Timing:
    wall, cpu = zip(*times, strict=True)
    p50, p95 = np.percentile(wall, (50, 95))
    return Timing(float(p50), float(p95), float(np.mean(cpu)))
