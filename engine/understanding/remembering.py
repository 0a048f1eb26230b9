"""Who is asked only what has not been asked before? A fallback behind a memory of what it said.

Thin: what may be remembered and what counts as the same is decided by ``memory``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from engine.metrics import Metrics
from engine.types import Fallback, Move, Situation
from engine.understanding.memory import Memory, Vector, memorable, valueless

log = structlog.get_logger(__name__)

Embed = Callable[[str], Awaitable[Vector]]
"""An utterance -> its unit vector, off the event loop."""


class Remembering:
    """``real``, asked only when the memory does not know (``engine.types.Fallback``)."""

    def __init__(
        self, real: Fallback, memory: Memory, embed: Embed, known: frozenset[str], metrics: Metrics | None = None
    ) -> None:
        """``known``: the words of the project's own sentences, folded; ``memory`` may be shared by all calls."""
        self.name = real.name
        self._real, self._memory, self._embed, self._known = real, memory, embed, known
        self._metrics = metrics or Metrics()

    async def moves(self, situation: Situation) -> tuple[Move, ...]:
        """Return what is remembered, else ask. Raises ``ProviderError``."""
        if not memorable(situation.utterance):
            return await self._real.moves(situation)
        clock = asyncio.get_running_loop().time
        found, vector = self._memory.same(situation, clock()), None
        if found is None and self._memory.knows_place(situation):
            vector = await self._vector(situation)
            found = None if vector is None else self._memory.like(situation, vector, self._known, clock())
        self._metrics.remembered.labels("asked" if found is None else "remembered").inc()
        if found is not None:
            return found
        moves = await self._real.moves(situation)
        if valueless(moves):
            vector = await self._vector(situation) if vector is None else vector
            if vector is not None:
                self._memory.keep(situation, vector, moves, clock())
        return moves

    async def _vector(self, situation: Situation) -> Vector | None:
        """Return the utterance's vector; None when the encoder fails, which is no reason not to understand."""
        try:
            return await self._embed(situation.utterance)
        except Exception as problem:  # noqa: BLE001 - whatever it raises
            log.warning("encoder_failed", error=type(problem).__name__)
            return None
