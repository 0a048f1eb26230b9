"""Which editions are in memory? What is asked for is loaded in a thread, what nobody needs any more is let go.

Loading and letting go disturb no call: the thread lets the event loop go first, and the collector's full rounds, which
stop everything for as long as they take, wait for a moment without calls.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Collection
from typing import Protocol, TypeVar

import structlog

from telephony import memory
from telephony.editions import Edition

T = TypeVar("T")

SWITCH_S = 0.0005
"""How long a thread that loads may keep the event loop waiting at a time; Python's own default is ten times that."""
LINGER_S = 15.0
"""How long the timers of a call's last turn, though cancelled, may hold on to it: a committing handler has ten."""
BUSY_S = 600.0
"""How long memory that was let go may wait for a moment without calls."""


class Loader(Protocol):
    """Makes editions (``telephony.editions.Loader``)."""

    def load(self, name: str) -> Edition:
        """Load what is called so. Blocks. Raises ``TrunklineError``; ``NoRoomError`` is to be tried again."""
        ...

    def keep(self, models: Collection[str]) -> None:
        """Let go of every intent model but these."""
        ...


class Stock:
    """The editions of one process, by the hash of their release."""

    def __init__(self, loader: Loader, first: Edition) -> None:
        """Begin with ``first``."""
        self._loader = loader
        self._editions = {first.hash: first}
        self._loading = asyncio.Lock()
        self._changed: float | None = None
        """When there was last something to free, by the loop's clock."""

    async def get(self, name: str) -> Edition:
        """Return the edition called so, loaded now if need be. Raises what ``Loader.load`` raises."""
        async with self._loading:
            if name in self._editions:
                return self._editions[name]
            self._note()
            memory.postpone()
            made = await aside(self._loader.load, name)
            return self._editions.setdefault(made.hash, made)

    def keep(self, hashes: Collection[str]) -> None:
        """Let go of every edition but these, and of the intent models that were theirs alone."""
        for name in [name for name in self._editions if name not in hashes]:
            del self._editions[name]
            self._note()
            structlog.get_logger().info("release_let_go", release=name)
        if not self._loading.locked():  # the model of what is being loaded is in use too
            self._loader.keep({each.model for each in self._editions.values()})

    def settle(self, *, idle: bool) -> None:
        """Free what was let go: what a call leaves behind are cycles, and they hold its release."""
        if self._changed is None:
            return
        if asyncio.get_running_loop().time() - self._changed >= (LINGER_S if idle else BUSY_S):
            self._changed = None
            memory.settle() if idle else memory.collect()

    def _note(self) -> None:
        self._changed = asyncio.get_running_loop().time()


async def aside(work: Callable[..., T], *arguments: object) -> T:
    """Run ``work`` in a thread that lets the event loop go first."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        return await asyncio.to_thread(work, *arguments)
    finally:
        sys.setswitchinterval(before)
