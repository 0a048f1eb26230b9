"""How much of what can happen did happen? Counts what turns took of a plan, flow by flow, and lists what is left.

Pure. ``coverage`` and ``gaps`` are all that a gate needs; whoever played the conversations brings their turns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from engine.coverage.items import ACTS, ANYWHERE, Item, Key, Kind, items
from engine.flows.model import Do, Run
from engine.flows.plan import BUILT_IN, Plan
from engine.types import Took, Turn

KINDS: Mapping[Kind, str] = {
    "step": "steps",
    "outcome": "outcomes",
    "repair": "repairs",
    "prompt": "prompts",
    "start": "starts",
}
"""The five numbers, and what each is called, in the order they are shown."""


class Record(Protocol):
    """What one turn passed through: a ``Turn``, or a row of a trace."""

    @property
    def path(self) -> tuple[str, ...]:
        """The nodes that ran, in order."""
        ...

    @property
    def took(self) -> tuple[Took, ...]:
        """Branches, repairs, texts and starts."""
        ...


class Played(Protocol):
    """A conversation that was played."""

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Its turns."""
        ...


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    covered: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all; 100 of nothing."""
        return 100 * self.covered // self.total if self.total else 100

    def __add__(self, other: Count) -> Count:
        return Count(self.covered + other.covered, self.total + other.total)

    def __str__(self) -> str:
        """``10/13``, or a dash where there is nothing to cover."""
        return f"{self.covered}/{self.total}" if self.total else "-"


@dataclass(frozen=True, slots=True)
class FlowCoverage:
    """One flow's five numbers."""

    name: str
    """``project`` for what happens anywhere."""
    file: str
    commits: bool
    """It contains or runs a handler that commits."""
    counts: Mapping[Kind, Count]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a set of conversations made happen."""

    hits: Mapping[Item, int] = field(repr=False)
    """All that can happen, by flow and place, and how often each happened."""
    commits: frozenset[str]
    """Flows that contain or run a handler that commits."""

    @property
    def flows(self) -> tuple[FlowCoverage, ...]:
        """Every flow's numbers, in the project's order."""
        found: dict[str, dict[Kind, Count]] = {}
        for item, times in self.hits.items():
            counts = found.setdefault(item.flow, dict.fromkeys(KINDS, Count()))
            counts[item.kind] += Count(int(times > 0), 1)
        return tuple(
            FlowCoverage(name, f"flows/{name}.yaml", name in self.commits, counts) for name, counts in found.items()
        )

    @property
    def touched(self) -> frozenset[str]:
        """The flows in which anything happened."""
        return frozenset(item.flow for item, times in self.hits.items() if times)

    def total(self, kind: Kind, flows: Iterable[str] | None = None) -> Count:
        """Return one number over ``flows``, or over the whole project."""
        wanted = None if flows is None else frozenset(flows)
        hits = [n for item, n in self.hits.items() if item.kind == kind and (wanted is None or item.flow in wanted)]
        return Count(sum(n > 0 for n in hits), len(hits))


def coverage(plan: Plan, played: Iterable[Played]) -> Coverage:
    """Return what the turns of ``played`` made happen of all that can happen in ``plan``."""
    seen = hits(plan, (turn for each in played for turn in each.turns))
    return Coverage({item: seen[item.key] for item in items(plan)}, committing(plan))


def gaps(covered: Coverage, *, flows: Iterable[str] | None = None) -> tuple[Item, ...]:
    """Return what never happened, by file and line; of ``flows`` only, where they are given."""
    wanted = None if flows is None else frozenset(flows)
    left = [item for item, n in covered.hits.items() if n == 0 and (wanted is None or item.flow in wanted)]
    return tuple(sorted(left, key=lambda item: (item.at, item.what)))


def hits(plan: Plan, records: Iterable[Record]) -> Counter[Key]:
    """Count what happened. An act counts at its question, and for that question's flow."""
    seen: Counter[Key] = Counter()
    for record in records:
        seen.update(("step", node, "") for node in record.path)
        for took in record.took:
            seen[took.kind, took.where, took.name] += 1
            if took.kind == "repair" and took.name in ACTS and took.where in plan.nodes:
                seen["repair", plan.nodes[took.where].flow, took.name] += 1
    return seen


def committing(plan: Plan) -> frozenset[str]:
    """Return the flows that contain a handler that commits, or run a flow that does; our own blocks are no flow."""
    nodes = [node for node in plan.nodes.values() if node.at != BUILT_IN]
    found = {node.flow or ANYWHERE for node in nodes if isinstance(node.step, Do) and node.commits}
    while True:
        more = {node.flow or ANYWHERE for node in nodes if isinstance(node.step, Run) and node.step.flow in found}
        if more <= found:
            return frozenset(found)
        found |= more
