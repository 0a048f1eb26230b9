"""Who may open a media stream? A bare ASGI endpoint: from the upgrade to the call whose stream it is.

The token in the path is redeemed, and the signature checked, before the upgrade is accepted and before any provider is
touched. The first frames must name the call that the token was made for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from telephony.direct import divert_of
from telephony.lifetime import Lives, live
from telephony.outbox import Send
from telephony.signature import Signatures
from telephony.stream import Receive, Stream
from telephony.tokens import Ticket, Tokens
from telephony.twilio import Start, Wire

START_S = 5.0
"""A stream that has not begun by then is closed."""
REFUSED = 1008
"""WebSocket close code: policy violation."""


@dataclass(frozen=True, slots=True)
class MediaStream:
    """The endpoint ``/stream/{token}``."""

    lives: Lives
    tokens: Tokens
    signatures: Signatures
    url: str
    """The public URL of the endpoint without the token: ``wss://host/stream/``."""

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one socket from upgrade to close."""
        ticket = self._admit(scope)
        if ticket is None:
            await send({"type": "websocket.close", "code": REFUSED})
            return
        await receive()
        await send({"type": "websocket.accept"})
        stream = Stream(Wire(), receive, send, divert_of(scope))
        if await self._started(stream.wire, receive, ticket.call_sid):
            await self._serve(ticket, stream)
        self.lives.metrics.frames(stream.wire.taken, {**stream.wire.dropped, "never came": stream.wire.missed})
        await stream.close()

    def _admit(self, scope: Mapping[str, Any]) -> Ticket | None:
        token = scope["path_params"]["token"]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if not self.signatures.good(self.url + token, {}, headers):
            self._refuse("stream signature")
            return None
        ticket = self.tokens.redeem(token)
        if ticket is None:
            self._refuse("stream token")
        return ticket

    def _refuse(self, reason: str) -> None:
        self.lives.metrics.refused.labels(reason).inc()
        structlog.get_logger().warning("stream_refused", reason=reason)

    async def _started(self, wire: Wire, receive: Receive, call_sid: str) -> bool:
        """Read up to ``start``; say whether it names the call that the token was made for."""
        try:
            async with asyncio.timeout(START_S):
                while True:
                    message = await receive()
                    if message["type"] == "websocket.disconnect":
                        return False
                    event = wire.receive(message.get("text") or b"")
                    if isinstance(event, Start):
                        if event.start.call_sid == call_sid:
                            return True
                        self._refuse("stream call")
                        return False
        except TimeoutError:
            self._refuse("stream start")
            return False

    async def _serve(self, ticket: Ticket, stream: Stream) -> None:
        """Give the stream to the call that waits for it; else begin a call on it, and live to its end."""
        if ticket.errand and self.lives.outside.goes_on(ticket.call_sid, ticket.errand, stream):
            await stream.done.wait()
        else:
            await live(self.lives, ticket.call_sid, ticket.errand, stream)
