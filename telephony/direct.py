"""How do fifty frames a second reach a call without a queue? uvicorn's WebSocket protocol with one extension to ASGI.

The standard path builds a frame object, stops and restarts the socket's reading, crosses a queue and wakes a task for
every message. An endpoint that finds ``trunkline.divert`` in its scope may hand over a function instead, which then
gets each plain text frame as it comes in. Everything else (pings, fragments, a close, whatever is wrong) still goes
through the library, whole frame by whole frame, and reaches the endpoint through ``receive``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

try:
    from websockets.speedups import apply_mask
except ImportError:  # the library's own fallback, where it was installed without its C part
    from websockets.utils import apply_mask

EXTENSION = "trunkline.divert"

PLAIN_TEXT = 0x81
"""First byte of a text message in one frame, without extensions (RFC 6455, 5.2)."""
MASKED = 0x80
SHORT = 126
EXTENDED = {SHORT: 2, 127: 8}
"""Lengths that say: the real length follows, in so many bytes."""
MASK_BYTES = 4

Sink = Callable[[str | bytes], None]
"""Takes one text frame, as text or as UTF-8. Must not raise and must not block."""
Divert = Callable[[Sink], None]


class DirectProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, plus ``trunkline.divert``."""

    _sink: Sink | None = None
    _partial = b""
    """The beginning of a frame whose end has not come."""
    _refused = False
    """A frame was too long: the library says so, and gets whatever still comes."""

    def handle_connect(self, event: Request) -> None:
        """Offer the extension; the endpoint's task has not begun to run."""
        super().handle_connect(event)
        if not self.close_sent:
            cast("dict[str, Any]", self.scope["extensions"])[EXTENSION] = self.divert

    def data_received(self, data: bytes) -> None:
        """Pass plain text frames on, and every other frame to the library."""
        if not self.handshake_complete or self._refused:
            super().data_received(data)
            return
        data = self._partial + data
        start, length = 0, len(data)
        while (end := frame_end(data, start)) and end <= length:
            plain = data[start] == PLAIN_TEXT and data[start + 1] & MASKED and not self.close_sent
            if plain and self._sink is not None:
                self._sink(payload(data, start, end))
            else:
                super().data_received(data[start:end])
            start = end
        self._partial = data[start:]
        if end - start > self.config.ws_max_size:
            self._refused = True
            super().data_received(self._partial)

    def handle_text(self, event: Frame) -> None:
        """Pass on what the library assembled before anybody wanted it directly."""
        if self._sink is None or not event.fin or self.close_sent:
            super().handle_text(event)
        else:
            self._sink(bytes(event.data))

    def divert(self, sink: Sink) -> None:
        """Give ``sink`` the messages that wait, then every text frame to come."""
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


def frame_end(data: bytes, start: int) -> int:
    """Return where the frame that begins at ``start`` ends, which may be beyond ``data``; 0 while nobody can know."""
    if len(data) < start + 2:
        return 0
    length = data[start + 1] & ~MASKED
    head = start + 2
    if length >= SHORT:
        head += EXTENDED[length]
        if len(data) < head:
            return 0
        length = int.from_bytes(data[start + 2 : head], "big")
    return head + length + (MASK_BYTES if data[start + 1] & MASKED else 0)


def payload(data: bytes, start: int, end: int) -> bytes:
    """Return the unmasked content of the masked frame ``data[start:end]``."""
    length = data[start + 1] & ~MASKED
    mask = start + 2 + EXTENDED.get(length, 0)
    return apply_mask(data[mask + MASK_BYTES : end], data[mask : mask + MASK_BYTES])


def divert_of(scope: Mapping[str, Any]) -> Divert | None:
    """Return the server's ``divert``, or None where the server does not have it."""
    found: Divert | None = scope.get("extensions", {}).get(EXTENSION)
    return found
