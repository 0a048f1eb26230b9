"""What do handlers answer in a rehearsal? The written results, by the real handlers' declared types.

A handler without a written answer fails the turn: a rehearsal touches no world.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.errors import HandlerError
from engine.handlers.registry import Call, Handler, Registry
from engine.rehearsal.model import Stub
from engine.rehearsal.values import read_fields, result_type
from engine.types import Outcome

FOREVER_S = 3600.0
"""Longer than any deadline."""
ERRAND = "<Pay/>"
"""What an external handler sends the call away for; a rehearsal comes back at once."""


@dataclasses.dataclass(slots=True)
class Stage:
    """The handlers' answers of one written call, and what they were asked."""

    given: Mapping[str, tuple[Stub, ...]]
    today: date
    asked: list[tuple[str, Mapping[str, Any]]] = dataclasses.field(default_factory=list)
    """Handler and arguments, in order, since the turn began."""
    missing: list[str] = dataclasses.field(default_factory=list)
    """Handlers that were called and have no written answer."""
    _times: dict[str, int] = dataclasses.field(default_factory=dict)

    def begin(self) -> None:
        """Start a turn."""
        self.asked.clear()
        self.missing.clear()

    def registry(self, real: Registry) -> Registry:
        """Return ``real`` with every function replaced by its written answers."""
        return Registry([dataclasses.replace(each, function=self._stand_in(each)) for each in real])

    def _stand_in(self, handler: Handler) -> Any:  # noqa: ANN401 - a handler's function
        async def answer(call: Call, **arguments: Any) -> Any:  # noqa: ANN401
            self.asked.append((handler.name, arguments))
            stub = self._next(handler.name)
            if stub is None:
                self.missing.append(handler.name)
                raise HandlerError(f"'{handler.name}' has no answer in given:", todo="give it one")
            if handler.external:
                await call.outside(ERRAND)
            await asyncio.sleep(stub.takes_s)
            return await self._play(stub, handler)

        return answer

    async def _play(self, stub: Stub, handler: Handler) -> Any:  # noqa: ANN401
        match stub.outcome:
            case "error":
                raise HandlerError(f"'{handler.name}' fails in this rehearsal")
            case "timeout":
                await asyncio.sleep(FOREVER_S)
                return None
            case "done":
                return read_fields(stub.facts, result_type(handler.result), self.today)
            case outcome:
                return Outcome(outcome, dict(stub.facts))

    def _next(self, name: str) -> Stub | None:
        answers = self.given.get(name, ())
        time = self._times.get(name, 0)
        self._times[name] = time + 1
        return answers[min(time, len(answers) - 1)] if answers else None
