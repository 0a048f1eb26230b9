"""How does the server run and stop? uvicorn on uvloop, no compression, no access log; a stop waits for the calls.

uvicorn closes every live socket as soon as it is told to stop. Ours first takes no new calls (``/health`` turns 503,
``/voice`` turns callers away) and goes on listening, because a call that ends still asks ``/voice/after`` where to go;
when the last one is over it stops. A second signal stops at once.
"""

from __future__ import annotations

import asyncio
import importlib
import socket
from collections.abc import Callable
from importlib.util import find_spec
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from engine.errors import SettingsError
from telephony import memory
from telephony.direct import DirectProtocol
from telephony.doorstep import Doorstep
from telephony.switchboard import Switchboard

_UNPRIVILEGED = 1024
LAST_WEBHOOK_S = 5.0
"""How long the telephone provider may take to ask what comes after the last stream."""
ACCEPTS = 16
"""Connections taken in one turn of the loop: uvloop takes one a listener, and who rings at a full server must not wait
for as many turns of it as there are others."""
LARGEST_MESSAGE = 1 << 20
"""Bytes; the codec drops what is over 64 KB, a socket that sends more than this is closed."""


def fast_loop() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return what makes the fastest event loop there is here: uvloop where it is installed."""
    if find_spec("uvloop") is None:
        return asyncio.new_event_loop
    loop: Callable[[], asyncio.AbstractEventLoop] = importlib.import_module("uvloop").new_event_loop
    return loop


class Server(uvicorn.Server):
    """A uvicorn server that drains."""

    def __init__(
        self,
        app: FastAPI,
        *,
        host: str,
        port: int,
        switchboard: Switchboard,
        opened: Callable[[], None] = lambda: None,
    ) -> None:
        """Nothing is bound yet; ``opened`` is called when it is."""
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                loop="auto",
                http=Doorstep,
                ws=DirectProtocol,
                ws_per_message_deflate=False,
                ws_max_size=LARGEST_MESSAGE,
                log_config=None,
                lifespan="off",
                access_log=False,
                server_header=False,
            )
        )
        self._switchboard = switchboard
        self._opened = opened
        self._drain: asyncio.Task[None] | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port that are bound: with port 0, the one that was given."""
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return host, port

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop and drained. Raises ``SettingsError`` when the address cannot be had."""
        self._loop = asyncio.get_running_loop()
        memory.settle()
        await super().serve(sockets or self._bound())

    def _bound(self) -> list[socket.socket]:
        """Return the listening socket, as often as it is to be accepted on."""
        host, port = self.config.host, self.config.port
        first = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        try:
            first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            first.bind((host, port))
            first.listen(self.config.backlog)
        except OSError:
            first.close()
            raise SettingsError(f"cannot listen on {host}:{port}", todo=_way(host, port)) from None
        return [first, *(first.dup() for _ in range(ACCEPTS - 1))]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Bind, and say so."""
        await super().startup(sockets)
        self._opened()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        """Begin to drain; at the second signal, stop."""
        self._loop.call_soon_threadsafe(self.stop)

    def stop(self) -> None:
        """Take no more calls, and stop when the last is over; called again, stop now."""
        if self._drain is not None:
            self._switchboard.stopped = True
            self.should_exit = True
            return
        self._switchboard.draining = True
        structlog.get_logger().info("draining", calls=len(self._switchboard))
        self._drain = asyncio.get_running_loop().create_task(self._stop_when_drained())

    async def _stop_when_drained(self) -> None:
        await self._switchboard.drained(LAST_WEBHOOK_S)
        self.should_exit = True


def _way(host: str, port: int) -> str:
    """Say what to do where we could not bind: an address that is none of this machine's is free on no port at all."""
    try:
        for family, kind, protocol, _, where in socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM):
            with socket.socket(family, kind, protocol) as one:
                one.bind(where)
    except OSError:
        return f"{host} is not an address of this machine: pass --host, 127.0.0.1 or 0.0.0.0 for all that it has"
    if port < _UNPRIVILEGED:
        return f"stop what listens there, or pass --port: ports below {_UNPRIVILEGED} may need more rights than we have"
    return "stop what listens there, or pass --port"
