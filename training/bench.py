"""How long does one utterance take, ours beside SetFit's? Interleaved, so that a busy machine slows both."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Classify = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """One path's time for one utterance, in milliseconds."""

    p50_ms: float
    p95_ms: float


def timings(paths: dict[str, Classify], sentences: Sequence[str], rounds: int) -> dict[str, Timing]:
    """Time every path on every sentence, one after the other, ``rounds`` times; the first round only warms up."""
    spent: dict[str, list[float]] = {name: [] for name in paths}
    for n in range(rounds + 1):
        for sentence in sentences:
            for name, classify in paths.items():
                started = time.perf_counter()
                classify(sentence)
                if n:
                    spent[name].append((time.perf_counter() - started) * 1000)
    return {name: Timing(*map(float, np.percentile(times, (50, 95)))) for name, times in spent.items()}
