"""What has one call used? Counts by component and provider, kept for the call in whose task they arise.

Like the call's id in the log, the bill is bound once, where a call's life begins, and every task of the call inherits
it. What is used outside a call is on nobody's bill.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

Component = Literal["telephone", "transcriber", "synthesizer", "language model"]
Unit = Literal["seconds", "characters", "kept", "input", "cached", "output", "answers"]
"""``kept``: characters that were said from the store; ``input``, ``cached``, ``output``: tokens."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a bill."""

    component: Component
    provider: str
    unit: Unit


@dataclass(slots=True)
class Bill:
    """What one call has used so far."""

    used: dict[Item, float] = field(default_factory=dict)

    def add(self, component: Component, provider: str, unit: Unit, amount: float) -> None:
        """Count ``amount`` more."""
        item = Item(component, provider, unit)
        self.used[item] = self.used.get(item, 0.0) + amount

    def amount(self, component: Component, unit: Unit) -> float:
        """Return what was used of one component, of all providers."""
        return sum(used for item, used in self.used.items() if (item.component, item.unit) == (component, unit))


_bill: ContextVar[Bill | None] = ContextVar("bill", default=None)


def open_bill() -> Bill:
    """Begin the bill of the call whose task this is."""
    bill = Bill()
    _bill.set(bill)
    return bill


def charge(component: Component, provider: str, unit: Unit, amount: float) -> None:
    """Put ``amount`` on the bill of the call under way, if there is one."""
    bill = _bill.get()
    if bill is not None:
        bill.add(component, provider, unit, amount)
