"""Who may open a media stream, and how is its socket served? A bare ASGI endpoint: per frame, parse and pass on.

The token in the path is redeemed, and the signature checked, before the upgrade is accepted and before any provider is
touched. The first frames must name the call that the token was made for. Whatever a frame holds, the call goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from engine.metrics import Metrics
from telephony.call import Call
from telephony.direct import Divert, Sink, divert_of
from telephony.ending import HUNG_UP, MEDIA_DROPPED, MEDIA_SILENT, MEDIA_STALLED, Ending, broken
from telephony.exchange import Pressed
from telephony.house import House
from telephony.inbox import Echoed
from telephony.outbox import Outbox, Send
from telephony.signature import Signatures
from telephony.switchboard import Switchboard
from telephony.tokens import Ticket, Tokens
from telephony.trace import Trace
from telephony.twilio import Dtmf, Malformed, Mark, Media, Start, Stop, Wire

START_S = 5.0
"""A stream that has not begun by then is closed."""
SILENT_S = 10.0
"""A stream that brings no frame for this long is dead, whatever TCP says."""
CLOSE_S = 2.0
REFUSED = 1008
"""WebSocket close code: policy violation."""

Receive = Callable[[], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Socket:
    """One accepted socket."""

    receive: Receive
    send: Send
    divert: Divert | None
    """The server's short way for frames, where it has one."""


@dataclass(frozen=True, slots=True)
class MediaStream:
    """The endpoint ``/stream/{token}``."""

    house: House
    tokens: Tokens
    signatures: Signatures
    switchboard: Switchboard
    metrics: Metrics
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
        wire = Wire()
        if await self._started(wire, receive, ticket.call_sid):
            await self._serve(wire, ticket.call_sid, Socket(receive, send, divert_of(scope)))
        for reason, count in wire.dropped.items():
            self.metrics.dropped.labels(reason).inc(count)
        await _close(send)

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
        self.metrics.refused.labels(reason).inc()
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

    async def _serve(self, wire: Wire, sid: str, socket: Socket) -> None:
        structlog.contextvars.bind_contextvars(call_sid=sid)  # every task of this call inherits it
        async with self.house.seat(sid) as house:
            await self._hold(house, wire, sid, socket)

    async def _hold(self, house: House, wire: Wire, sid: str, socket: Socket) -> None:
        """Hold one call on its own release, from the first word to the saved trace."""
        log = structlog.get_logger()
        trace = Trace(sid, house.release, datetime.now(UTC).isoformat(timespec="milliseconds"))
        ending = _crashed(house)
        self.switchboard.open(sid, trace)
        self.metrics.live.inc()
        log.info("call_started", release=house.release)
        try:
            ending = await self._run(house, wire, trace, socket)
        except Exception:  # a defect ends one call with a spoken way on, never the process
            log.exception("call_crashed")
        finally:
            trace.end_reason = ending.reason
            self.switchboard.close(sid)
            self.metrics.live.dec()
            self.metrics.calls.labels(ending.reason).inc()
            log.info("call_ended", reason=ending.reason, dropped=sum(wire.dropped.values()), missed=wire.missed)
        if house.calls is not None:
            await trace.save(house.calls)

    async def _run(self, house: House, wire: Wire, trace: Trace, socket: Socket) -> Ending:
        outbox, sid = Outbox(socket.send), trace.sid
        async with asyncio.TaskGroup() as tasks:
            call = Call(house=house, sid=sid, wire=wire, outbox=outbox, tasks=tasks, trace=trace, metrics=self.metrics)
            running = [
                tasks.create_task(_read(wire, socket.receive, socket.divert, call), name="socket"),
                tasks.create_task(_write(outbox, call), name="outbox"),
                tasks.create_task(call.ears.run(), name="ears"),
                tasks.create_task(_watch(wire, call), name="watch"),
            ]
            ending = _crashed(house)
            try:
                ending = await call.run()
            finally:
                for task in running:
                    task.cancel()
                self.switchboard.depart(sid, ending.departure)
                await _close(socket.send)  # the caller moves on, whatever is still under way on his behalf
                await call.close()
            return ending


def _crashed(house: House) -> Ending:
    return broken("us.call.crashed", house.people)


async def _read(wire: Wire, receive: Receive, divert: Divert | None, call: Call) -> None:
    """Read until the socket closes: each frame as it is parsed, where the server can do that."""
    sink = _sink(wire, call)
    if divert is not None:
        divert(sink)
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            call.post(MEDIA_DROPPED)
            return
        sink(message.get("text") or b"")


def _sink(wire: Wire, call: Call) -> Sink:
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


async def _watch(wire: Wire, call: Call) -> None:
    """End a call whose stream is open but brings nothing."""
    last = -1
    while last != wire.last:
        last = wire.last
        await asyncio.sleep(SILENT_S)
    call.post(MEDIA_SILENT)


async def _close(send: Send) -> None:
    """Close the socket, which is how the call moves on to its next TwiML."""
    try:
        async with asyncio.timeout(CLOSE_S):
            await send({"type": "websocket.close", "code": 1000})
    except Exception:  # noqa: BLE001 - it may be closed already, and each server says so in its own way
        structlog.get_logger().debug("socket_was_closed")
