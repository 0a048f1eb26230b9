"""Which lines to a transcriber wait for a call whose own breaks? One at least, one for twenty calls, within a limit.

A line that waits is watched: one that breaks, or has grown old, is replaced, each after a pause of its own, so that a
provider that comes back is not met by all of us at once. Only calls that have lost a line take one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from random import Random

import structlog

from engine.behind import behind
from engine.errors import ProviderError
from engine.refusals import LASTING
from engine.remedies import Remedy
from telephony.speech import Ear, Focus, Transcriber

CALLS_A_SPARE = 20
DIAL_S = 3.0
"""Nobody waits for it."""
CLOSE_S = 1.0
LOOK_S = 5.0
OLD_S = 600.0
"""A line that has waited this long is replaced."""
PAUSE_S = 0.25
"""Before a line is opened, on average; doubled by every failure in a row."""
LONGEST_PAUSE_S = 30.0
MANY = 8
"""So many failures that the pause is the longest; a refusal counts as these."""


def spares(calls: int, limit: int) -> int:
    """Return how many lines are to wait beside those of ``calls``, all of them being ``limit`` at most."""
    return max(0, min(max(1, -(-calls // CALLS_A_SPARE)), limit - calls))


@dataclass(slots=True, eq=False)
class Spare:
    """A line that waits."""

    ear: Ear
    line: AsyncExitStack
    watch: asyncio.Task[None]
    """Reads what comes, which is nothing; done when the line broke."""
    since: float

    async def stop_watching(self) -> None:
        """Leave what comes to somebody else."""
        self.watch.cancel()
        await asyncio.gather(self.watch, return_exceptions=True)

    async def close(self) -> None:
        """Close it; one that clings is left."""
        await self.stop_watching()
        with suppress(Exception):
            async with asyncio.timeout(CLOSE_S):
                await self.line.aclose()


class Standby:
    """The lines of one process that wait."""

    def __init__(
        self,
        transcriber: Transcriber,
        *,
        limit: int,
        draw: Callable[[], float] | None = None,
        remedy: Remedy = lambda error: error.todo,
    ) -> None:
        """``limit``: lines that calls and we may have open together; ``draw`` gives the jitter, 0 to 1.

        ``remedy`` says what a person can do about a failure.
        """
        self.name = transcriber.name
        self._transcriber, self._limit = transcriber, limit
        self._remedy = remedy
        self._draw = draw or Random().random
        self._spares: deque[Spare] = deque()
        self._wake = asyncio.Event()
        self._calls = 0

    def __len__(self) -> int:
        """How many lines wait, and have not broken."""
        return sum(not spare.watch.done() for spare in self._spares)

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Count a call that has a line of its own."""
        self._calls += 1
        self._wake.set()
        try:
            yield
        finally:
            self._calls -= 1

    async def take(self, line: AsyncExitStack) -> Ear | None:
        """Return a line that waits, or None; it is closed with ``line``."""
        while self._spares:
            spare = self._spares.popleft()
            self._wake.set()
            line.push_async_callback(spare.line.aclose)
            if not spare.watch.done():
                await spare.stop_watching()
                return spare.ear
        return None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep lines waiting for as long as the block lasts."""
        try:
            async with behind(self._keep(), name="standby"):
                yield
        finally:
            await asyncio.gather(*(spare.close() for spare in self._spares))

    async def _keep(self) -> None:
        failures = 0
        while True:
            await self._retire()
            if len(self._spares) >= spares(self._calls, self._limit):
                await self._wait()
                continue
            await asyncio.sleep(self._pause(failures))
            cause = await self._open()
            failures = 0 if cause is None else MANY if cause in LASTING else failures + 1

    def _pause(self, failures: int) -> float:
        longest: float = min(PAUSE_S * 2.0 ** min(failures, MANY), LONGEST_PAUSE_S)
        return longest * (0.5 + self._draw())

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                await self._wake.wait()
        self._wake.clear()

    async def _retire(self) -> None:
        """Close what broke, what is old, and what is too many."""
        now, wanted = asyncio.get_running_loop().time(), spares(self._calls, self._limit)
        kept = [spare for spare in self._spares if not spare.watch.done() and now - spare.since < OLD_S][:wanted]
        gone = [spare for spare in self._spares if spare not in kept]
        self._spares = deque(kept)
        await asyncio.gather(*(spare.close() for spare in gone))

    async def _open(self) -> str | None:
        """Let one more line wait; return the cause when there is none."""
        line = AsyncExitStack()
        try:
            async with asyncio.timeout(DIAL_S):
                ear = await line.enter_async_context(self._transcriber.listen(Focus()))
        except (ProviderError, TimeoutError) as error:
            late = ProviderError("no line in time", provider=self.name, cause="unreachable")
            failed = error if isinstance(error, ProviderError) else late
            structlog.get_logger().warning(
                "standby_failed", provider=self.name, cause=failed.cause, todo=self._remedy(failed)
            )
            return failed.cause
        watch = asyncio.create_task(self._idle(ear), name="standby-line")
        self._spares.append(Spare(ear, line, watch, asyncio.get_running_loop().time()))
        return None

    async def _idle(self, ear: Ear) -> None:
        with suppress(ProviderError):
            async for _ in ear:
                pass
        self._wake.set()
