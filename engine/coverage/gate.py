"""Is it enough? Where money moves everything must have happened once, elsewhere nearly everything.

Pure. Only outcomes and repairs are asked for: what a conversation does not reach of these is what callers meet first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.coverage.count import KINDS, Count, Coverage
from engine.coverage.items import Kind
from engine.flows.model import Required

__all__ = ["GATED", "Required", "Shortfall", "parse_required", "shortfalls"]

GATED: tuple[Kind, ...] = ("outcome", "repair")


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One number that is not enough."""

    group: str
    """A flow that commits, or ``the other flows``."""
    kind: Kind
    count: Count
    required: int
    """Percent."""

    def __str__(self) -> str:
        """One sentence."""
        return f"{self.group}: {KINDS[self.kind]} {self.count} is {self.count.percent} %, {self.required} % is required"


def shortfalls(covered: Coverage, required: Required) -> tuple[Shortfall, ...]:
    """Return every number that is not enough; nothing when the gate is open."""
    return tuple(_short(covered, required))


def _short(covered: Coverage, required: Required) -> Iterator[Shortfall]:
    for flow in covered.flows:
        for kind in GATED if flow.commits else ():
            if flow.counts[kind].percent < required.commits:
                yield Shortfall(flow.name, kind, flow.counts[kind], required.commits)
    others = {flow.name for flow in covered.flows if not flow.commits}
    for kind in GATED:
        count = covered.total(kind, others)
        if count.percent < required.others:
            yield Shortfall("the other flows", kind, count, required.others)


def parse_required(text: str) -> Required:
    """Read ``commits=100,others=90``; what is left out keeps its default. Raises ``ValueError``."""
    found: dict[str, int] = {}
    for part in text.split(","):
        name, _, percent = (each.strip() for each in part.partition("="))
        if name not in ("commits", "others"):
            raise ValueError(f"'{name}' is neither 'commits' nor 'others'; write it like commits=100,others=90")
        if not percent.isdecimal() or int(percent) > 100:  # noqa: PLR2004 - percent
            raise ValueError(f"'{percent}' is no percentage from 0 to 100; write it like {name}=90")
        found[name] = int(percent)
    return Required(**found)
