"""What do the sockets of synthesizers have in common? Contexts that speak at the same time, each in a task of its own.

Everything a provider says on its socket goes out through ``say``, so that a fault can spoil it: ``garbage`` sends what
is no message, ``drop`` closes the connection without a goodbye.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from telephony.simulator.standins.faults import Faults

GARBAGE: dict[str, str | bytes] = {
    "html": "<html><body>502 Bad Gateway</body></html>",
    "truncated": '{"type":"chunk","audio":"AAAA","data":"AA',
    "noise": b"\xff\x00\xfe\x01" * 40,
    "list": "[1, 2, 3]",
    "not_base64": '{"type":"chunk","audio":"***","data":"***","done":false,"context_id":"c","contextId":"c"}',
    "deep": '{"audio":' * 100_000,
    "giant": '{"audio":"' + "A" * 2**20 + '"}',
}
"""What is no message of any of their protocols, by name; each is a fault."""
SOCKET_FAULTS = ("drop", *GARBAGE)


class SpokenSocket:
    """One accepted connection."""

    def __init__(self, socket: WebSocket, faults: Faults) -> None:
        self.socket = socket
        self._faults = faults
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def say(self, message: dict[str, Any]) -> None:
        """Send one message, or what the fault in force makes of it."""
        fault = self._faults.strike(*SOCKET_FAULTS)
        if fault is None:
            await self.socket.send_text(json.dumps(message))
        elif fault.kind == "drop":
            await self.socket.close(1011)
        else:
            nonsense = GARBAGE[fault.kind]
            await (self.socket.send_bytes(nonsense) if isinstance(nonsense, bytes) else self.socket.send_text(nonsense))

    def start(self, context: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Speak in ``context`` until it is done or stopped."""
        task = asyncio.create_task(self._quietly(work), name=f"context-{context}")
        self._tasks[context] = task
        task.add_done_callback(
            lambda done: self._tasks.pop(context, None) if self._tasks.get(context) is done else None
        )

    async def _quietly(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except (WebSocketDisconnect, RuntimeError):  # starlette's word for a socket that is closed already
            return

    def stop(self, context: str) -> None:
        """Speak no more in ``context``."""
        task = self._tasks.pop(context, None)
        if task is not None:
            task.cancel()

    async def finish(self) -> None:
        """Wait until every context has ended of itself."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def stop_all(self) -> None:
        """End every context's task."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
