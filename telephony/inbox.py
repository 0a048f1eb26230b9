"""What can reach a call's one reader, and what if too much does? An inbox, bounded for peers, never for ourselves.

Timers post here too: named one-shots on the loop's clock. One that was armed again, or disarmed, after it rang is not
delivered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from engine.types import Turn
from telephony.ending import Ending
from telephony.exchange import Input, Pressed
from telephony.speech import Hearing

MOST_WAITING = 256
"""Things a peer may have put in before more of them are dropped and counted."""


@dataclass(frozen=True, slots=True)
class Echoed:
    """A mark came back."""

    name: str


@dataclass(frozen=True, slots=True)
class MarkLate:
    """A mark should have come back long ago."""


@dataclass(frozen=True, slots=True)
class TurnDone:
    """The dialog finished a turn."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class Deaf:
    """No transcriber is left."""


Posted = Input | Echoed | MarkLate | TurnDone | Deaf | Ending


@dataclass(frozen=True, slots=True)
class Rang:
    """A timer's time is over."""

    name: str
    serial: int
    event: Posted


class Inbox:
    """One call's queue of events, and its timers."""

    def __init__(self, dropped: Callable[[], None]) -> None:
        """Tell ``dropped`` of every event that was not taken."""
        self._queue: asyncio.Queue[Posted | Rang] = asyncio.Queue()
        self._dropped = dropped
        self._timers: dict[str, tuple[int, asyncio.TimerHandle]] = {}
        self._serial = 0

    def post(self, event: Posted | Rang) -> None:
        """Take ``event``. A peer that floods us loses what it sends; our own events are few and always fit."""
        if self._queue.qsize() >= MOST_WAITING and isinstance(event, Hearing | Pressed | Echoed):
            self._dropped()
            return
        self._queue.put_nowait(event)

    async def get(self) -> Posted:
        """Return the next event."""
        while True:
            event = await self._queue.get()
            if not isinstance(event, Rang):
                return event
            if self._timers.get(event.name, (0, None))[0] == event.serial:
                del self._timers[event.name]
                return event.event

    def arm(self, name: str, after_ms: float | None, event: Posted) -> None:
        """Post ``event`` after ``after_ms``, instead of what ``name`` would have posted; None: nothing."""
        _, handle = self._timers.pop(name, (0, None))
        if handle is not None:
            handle.cancel()
        if after_ms is not None:
            self._serial += 1
            rang = Rang(name, self._serial, event)
            loop = asyncio.get_running_loop()
            self._timers[name] = (self._serial, loop.call_later(max(0.0, after_ms) / 1000, self.post, rang))

    def close(self) -> None:
        """Disarm every timer."""
        for _, handle in self._timers.values():
            handle.cancel()
        self._timers.clear()
