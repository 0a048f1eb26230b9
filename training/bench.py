"""How long does one utterance take, ours beside SetFit's? Interleaved, so that a busy machine slows both."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Classify = Callable[[str], object]
BLOCK = 20


@dataclass(frozen=True, slots=True)
class Timing:
    """One path's time for one utterance, in milliseconds."""

    p50_ms: float
    p95_ms: float


def timings(paths: dict[str, Classify], sentences: Sequence[str], rounds: int) -> dict[str, Timing]:
    """Time every path on every sentence, ``rounds`` times; the first pass only warms up.

    The paths take turns every ``BLOCK`` sentences: often enough to share a machine's bad moments, seldom enough
    that neither empties the other's caches.
    """
    spent: dict[str, list[float]] = {name: [] for name in paths}
    for n in range(rounds + 1):
        for at in range(0, len(sentences), BLOCK):
            for name, classify in paths.items():
                times = [_time(classify, sentence) for sentence in sentences[at : at + BLOCK]]
                spent[name] += times if n else []
    return {name: Timing(*map(float, np.percentile(times, (50, 95)))) for name, times in spent.items()}


def _time(classify: Classify, sentence: str) -> float:
    started = time.perf_counter()
    classify(sentence)
    return (time.perf_counter() - started) * 1000
