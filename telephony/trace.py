"""What happened on this call, turn by turn and to the millisecond? The trace: masked text, never audio, never a secret.

Stamps are milliseconds since the stream's ``start`` on the media clock, so that they fit a recording made from the same
moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from engine.coverage.records import plain
from engine.prices import Cost
from engine.types import HangUp, Leave, Line, Listening, Next, Transfer, Turn
from telephony.playback import Heard


@dataclass(slots=True)
class Spoken:
    """One line, and what became of it."""

    line: Line
    heard: Heard | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the line's row. ``heard`` is None while it is not known; a line that never sounded has no stamps."""
        line, heard = self.line, self.heard
        sounded = heard is not None and heard.ended_ms > heard.began_ms
        return {
            "id": line.id,
            "text": line.text,
            "step": line.step,
            "filler": line.filler,
            "start_ms": round(heard.began_ms) if heard and sounded else None,
            "end_ms": round(heard.ended_ms) if heard and sounded else None,
            "heard": heard.text if heard else None,
        }


@dataclass(slots=True)
class Taken:
    """One turn under way or done."""

    span: tuple[int, int] | None
    """When the caller's sound of this turn began and ended."""
    spoken: dict[str, Spoken] = field(default_factory=dict)
    turn: Turn | None = None
    stages: Mapping[str, float] = field(default_factory=dict)
    """Of the answer, in milliseconds, once its first line was played."""

    def as_dict(self) -> dict[str, Any]:
        """Return the turn's row; a turn that was stopped has only its lines."""
        lines = [s.as_dict() for s in self.spoken.values()]
        turn = self.turn
        if turn is None:
            return {"event": "stopped", "lines": lines}
        start, end = self.span or (None, None)
        silent = turn.event in {"started", "silent", "returned"}
        return {
            "index": turn.index,
            "event": turn.event,
            "heard": None if silent else {"text": turn.heard, "start_ms": start, "end_ms": end},
            "rule": turn.rule,
            "by": turn.by,
            "candidates": [[c.label, round(c.score, 4)] for c in turn.candidates],
            "path": list(turn.path),
            "did": [list(d) for d in turn.did],
            "took": plain(turn.took),
            "lines": lines,
            "next": next_as_dict(turn.next),
            "millis": {name: round(ms, 2) for name, ms in {**turn.millis, **self.stages}.items()},
        }


def next_as_dict(then: Next) -> dict[str, Any]:
    """Return what comes next, without context or note: those are for people, not for a trace."""
    match then:
        case Listening():
            return {"kind": "listening", "step": then.step, "expects": then.expects, "secret": then.secret}
        case Transfer():
            return {"kind": "transfer", "queue": then.queue}
        case Leave():
            return {"kind": "leave", "step": then.step, "handler": then.handler}
        case HangUp():
            return {"kind": "hang_up", "reason": then.reason}


@dataclass(slots=True)
class Trace:
    """The record of one call, as it grows."""

    sid: str
    release: str
    started: str
    """Wall-clock time of the stream's start, ISO 8601."""
    taken: list[Taken] = field(default_factory=list)
    end_reason: str | None = None
    cost: Cost | None = None
    """Once the call is over."""

    def understood(self, by: Collection[str]) -> int:
        """Return how many utterances were understood by one of ``by``."""
        turns = [taken.turn for taken in self.taken if taken.turn is not None]
        return sum(turn.event == "said" and turn.by in by for turn in turns)

    def answers(self) -> dict[int, Mapping[str, float]]:
        """Return the stages of every answer that was heard, by its turn."""
        return {taken.turn.index: taken.stages for taken in self.taken if taken.turn is not None and taken.stages}

    def begin(self, span: tuple[int, int] | None) -> None:
        """Begin a turn; ``span`` is when the caller's sound was."""
        self.taken.append(Taken(span))

    def said(self, line: Line) -> None:
        """Note that the turn under way said ``line``."""
        self.taken[-1].spoken[line.id] = Spoken(line)

    def heard(self, heard: Heard) -> None:
        """Note how much of a line the caller heard."""
        for taken in reversed(self.taken):
            if heard.line.id in taken.spoken and taken.spoken[heard.line.id].line is heard.line:
                taken.spoken[heard.line.id].heard = heard
                return

    def timed(self, line: Line, stages: Mapping[str, float]) -> None:
        """Note the stages of the answer that began with ``line``."""
        for taken in reversed(self.taken):
            if line.id in taken.spoken and taken.spoken[line.id].line is line:
                taken.stages = stages
                return

    def done(self, turn: Turn) -> None:
        """Note that the turn under way ended."""
        self.taken[-1].turn = turn

    def as_dict(self) -> dict[str, Any]:
        """Return the whole record, ready for JSON."""
        turns = [t.as_dict() for t in self.taken]
        return {
            "sid": self.sid,
            "release": self.release,
            "started": self.started,
            "turns": [t for t in turns if t["event"] != "stopped"],
            "stopped": [t for t in turns if t["event"] == "stopped" and t["lines"]],
            "end_reason": self.end_reason,
            "cost": None if self.cost is None else self.cost.as_dict(),
        }

    async def save(self, folder: Path) -> None:
        """Write ``<folder>/<sid>/trace.json``, off the loop."""
        await asyncio.to_thread(_write, folder / self.sid / "trace.json", orjson.dumps(self.as_dict()))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
