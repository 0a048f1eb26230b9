"""How do fifty frames a second reach a call without a queue? uvicorn's WebSocket protocol with one extension to ASGI.

The standard path stops and restarts the socket's reading, crosses a queue and wakes a task for every message. An
endpoint that finds ``trunkline.divert`` in its scope may hand over a function instead, which then gets each text frame
as it is parsed. Whatever else happens (a close, a lost connection) still comes through ``receive``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

EXTENSION = "trunkline.divert"

Sink = Callable[[str | bytes], None]
"""Takes one text frame, as text or as UTF-8. Must not raise and must not block."""
Divert = Callable[[Sink], None]


class DirectProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, plus ``trunkline.divert``."""

    _sink: Sink | None = None

    def handle_connect(self, event: Request) -> None:
        """Offer the extension; the endpoint's task has not begun to run."""
        super().handle_connect(event)
        if not self.close_sent:
            cast("dict[str, Any]", self.scope["extensions"])[EXTENSION] = self.divert

    def handle_text(self, event: Frame) -> None:
        """Pass a whole frame on, or leave it to the standard path."""
        if self._sink is None or not event.fin or self.close_sent:
            super().handle_text(event)
        else:
            self._sink(bytes(event.data))

    def divert(self, sink: Sink) -> None:
        """Give ``sink`` the frames that wait, then every frame to come."""
        for message in [self.queue.get_nowait() for _ in range(self.queue.qsize())]:
            text = message.get("text")
            if isinstance(text, str):
                sink(text)
            else:
                self.queue.put_nowait(message)
        self._sink = sink
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()


def divert_of(scope: Mapping[str, Any]) -> Divert | None:
    """Return the server's ``divert``, or None where the server does not have it."""
    found: Divert | None = scope.get("extensions", {}).get(EXTENSION)
    return found
