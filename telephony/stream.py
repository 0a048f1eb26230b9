"""How is one accepted media stream served? Read, write and watch, each a task of the call that it belongs to.

Per frame, parse and pass on. Whatever a frame holds, the call goes on; whatever ends the stream becomes the call's
ending, posted to its inbox.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from telephony.call import Call
from telephony.direct import Divert, Sink
from telephony.ending import HUNG_UP, MEDIA_DROPPED, MEDIA_SILENT, MEDIA_STALLED
from telephony.exchange import Pressed
from telephony.inbox import Echoed
from telephony.outbox import Outbox, Send
from telephony.twilio import Dtmf, Malformed, Mark, Media, Stop, Wire

SILENT_S = 10.0
"""A stream that brings no frame for this long is dead, whatever TCP says."""
CLOSE_S = 2.0

Receive = Callable[[], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Stream:
    """One accepted socket that has said which call it is for."""

    wire: Wire
    receive: Receive
    send: Send
    divert: Divert | None
    """The server's short way for frames, where it has one."""
    done: asyncio.Event = field(default_factory=asyncio.Event)
    """Nobody needs it any more."""

    def tasks(self, call: Call, outbox: Outbox, group: asyncio.TaskGroup) -> Iterator[asyncio.Task[None]]:
        """Start what serves this stream for ``call``."""
        yield group.create_task(self._read(call), name="socket")
        yield group.create_task(_write(outbox, call), name="outbox")
        yield group.create_task(self._watch(call), name="watch")

    async def close(self) -> None:
        """Close the socket, which is how the call moves on to its next TwiML."""
        try:
            async with asyncio.timeout(CLOSE_S):
                await self.send({"type": "websocket.close", "code": 1000})
        except Exception:  # noqa: BLE001 - it may be closed already, and each server says so in its own way
            structlog.get_logger().debug("socket_was_closed")

    async def _read(self, call: Call) -> None:
        """Read until the socket closes: each frame as it is parsed, where the server can do that."""
        take = sink(self.wire, call)
        if self.divert is not None:
            self.divert(take)
        while True:
            message = await self.receive()
            if message["type"] == "websocket.disconnect":
                call.post(MEDIA_DROPPED)
                return
            take(message.get("text") or b"")

    async def _watch(self, call: Call) -> None:
        """End a call whose stream is open but brings nothing."""
        last = -1
        while last != self.wire.last:
            last = self.wire.last
            await asyncio.sleep(SILENT_S)
        call.post(MEDIA_SILENT)


def sink(wire: Wire, call: Call) -> Sink:
    """Return what takes one frame. The first branch is the whole cost of 20 ms of a caller."""
    parse, hear = wire.receive, call.hear

    def take(text: str | bytes) -> None:
        event = parse(text)
        if type(event) is Media:
            hear(event.media.payload, event.media.timestamp)
        elif not isinstance(event, Malformed):
            _pass_on(event, call)

    return take


def _pass_on(event: object, call: Call) -> None:
    match event:
        case Dtmf():
            call.post(Pressed(event.dtmf.digit))
        case Mark():
            call.post(Echoed(event.mark.name))
        case Stop():
            call.post(HUNG_UP)


async def _write(outbox: Outbox, call: Call) -> None:
    try:
        await outbox.run()
    except TimeoutError:
        call.post(MEDIA_STALLED)
    except Exception:  # noqa: BLE001 - each server names a closed socket in its own way
        call.post(MEDIA_DROPPED)
