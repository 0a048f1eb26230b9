"""Who answers at Deepgram's address? A WebSocket server with listen v1 and v2 that keeps the provider's rules.

Key checked before the upgrade; on v1 ten seconds without audio or KeepAlive close the socket (NET-0001); one Configure
at a time; v2 knows no KeepAlive and no Finalize. ``sessions`` holds what every connection did.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from telephony.simulator.standins import flux, nova
from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.listening import Gate, Listener
from telephony.simulator.standins.saying import Saying
from telephony.simulator.standins.script import Part, Scripts, Utterance

KEY = "standin-deepgram-key"
NET_TIMEOUT_S = 10.0
HUGE_WORDS = 40_000
GARBAGE: tuple[str | bytes, ...] = (
    "{", "[]", "null", '{"type":"Results","channel":7}', '{"type":"TurnInfo","event":1,"transcript":[]}', b"\xff\x00",
)  # fmt: skip
_KEPT_SESSIONS = 1000
_REFUSALS = {
    "refuse": (HTTPStatus.UNAUTHORIZED, "Invalid credentials."),
    "credit": (HTTPStatus.PAYMENT_REQUIRED, "Project does not have enough credits."),
    "limit": (HTTPStatus.TOO_MANY_REQUESTS, "too many concurrent connections"),
    "broken": (HTTPStatus.SERVICE_UNAVAILABLE, "out of order"),
}

Message = dict[str, Any]


@dataclass(slots=True)
class Session:
    """What one connection did."""

    version: str
    """``v1`` or ``v2``."""
    query: dict[str, list[str]]
    heard_bytes: int = 0
    orders: list[Message] = field(default_factory=list, repr=False)
    """Every text message of the client."""
    sent: int = 0
    closed: str = ""
    """Empty while open; ``NET-0001``, ``asked``, ``dropped by us`` or what the client did."""
    messages: list[Message] = field(default_factory=list, repr=False)
    """What we sent, the newest thousand."""


class Machine(Protocol):
    """One version's side of a connection."""

    def hear(self, audio: bytes) -> Iterable[Message]:
        """Answer audio."""
        ...

    def configure(self, asked: Message) -> Message:
        """Answer Configure."""
        ...


