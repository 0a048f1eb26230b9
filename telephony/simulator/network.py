"""What lies between the phone and the server? Time: every message of a media stream arrives so much later, in order.

The times may change while the stream runs; a message never overtakes the one before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

Message = str | bytes


class Socket(Protocol):
    """What a line needs of a socket."""

    async def send(self, message: str) -> None:
        """Send. Raises ``ConnectionClosed``."""
        ...

    def __aiter__(self) -> AsyncIterator[Message]:
        """Yield what comes, until the socket closes. Raises ``ConnectionClosed`` when it breaks."""
        ...

    async def close(self) -> None:
        """Say goodbye."""
        ...


@dataclass(slots=True)
class Network:
    """How long messages take, in milliseconds."""

    up_ms: float = 0.0
    """From the phone to the server."""
    down_ms: float = 0.0
    """And back."""


@dataclass(slots=True)
class _Way:
    """One direction: what is under way, each with the time at which it arrives; None: the end."""

    takes: Callable[[], float]
    """Milliseconds."""
    under_way: asyncio.Queue[tuple[float, Message | None]] = field(default_factory=asyncio.Queue)
    last: float = 0.0

    def put(self, message: Message | None) -> None:
        now = asyncio.get_running_loop().time()
        self.last = max(self.last, now + self.takes() / 1000)
        self.under_way.put_nowait((self.last, message))

    async def get(self) -> Message | None:
        due, message = await self.under_way.get()
        await asyncio.sleep(due - asyncio.get_running_loop().time())
        return message


class _Far:
    """A socket whose other end is far away."""

    def __init__(self, socket: ClientConnection, network: Network) -> None:
        self._socket = socket
        self._up = _Way(lambda: network.up_ms)
        self._down = _Way(lambda: network.down_ms)
        self._broke: ConnectionClosed | None = None

    async def send(self, message: str) -> None:
        if self._broke is not None:
            raise self._broke
        self._up.put(message)

    async def __aiter__(self) -> AsyncIterator[Message]:
        while (message := await self._down.get()) is not None:
            yield message
        if self._broke is not None:
            raise self._broke

    async def close(self) -> None:
        self._up.put(None)

    async def carry_up(self) -> None:
        try:
            while (message := await self._up.get()) is not None:
                await self._socket.send(message)
        except ConnectionClosed as broke:
            self._broke = broke
        await self._socket.close()

    async def carry_down(self) -> None:
        try:
            async for message in self._socket:
                self._down.put(message)
        except ConnectionClosed as broke:
            self._broke = broke
        self._down.put(None)


@asynccontextmanager
async def over(network: Network | None, socket: ClientConnection) -> AsyncIterator[Socket]:
    """Put ``socket`` at the far end of ``network`` until left; what was sent last still arrives. None: no distance."""
    if network is None:
        yield socket
        return
    away = _Far(socket, network)
    async with asyncio.TaskGroup() as carrying:
        up = carrying.create_task(away.carry_up(), name="network-up")
        down = carrying.create_task(away.carry_down(), name="network-down")
        try:
            yield away
        finally:
            await away.close()
            await asyncio.wait({up})
            down.cancel()
