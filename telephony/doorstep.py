"""How long may a visitor stand at the door? uvicorn's HTTP protocol, which closes a connection that gets nowhere.

uvicorn bounds the wait between two requests and nothing else: a connection that never says a word, or says its request
byte by byte, would keep its file descriptor for good. Ours must begin or end a request in every stretch of
``PATIENCE_S``. A socket that was upgraded has left the doorstep; it has deadlines of its own.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

PATIENCE_S = 10.0


class Doorstep(H11Protocol):
    """uvicorn's own protocol, plus an end of patience."""

    _watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch."""
        super().connection_made(transport)
        self._look(("nobody", False))

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._leave()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: Any) -> None:  # noqa: ANN401 - h11's, which is uvicorn's affair
        """Stop watching: the stream has begun."""
        self._leave()
        super().handle_websocket_upgrade(event)

    def _look(self, before: tuple[object, bool]) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        now = (cycle, cycle is not None and cycle.response_complete)
        if now == before:
            self.transport.close()
            return
        self._watch = self.loop.call_later(PATIENCE_S, self._look, now)

    def _leave(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
