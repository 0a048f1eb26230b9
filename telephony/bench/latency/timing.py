"""How long did one turn take, and what of that took others? The caller's own stamps, the trace, the delays; no clock.

A turn that took another path than it should is told by a sentence instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from telephony.bench.latency.delays import Delays
from telephony.bench.latency.figures import Timed
from telephony.bench.latency.scenes import Question
from telephony.simulator.line import Moment
from telephony.simulator.network import Network

KNOWN = "classifier"


@dataclass(frozen=True, slots=True)
class At:
    """One turn on the caller's clock."""

    said: float
    """When his last frame went out, in seconds by the loop."""
    heard: float
    """When he heard anything of ours."""
    up: float
    down: float


@dataclass(slots=True)
class Clock:
    """The caller's own, which also moves the server nearer and farther, from turn to turn."""

    network: Network
    distance: Callable[[int], tuple[float, float]]
    """Turn -> milliseconds there and back."""
    said: dict[int, float] = field(default_factory=dict)
    heard: dict[int, float] = field(default_factory=dict)

    def tell(self, moment: Moment) -> None:
        """Take what the phone reports, as it happens."""
        now = asyncio.get_running_loop().time()
        match moment.what:
            case "says":
                self.network.up_ms, self.network.down_ms = self.distance(moment.number)
            case "said":
                self.said[moment.number] = now
            case "hears" if self.said:
                self.heard.setdefault(max(self.said), now)

    def at(self, turn: int) -> At | None:
        """Return what was stamped for ``turn``; None: it was not answered."""
        if turn not in self.said or turn not in self.heard:
            return None
        return At(self.said[turn], self.heard[turn], *self.distance(turn))


def timed(question: Question, row: Mapping[str, Any], at: At | None, delays: Delays, stretch: int) -> Timed | str:
    """Return the turn's times; ``row`` is the trace's, ``stretch`` the utterance's number with the transcriber."""
    known = row["by"] == KNOWN
    lines = [line for line in row["lines"] if not line["filler"]]
    if at is None or not lines:
        return f"{question.path}: no answer to {question.text!r}"
    if known is (question.path == "claude"):
        return f"{question.path}: {question.text!r} was understood by {row['by']} ({row['rule']})"
    filler = bool(row["lines"][0]["filler"])
    eager, over = delays.heard[stretch]
    return Timed(
        path=question.path,
        waited=_until(lines[0], row) + at.up + at.down if filler else (at.heard - at.said) * 1000,
        up=at.up,
        down=at.down,
        eager=eager,
        over=over,
        think=0.0 if known else delays.thought[question.text][-1],
        speak=delays.speech(lines[0]["text"], at.said, at.heard),
        filler=filler,
        stages={stage.partition(":")[0]: ms for stage, ms in row["millis"].items()},
    )


def _until(line: Mapping[str, Any], row: Mapping[str, Any]) -> float:
    """Return from the caller's end to the beginning of ``line``, by the server's clock."""
    return float(line["start_ms"] or 0.0) - float(row["heard"]["end_ms"] or 0.0)
