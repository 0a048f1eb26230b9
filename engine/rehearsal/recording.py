"""What happened in a live conversation that a written call would need to know? Deeds, turns, and handlers' answers.

A recorder stands between a conversation and its handlers and language model, changes nothing, and notes what they gave.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Mapping
from typing import Any

from engine.handlers.registry import Call, Handler, Registry
from engine.rehearsal.deeds import Answered
from engine.types import Fallback, Move, Outcome, Situation, Turn


@dataclasses.dataclass(slots=True)
class _Noted:
    """One call of a handler, from its beginning on."""

    handler: Handler
    began: float
    facts: dict[str, Any] = dataclasses.field(default_factory=dict, repr=False)
    ended: float | None = None


class Recorder:
    """Notes what handlers and a language model give, turn by turn."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        self._noted: list[_Noted] = []
        self.moves: tuple[Move, ...] = ()
        """The language model's, since ``begin``."""

    def begin(self) -> None:
        """Start a turn. A handler that is outside the call goes on over turns."""
        self.moves = ()

    def registry(self, real: Registry) -> Registry:
        """Return ``real``, with every handler's answers noted."""
        return Registry([dataclasses.replace(each, function=self._noting(each)) for each in real])

    def fallback(self, real: Fallback | None) -> Fallback | None:
        """Return ``real``, with its moves noted."""
        return None if real is None else _NotedFallback(real, self)

    def told(self, name: str, facts: Mapping[str, Any]) -> None:
        """Note what somebody says that a handler outside the call gave."""
        for noted in reversed(self._noted):
            if noted.handler.name == name:
                noted.facts = dict(facts)
                return

    def answers(self, turn: Turn) -> tuple[Answered, ...]:
        """Return what the handlers of ``turn`` answered, in order."""
        return tuple(filter(None, (self._answer(name, outcome) for name, outcome in turn.did)))

    def _answer(self, name: str, outcome: str) -> Answered | None:
        noted = next((each for each in self._noted if each.handler.name == name), None)
        if noted is None:
            return None
        self._noted.remove(noted)
        seconds = 0.0 if noted.ended is None else noted.ended - noted.began
        return Answered(noted.handler, outcome, noted.facts if outcome == "done" else {}, seconds)

    def _noting(self, handler: Handler) -> Any:  # noqa: ANN401 - a handler's function
        clock = asyncio.get_running_loop().time

        async def function(call: Call, **arguments: Any) -> Any:  # noqa: ANN401
            noted = _Noted(handler, clock())
            self._noted.append(noted)
            found = await handler.function(call, **arguments)
            noted.ended = clock()
            return found if isinstance(found, Outcome) else _heard(found, noted)

        return function


class _NotedFallback:
    def __init__(self, real: Fallback, recorder: Recorder) -> None:
        self._real, self._recorder = real, recorder
        self.name = real.name

    async def moves(self, situation: Situation) -> tuple[Move, ...]:
        found = await self._real.moves(situation)
        self._recorder.moves = found
        return found


def _heard(found: Any, noted: _Noted) -> Any:  # noqa: ANN401 - whatever a handler returns
    """Note the facts of a TypedDict or a dataclass; what comes as a stream is noted while it passes."""
    if isinstance(found, Mapping):
        facts = dict(found)
    elif dataclasses.is_dataclass(found) and not isinstance(found, type):
        facts = {f.name: getattr(found, f.name) for f in dataclasses.fields(found)}
    else:
        return found
    noted.facts = facts
    streams = {name: _passing(value, name, noted) for name, value in facts.items() if isinstance(value, AsyncIterator)}
    if not streams:
        return found
    return {**facts, **streams} if isinstance(found, Mapping) else dataclasses.replace(found, **streams)


async def _passing(stream: AsyncIterator[str], name: str, noted: _Noted) -> AsyncIterator[str]:
    sentences: list[str] = []
    noted.facts[name] = ()
    async for sentence in stream:
        sentences.append(sentence)
        noted.facts[name] = tuple(sentences)
        yield sentence
