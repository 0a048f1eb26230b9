"""What do timed turns come to? Per path: what the caller waited, and that minus what others took one after the other.

Others take: the way to us; the end of the turn or, on Claude's path, the likely end and all of Claude's answer, if that
is later; the first audio, unless it was there already; the way back. What is left is ours: everything between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from telephony.bench.latency.scenes import PATHS, Path

TARGETS: dict[Path, float] = {"cached": 320.0, "synthesised": 450.0, "claude": 850.0}
"""What a caller waits at most, median, milliseconds."""
OWN = {"p50": 40.0, "p95": 80.0}
"""What of that is ours at most, on each path."""


@dataclass(frozen=True, slots=True)
class Timed:
    """One answered turn, in milliseconds."""

    path: Path
    waited: float
    """From the caller's last frame to the first of ours that is played."""
    up: float
    down: float
    eager: float
    over: float
    think: float = 0.0
    """Claude's whole answer; 0: it was not asked."""
    speak: float = 0.0
    """Until the first audio; 0: nobody was asked for it."""
    filler: bool = False
    """A filler was heard first; ``waited`` is until the answer."""

    stages: Mapping[str, float] = field(default_factory=dict)
    """As our own trace has them."""

    @property
    def others(self) -> float:
        """What others took, one after the other."""
        known = max(self.over, self.eager + self.think) if self.think else self.over
        return self.up + known + self.speak + self.down

    @property
    def own(self) -> float:
        """What is left."""
        return self.waited - self.others


def figures(turns: Sequence[Timed]) -> dict[str, Any]:
    """Return the figures of every path."""
    return {path: _path(path, [turn for turn in turns if turn.path == path]) for path in PATHS}


def _path(path: Path, turns: Sequence[Timed]) -> dict[str, Any]:
    waited, own = _spread([turn.waited for turn in turns]), _spread([turn.own for turn in turns])
    met = bool(turns) and waited["p50"] <= TARGETS[path] and all(own[name] <= most for name, most in OWN.items())
    return {
        "turns": len(turns),
        "waited_ms": waited,
        "own_ms": own,
        "others_ms": _spread([turn.others for turn in turns]),
        "stages_ms": _stages(turns),
        "with_speech_ready": sum(not turn.speak for turn in turns),
        "with_filler": sum(turn.filler for turn in turns),
        "target_ms": TARGETS[path],
        "met": met,
    }


def _stages(turns: Sequence[Timed]) -> dict[str, float]:
    """Return the median of every stage that our own trace names."""
    found: dict[str, list[float]] = {}
    for turn in turns:
        for stage, ms in turn.stages.items():
            found.setdefault(stage, []).append(ms)
    return {stage: round(median(values), 1) for stage, values in sorted(found.items())}


def _spread(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    p95 = quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return {"p50": round(median(values), 1), "p95": round(p95, 1), "max": round(max(values), 1)}
