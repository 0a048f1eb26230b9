"""Which providers rest just now? One circuit breaker each, shared by all calls of a process; ``rests`` tells others.

Only what another call would meet too counts: a provider that cannot be reached, refuses us, or answers nothing. A line
that broke in the middle is no reason not to open the next.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict

import structlog

from engine.errors import ProviderError
from engine.refusals import LASTING
from engine.remedies import Remedy
from engine.understanding.breaker import Breaker

RESTING = "resting"
"""The cause of a failure that is none of the provider's: we did not ask."""
COUNTED = LASTING | {"limited", "unreachable", "stalled", "garbage"}


class Breakers:
    """The breakers by the providers' names."""

    def __init__(self, remedy: Remedy = lambda error: error.todo) -> None:
        """Begin with everybody well; ``remedy`` says what a person can do about a failure."""
        self.remedy = remedy
        self._all: dict[str, Breaker] = defaultdict(lambda: Breaker(draw=random.random))

    def of(self, name: str) -> Breaker:
        """Return the breaker of ``name``."""
        return self._all[name]

    def resting(self) -> dict[str, float]:
        """Return how many seconds of its rest each one that rests has left; negative: it is half open."""
        now = _now()
        return {name: each.until - now for name, each in self._all.items() if each.until is not None}

    def rest(self, name: str, left_s: float) -> None:
        """Let ``name`` rest, as others found it should."""
        self._all[name].rest_until(_now() + left_s)
        structlog.get_logger().warning("provider_rests", provider=name, cause="told by another process")

    def ask(self, name: str) -> None:
        """Raise ``ProviderError`` when ``name`` rests."""
        if not self._all[name].lets(_now()):
            raise ProviderError(f"{name} rests after its failures", provider=name, cause=RESTING)

    def worked(self, name: str) -> None:
        """Note that ``name`` did its job."""
        breaker = self._all[name]
        if breaker.rests:
            structlog.get_logger().info("provider_back", provider=name)
        breaker.worked()

    def failed(self, name: str, error: ProviderError) -> None:
        """Note what ``name`` did instead."""
        breaker = self._all[name]
        if error.cause not in COUNTED:
            return
        rested = breaker.rests
        breaker.failed(_now(), error.cause)
        if breaker.rests and not rested:
            structlog.get_logger().error("provider_rests", provider=name, cause=error.cause, todo=self.remedy(error))


def _now() -> float:
    return asyncio.get_running_loop().time()
