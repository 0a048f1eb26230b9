"""What do language models cost? A model whose answers' tokens are counted, whoever asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, cast

from engine.bill import charge
from engine.llm.protocol import Done, Event, LanguageModel, Request, Usage
from engine.metrics import Metrics


class Metered:
    """``real``, counted (``LanguageModel``)."""

    def __init__(self, real: LanguageModel, metrics: Metrics) -> None:
        """Count into ``metrics``."""
        self.name = real.name
        self._real, self._metrics = real, metrics

    async def stream(self, request: Request) -> AsyncIterator[Event]:
        """Ask ``real``; an answer that is let go has told nobody what it took."""
        async with aclosing(cast("Any", self._real.stream(request))) as events:
            async for event in events:
                if isinstance(event, Done):
                    self._metrics.used(self.name, event.usage)
                    self._charge(event.usage)
                yield event

    def _charge(self, usage: Usage) -> None:
        charge("language model", self.name, "answers", 1)
        charge("language model", self.name, "input", usage.input - usage.cached)
        charge("language model", self.name, "cached", usage.cached)
        charge("language model", self.name, "output", usage.output)

    async def ready(self) -> None:
        """Open a connection, where ``real`` can."""
        opening = getattr(self._real, "ready", None)
        if opening is not None:
            await opening()

    async def close(self) -> None:
        """Close its connections."""
        await self._real.close()
