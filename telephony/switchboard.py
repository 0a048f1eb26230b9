"""Which calls are live? And may another come in, and where does a call go when its stream closes.

One per process. It holds no audio and runs nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

REMEMBERED = 200
"""Ended calls whose trace can still be asked for, and whose departure is still known."""


class Traced(Protocol):
    """A live call, as the switchboard sees it."""

    def as_dict(self) -> dict[str, Any]:
        """Return the call's trace so far."""
        ...


class Switchboard:
    """The live calls of one process."""

    def __init__(
        self,
        most: int,
        *,
        begins: Callable[[str], None] = lambda _sid: None,
        ends: Callable[[str], None] = lambda _sid: None,
    ) -> None:
        """Let ``most`` calls run at once. ``begins`` and ``ends`` are told of each."""
        self._most = most
        self._begins, self._ends = begins, ends
        self._traces: OrderedDict[str, Traced] = OrderedDict()
        self._departures: OrderedDict[str, str] = OrderedDict()
        self._live: Counter[str] = Counter()
        """How many lives each call has: one that is back late begins another while its last may still be ending."""
        self._unasked: set[str] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self.draining = False
        self.stopped = False
        """Sockets close now, whatever is said on them."""

    def __len__(self) -> int:
        """How many calls are live."""
        return len(self._live)

    def admits(self, waiting: int = 0) -> bool:
        """Say whether another call may come in, ``waiting`` others having been let in that have no stream yet."""
        return not self.draining and len(self._live) + waiting < self._most

    def open(self, sid: str, trace: Traced) -> None:
        """Note that a call's stream is running."""
        if sid not in self._live:
            self._begins(sid)
        self._live[sid] += 1
        self._empty.clear()
        self._traces[sid] = trace
        _trim(self._traces)

    def depart(self, sid: str, departure: str | None) -> None:
        """Note that a call's stream closes; ``departure`` is the TwiML that Twilio gets when it asks what is next.

        None: nothing is known of what is next, and what was known is over.
        """
        self._departures.pop(sid, None)
        if departure is not None:
            self._departures[sid] = departure
            self._unasked.add(sid)
            _trim(self._departures)

    def close(self, sid: str) -> None:
        """Note that nothing works for this call any more."""
        self._live[sid] -= 1
        self._live = +self._live
        if sid not in self._live:
            self._ends(sid)
        if not self._live:
            self._empty.set()

    def trace(self, sid: str) -> dict[str, Any] | None:
        """Return the trace of a live or recent call."""
        trace = self._traces.get(sid)
        return trace.as_dict() if trace is not None else None

    def departure(self, sid: str) -> str | None:
        """Return what a call whose stream is over does next; the same for a repeated webhook."""
        self._unasked.discard(sid)
        return self._departures.get(sid)

    async def drained(self, patience_s: float) -> None:
        """Wait until no call is live, and up to ``patience_s`` more until each was told where to go."""
        await self._empty.wait()
        loop = asyncio.get_running_loop()
        until = loop.time() + patience_s
        while self._unasked and loop.time() < until:  # noqa: ASYNC110 - a second's worth of polls at the process's end
            await asyncio.sleep(0.1)


def _trim(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
