"""Is a provider worth asking just now? Not for a while after it failed several times in a row. Pure: time is told.

After the rest one request may try while the others still pass it over; if it works, the rest is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Breaker:
    """One provider's recent failures."""

    most: int = 3
    """Failures, none of them followed by a success, after which it rests."""
    within_s: float = 60.0
    """A failure longer ago than this is forgotten."""
    rest_s: float = 30.0
    _failures: tuple[float, ...] = ()
    _rests_until: float | None = None

    def lets(self, now: float) -> bool:
        """Whether it may be asked. Whoever is let through after a rest is the one that tries."""
        if self._rests_until is None:
            return True
        if now < self._rests_until:
            return False
        self._rests_until = now + self.rest_s
        return True

    def worked(self) -> None:
        """Forget every failure."""
        self._failures, self._rests_until = (), None

    def failed(self, now: float) -> None:
        """Note a failure, or that it was too late to be of use."""
        recent = tuple(at for at in self._failures if now - at < self.within_s)
        self._failures = (*recent, now)[-self.most :]
        if len(self._failures) == self.most or self._rests_until is not None:
            self._rests_until = now + self.rest_s
