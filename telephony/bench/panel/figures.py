"""What do many calls say about our turn-taking? The field's eight figures with their counts, and a table by kind; pure.

A figure of nothing is None, never zero or one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean, median, quantiles
from typing import Any

from telephony.bench.panel.score import KINDS, Happened, Scored

TARGETS: dict[str, tuple[str, float]] = {
    "L_R": ("<=", 0.6),
    "L_Y": ("<=", 0.6),
    "R_R": (">=", 0.99),
    "R_Y": (">=", 0.99),
    "I_A": ("<=", 0.03),
    "S_BC": (">=", 0.95),
    "S_VT": (">=", 0.90),
    "S_ND": (">=", 0.80),
}
"""What trunkline wants to reach; each on at least ``LEAST`` events."""
LEAST = 100
SELECTIVITY = {"S_BC": "backchannel", "S_VT": "tic", "S_ND": "aside"}


def panel(calls: Sequence[Scored]) -> dict[str, Any]:
    """Return ``metrics`` (name -> value or None), ``counts``, ``spread`` of the latencies in s, and ``kinds``."""
    events = [event for call in calls for event in call.events]
    answers = [event for event in events if event.result in {"answered", "unanswered"}]
    yields = [event for event in events if event.result in {"yielded", "kept on"}]
    begun = sum(call.our_interruptions for call in calls)
    waits, stops = _seconds(answers), _seconds(yields)
    metrics: dict[str, float | None] = {
        "L_R": _mean(waits),
        "L_Y": _mean(stops),
        "R_R": _ratio(len(waits), len(answers)),
        "R_Y": _ratio(len(stops), len(yields)),
        "I_A": _ratio(begun, len(answers)),
    }
    counts = {"L_R": len(waits), "L_Y": len(stops), "R_R": len(answers), "R_Y": len(yields), "I_A": len(answers)}
    for name, kind in SELECTIVITY.items():
        judged = _judged(events, lambda event, kind=kind: event.kind == kind)  # type: ignore[misc]
        metrics[name], counts[name] = _right(judged), len(judged)
    return {
        "metrics": metrics,
        "counts": counts,
        "spread": {"L_R": _spread(waits), "L_Y": _spread(stops)},
        "kinds": [
            _row(kind, over, events) for kind in KINDS if kind not in {"turn", "interruption"} for over in (True, False)
        ],
        "left_out": {
            "void": sum(event.result == "void" for event in events),
            "due": sum(event.result == "due" for event in events),
        },
    }


def met(metrics: dict[str, float | None], counts: dict[str, int]) -> dict[str, bool]:
    """Say of each figure whether it reaches its target on enough events."""
    found = {}
    for name, (sign, target) in TARGETS.items():
        value = metrics[name]
        good = value is not None and (value <= target if sign == "<=" else value >= target)
        found[name] = good and counts[name] >= LEAST
    return found


def _row(kind: str, over: bool, events: Sequence[Happened]) -> dict[str, Any]:
    judged = _judged(events, lambda event: event.kind == kind and event.over is over)
    strict = [event for event in judged if event.result == "right" and event.strict]
    return {
        "kind": kind,
        "while": "we speak" if over else "silence",
        "events": len(judged),
        "right": _right(judged),
        "strict": _ratio(len(strict), len(judged)),
    }


def _judged(events: Sequence[Happened], which: Callable[[Happened], bool]) -> list[Happened]:
    return [event for event in events if event.result in {"right", "wrong"} and which(event)]


def _right(judged: Sequence[Happened]) -> float | None:
    return _ratio(sum(event.result == "right" for event in judged), len(judged))


def _seconds(events: Sequence[Happened]) -> list[float]:
    return [event.ms / 1000 for event in events if event.ms >= 0]


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), 3) if values else None


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _spread(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    p95 = quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
    return {"p50": round(median(values), 3), "p95": round(p95, 3), "max": round(max(values), 3)}
