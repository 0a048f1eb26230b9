"""Which gaps are worth a line? The causes: what only follows from another gap is left out, repairs are counted.

An outcome that was never taken is one line, whatever stands behind it: the steps and texts there come with it. So are
the steps after one that was never reached, and the retries of a question that nobody failed to answer. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from engine.coverage.count import KINDS, Coverage, gaps
from engine.coverage.items import Item, Kind, subject
from engine.flows.model import Ask
from engine.flows.plan import Plan

_NAMED = 4
"""So many repairs of one question are named; more are counted."""
_FOLLOW = ("retry", "silence", "help", "short")
"""Texts that are heard when a repair happens."""


def causes(
    plan: Plan, covered: Coverage, flows: Iterable[str] | None = None, kinds: Collection[Kind] = tuple(KINDS)
) -> tuple[str, ...]:
    """Return a line for each cause, outcomes first, repairs last; of ``flows`` only, where they are given."""
    left, seen = gaps(covered, flows=flows), _Seen.of(plan, covered)
    told = [item for item in left if item.kind in kinds and seen.tells(item)]
    repairs = [item for item in told if item.kind == "repair" and not seen.has_block(item)]
    others = sorted((item for item in told if item not in repairs), key=lambda item: (_rank(item), item.at))
    return (*(f"{item.at} {item.what}" for item in others), *_counted(repairs))


def _rank(item: Item) -> int:
    return {"outcome": 0, "repair": 0, "step": 1, "start": 1}.get(item.kind, 2)


def _counted(repairs: list[Item]) -> Iterator[str]:
    by_place = sorted(repairs, key=lambda item: (item.flow, item.key[1]))
    lines = []
    for (_, where), found in groupby(by_place, lambda item: (item.flow, item.key[1])):
        items = list(found)
        names = ", ".join(item.key[2] for item in items)
        what = names if len(items) <= _NAMED else f"{len(items)} repairs"
        lines.append((items[0].at, f"{items[0].at} {subject(where)}: {what} never happened"))
    yield from (line for _, line in sorted(lines))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A plan, and what happened in it."""

    plan: Plan
    ran: frozenset[str]
    """Nodes."""
    asked: frozenset[str]
    """Slots that were asked for."""
    untaken: frozenset[tuple[str, str]]
    """Node and label of every way that was not gone, and is counted."""
    before: dict[str, list[tuple[str, str]]]
    """Node -> the nodes before it, each with the label of the way."""

    @classmethod
    def of(cls, plan: Plan, covered: Coverage) -> _Seen:
        ran = frozenset(item.key[1] for item, n in covered.hits.items() if item.kind == "step" and n)
        before: dict[str, list[tuple[str, str]]] = {}
        for node in plan.nodes.values():
            for label, ahead in node.edges.items():
                before.setdefault(ahead, []).append((node.name, label))
        steps = (plan.nodes[name].step for name in ran)
        untaken = (item.key for item, n in covered.hits.items() if item.key[0] == "outcome" and not n)
        return cls(
            plan,
            ran,
            asked=frozenset(step.slot for step in steps if isinstance(step, Ask)),
            untaken=frozenset((where, name) for _, where, name in untaken),
            before=before,
        )

    def tells(self, item: Item) -> bool:
        """Whether ``item`` is a gap of its own."""
        _, where, name = item.key
        match item.kind:
            case "step":
                return self._is_first(where)
            case "prompt":
                return not name.startswith(_FOLLOW) and self._reached(where)
            case "start":
                return where in self.plan.project.flows or where in self.ran
            case _:
                return self._reached(where)

    def has_block(self, item: Item) -> bool:
        """Whether a handler's failure has steps of its own, so that it counts as an outcome."""
        kind, where, _ = item.key
        return kind == "outcome" and item.at != self.plan.nodes[where].at

    def _reached(self, where: str) -> bool:
        """Whether a call came to a node, to a slot's question, or to any question of a flow."""
        if where.startswith("slot."):
            return where.removeprefix("slot.") in self.asked
        if where in self.plan.nodes:
            return where in self.ran
        return any(node.waits and node.name in self.ran for node in self.plan.listed(where))

    def _is_first(self, node: str) -> bool:
        """Whether a step was missed though a call stood right before it, and no counted way leads there."""
        before = self.before.get(node, [])
        if not before:
            return node in self.plan.events.values()
        return any(name in self.ran and (name, label) not in self.untaken for name, label in before)
