"""What is going wrong at a provider right now? One fault at a time, for a number of requests or until cleared; pure."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import SettingsError


@dataclass(slots=True)
class Fault:
    """One thing going wrong."""

    kind: str
    times: int | None = None
    """How many more requests or connections it hits; None: all."""
    seconds: float = 1.0
    """For what takes time: how long."""


class Faults:
    """The fault switch of one stand-in."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds
        self._now: Fault | None = None

    def set(self, kind: str, *, times: int | None = None, seconds: float = 1.0) -> None:
        """Let something go wrong from now on. Raises ``SettingsError`` for an unknown kind."""
        if kind not in self.kinds:
            raise SettingsError(f"there is no fault {kind!r}", todo=f"one of: {', '.join(self.kinds)}")
        self._now = Fault(kind, times, seconds)

    def clear(self) -> None:
        """Let everything go right again."""
        self._now = None

    def on(self, kind: str) -> Fault | None:
        """Return the fault if it is in force; it stays so."""
        return self._now if self._now is not None and self._now.kind == kind else None

    def strike(self, *kinds: str) -> Fault | None:
        """Return the fault in force if it is one of ``kinds``, and count it as having hit once."""
        fault = self._now
        if fault is None or fault.kind not in kinds:
            return None
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._now = None
        return fault
