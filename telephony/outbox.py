"""How do frames get onto one call's socket? One writer, a bounded line of frames, and a deadline on every write.

Control never queues behind audio: ``clear`` first drops the audio that still waits here. A peer that stops reading
stalls only its own call, and only until the deadline.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

WRITE_S = 5.0
"""A peer that takes nothing for this long is gone."""
FULL = 50
"""Frames that may wait: ten seconds of audio. The mouth stops until there is room."""

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outbox:
    """Frames waiting for one socket."""

    def __init__(self, send: Send) -> None:
        """``send`` is the socket's ASGI send."""
        self._send = send
        self._frames: deque[str] = deque()
        self._wake = asyncio.Event()

    @property
    def full(self) -> bool:
        """Whether audio should wait."""
        return len(self._frames) >= FULL

    def put(self, frame: str) -> None:
        """Write ``frame`` after those that wait."""
        self._frames.append(frame)
        self._wake.set()

    def overtake(self, frame: str) -> None:
        """Drop what waits and write ``frame``."""
        self._frames.clear()
        self.put(frame)

    async def run(self) -> None:
        """Write until cancelled. Raises ``TimeoutError`` when the peer takes nothing, ``OSError`` when it is gone."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            async with asyncio.timeout(WRITE_S) as limit:
                while self._frames:
                    await self._send({"type": "websocket.send", "text": self._frames.popleft()})
                    limit.reschedule(asyncio.get_running_loop().time() + WRITE_S)
