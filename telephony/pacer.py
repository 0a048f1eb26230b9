"""When does the next piece of our audio go out? One pacer per process: a tick every 100 ms for all speaking mouths.

It re-arms itself only while somebody speaks, so an idle process sleeps.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

TICK_S = 0.1


class Paced(Protocol):
    """Something that has audio to send."""

    def pump(self) -> bool:
        """Send what is due; say whether there will be more."""
        ...


class Pacer:
    """The clock that all mouths of a process share."""

    def __init__(self) -> None:
        """Start idle."""
        self._mouths: set[Paced] = set()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, mouth: Paced) -> None:
        """Pump ``mouth`` at every tick until it has nothing more."""
        self._mouths.add(mouth)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def remove(self, mouth: Paced) -> None:
        """Forget ``mouth``."""
        self._mouths.discard(mouth)

    def _tick(self) -> None:
        self._timer = None
        for mouth in tuple(self._mouths):
            if not mouth.pump():
                self._mouths.discard(mouth)
        if self._mouths:
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)
