"""Is a provider worth asking just now? Not for a while after it failed several times in a row. Pure: time is told.

    closed ──three failures, or two refusals──▶ open ──the rest is over──▶ half open ──it works──▶ closed
                                                 ▲                             │
                                                 └─────────it fails────────────┘

After the rest one request may try while the others still pass it over; if it works, the rest is forgotten. No two rests
are equally long, so that a provider that comes back is not met by every process at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.refusals import LASTING


def _evenly() -> float:
    return 0.0


@dataclass(slots=True)
class Breaker:
    """One provider's recent failures."""

    most: int = 3
    """Failures, none of them followed by a success, after which it rests."""
    most_refusals: int = 2
    """The same, when all of the last were refusals."""
    within_s: float = 60.0
    """A failure longer ago than this is forgotten."""
    rest_s: float = 30.0
    longer: float = 0.5
    """By how much of it, at most, a rest is longer."""
    draw: Callable[[], float] = _evenly
    """How much longer this one is, 0 to 1."""
    _failures: tuple[tuple[float, str], ...] = ()
    _rests_until: float | None = None

    @property
    def rests(self) -> bool:
        """Whether it is open or half open: what fails now fails again."""
        return self._rests_until is not None

    @property
    def until(self) -> float | None:
        """When its rest is over, or was over if it is half open; None: it does not rest."""
        return self._rests_until

    def rest_until(self, at: float) -> None:
        """Let it rest as somebody else found it should."""
        self._rests_until = at

    def lets(self, now: float) -> bool:
        """Whether it may be asked. Whoever is let through after a rest is the one that tries."""
        if self._rests_until is None:
            return True
        if now < self._rests_until:
            return False
        self._rest(now)
        return True

    def worked(self) -> None:
        """Forget every failure."""
        self._failures, self._rests_until = (), None

    def failed(self, now: float, cause: str = "") -> None:
        """Note a failure, or that it was too late to be of use."""
        recent = tuple(each for each in self._failures if now - each[0] < self.within_s)
        self._failures = (*recent, (now, cause))[-max(self.most, self.most_refusals) :]
        last = self._failures[-self.most_refusals :]
        refused = len(last) == self.most_refusals and all(each[1] in LASTING for each in last)
        if len(self._failures) >= self.most or refused or self.rests:
            self._rest(now)

    def _rest(self, now: float) -> None:
        self._rests_until = now + self.rest_s * (1.0 + self.longer * self.draw())