class DeepgramStandin:
    """The server. ``scripts`` says what is heard, ``faults`` what goes wrong."""

    def __init__(
        self,
        *,
        key: str = KEY,
        net_timeout_s: float = NET_TIMEOUT_S,
        configure_s: float = 0.0,
        listener: Callable[[Saying], Listener] = Gate,
    ) -> None:
        """Open for ``key``; ``configure_s`` is how long a Configure stays pending, ``listener`` listens on v2."""
        self.key = key
        self.listener = listener
        self.net_timeout_s = net_timeout_s
        self.configure_s = configure_s
        self.scripts = Scripts()
        self.faults = Faults(*_REFUSALS, "hang", "mute", "drop", "garbage", "huge", "slow", "error")
        self.sessions: deque[Session] = deque(maxlen=_KEPT_SESSIONS)

    @asynccontextmanager
    async def serving(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve until left; gives the base URL."""
        async with serve(
            self._converse, host, port, process_request=self._door, compression=None, max_size=2**20, ping_interval=None
        ) as server:
            yield f"http://{host}:{_port(server)}"

    async def _door(self, connection: ServerConnection, request: Request) -> Response | None:
        """Let in who has the key and asks for something we have."""
        if self.faults.strike("hang"):
            await connection.wait_closed()
        fault = self.faults.strike(*_REFUSALS)
        if fault is not None:
            return _refusal(connection, *_REFUSALS[fault.kind])
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Token {self.key}".encode()):
            return _refusal(connection, *_REFUSALS["refuse"])
        address = urlsplit(request.path)
        query = parse_qs(address.query, keep_blank_values=True)
        try:
            match address.path:
                case "/v1/listen":
                    nova.options(query)
                case "/v2/listen":
                    flux.options(query)
                case _:
                    return _refusal(connection, HTTPStatus.NOT_FOUND, "no such path")
        except ValueError as error:
            return _refusal(connection, HTTPStatus.BAD_REQUEST, str(error))
        return None

    async def _converse(self, connection: ServerConnection) -> None:
        """Talk on one connection until it ends, and note how."""
        request = connection.request
        address = urlsplit(request.path if request else "")
        session = Session(address.path[1:3], parse_qs(address.query, keep_blank_values=True))
        self.sessions.append(session)
        calls, taken = session.query.get("tag", ()), Part()

        def told() -> tuple[Utterance, ...]:
            nonlocal taken
            taken = self.scripts.take(calls)
            return taken.utterances

        saying = Saying(told)
        talk = _Talk(self, connection, session)
        try:
            await (talk.v1(saying) if session.version == "v1" else talk.v2(saying))
            session.closed = session.closed or "asked"
        except ConnectionClosed as closed:
            session.closed = session.closed or f"by the client ({closed.rcvd.code if closed.rcvd else 'no goodbye'})"
        if session.closed not in {"asked", "by the client (1000)"}:
            self.scripts.lost(taken.call, saying.left())


class _Talk:
    """One connection's loop."""

    def __init__(self, standin: DeepgramStandin, connection: ServerConnection, session: Session) -> None:
        self._standin = standin
        self._connection = connection
        self._session = session
        self._configuring: asyncio.Task[None] | None = None

    async def v1(self, saying: Saying) -> None:
        """Speak listen v1."""
        machine = nova.Nova(nova.options(self._session.query), saying, str(uuid.uuid4()))
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._standin.net_timeout_s
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    received = await self._connection.recv()
            except TimeoutError:
                return await self._goodbye("NET-0001", 1011)
            order = received if isinstance(received, bytes) else self._order(received)
            if isinstance(order, bytes) or order.get("type") == "KeepAlive":
                deadline = loop.time() + self._standin.net_timeout_s
            match order:
                case bytes():
                    if await self._hear(machine, order):
                        return None
                case {"type": "Finalize"}:
                    await self._send([machine.finalize()])
                case {"type": "CloseStream"}:
                    return await self._send(machine.close())
                case {"type": "Configure"}:
                    await self._configure(machine, order, machine.pending)
                case {"type": "KeepAlive"}:
                    pass
                case _:
                    await self._send([_schema_error(order)])

    async def v2(self, saying: Saying) -> None:
        """Speak listen v2."""
        listener = self._standin.listener(saying)
        machine = flux.Flux(*flux.options(self._session.query), listener, str(uuid.uuid4()))
        await self._send([machine.connected()])
        while True:
            received = await self._connection.recv()
            order = received if isinstance(received, bytes) else self._order(received)
            match order:
                case bytes():
                    if await self._hear(machine, order):
                        return None
                case {"type": "ForceEndTurn"}:
                    await self._send(machine.force_end_turn())
                case {"type": "CloseStream"}:
                    return None
                case {"type": "Configure"}:
                    await self._configure(machine, order, None)
                case _:
                    why = f"{order.get('type')!r} is no message of v2"
                    await self._send([machine.fatal("UNPARSABLE_CLIENT_MESSAGE", why)])
                    return await self._goodbye("unparsable client message", 1008)

    def _order(self, received: str) -> Message:
        try:
            found = json.loads(received)
        except ValueError:
            found = None
        order = found if isinstance(found, dict) else {"type": None, "raw": received[:200]}
        self._session.orders.append(order)
        return order

    async def _hear(self, machine: Machine, audio: bytes) -> bool:
        """Answer audio; say whether the connection is over."""
        self._session.heard_bytes += len(audio)
        faults = self._standin.faults
        if faults.on("mute"):
            return False
        messages = list(machine.hear(audio))
        if faults.strike("drop"):
            self._session.closed = "dropped by us"
            self._connection.transport.abort()
            return True
        if faults.strike("error"):
            await self._goodbye("DATA-0000", 1011)
            return True
        if faults.on("garbage"):
            for nonsense in GARBAGE:
                await self._connection.send(nonsense)
            return False
        if faults.strike("huge"):
            await self._connection.send(json.dumps({"type": "Results", "text": "word " * HUGE_WORDS}))
        await self._send(messages)
        return False

    async def _configure(self, machine: Machine, order: Message, busy: Any) -> None:  # noqa: ANN401 - a method or None
        if self._configuring is not None and not self._configuring.done() and busy is not None:
            return await self._send([busy()])
        if not self._standin.configure_s:
            return await self._send([machine.configure(order)])
        self._configuring = asyncio.create_task(self._later(machine, order))
        return None

    async def _later(self, machine: Machine, order: Message) -> None:
        with contextlib.suppress(ConnectionClosed):
            await asyncio.sleep(self._standin.configure_s)
            await self._send([machine.configure(order)])

    async def _send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            slow = self._standin.faults.on("slow")
            if slow is not None:
                await asyncio.sleep(slow.seconds)
            self._session.sent += 1
            if len(self._session.messages) < _KEPT_SESSIONS:
                self._session.messages.append(message)
            await self._connection.send(json.dumps(message))

    async def _goodbye(self, why: str, code: int) -> None:
        self._session.closed = why
        await self._connection.close(code, why)


def _refusal(connection: ServerConnection, status: HTTPStatus, why: str) -> Response:
    body = {"err_code": status.name, "err_msg": why, "request_id": str(uuid.uuid4())}
    return connection.respond(status, json.dumps(body))


def _schema_error(order: Message) -> Message:
    return {"type": "Error", "variant": "SchemaError", "description": "unknown message", "message": json.dumps(order)}


def _port(server: Server) -> int:
    return int(next(iter(server.sockets)).getsockname()[1])
