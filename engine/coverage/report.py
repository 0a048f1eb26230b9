"""How is coverage told? As a table for the terminal with the causes of gaps, and as JSON values for programs.

Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from engine.coverage.causes import causes
from engine.coverage.count import KINDS, Coverage, FlowCoverage, gaps
from engine.coverage.gate import Shortfall
from engine.flows.plan import Plan

EVERY_GAP = "--all lists every gap"


def table(plan: Plan, covered: Coverage, names: Collection[str] = (), *, everything: bool = False) -> Iterator[str]:
    """Yield the table, a line for each flow followed by why something never happened in it, and a line for all.

    ``names``: of the flows to show; none: all. ``everything``: each gap is a line, and none is left out because another
    explains it.
    """
    flows = [flow for flow in covered.flows if not names or flow.name in names]
    width = max((len(flow.name) for flow in flows), default=0) + 1
    folded = False
    for flow in flows:
        yield _row(f"{flow.name}{'*' if flow.commits else ''}", width, _counts(flow))
        left = gaps(covered, flows={flow.name})
        lines = [f"{item.at} {item.what}" for item in left] if everything else causes(plan, covered, {flow.name})
        folded |= len(lines) < len(left)
        yield from (f"       {line}" for line in lines)
    if len(flows) > 1:
        shown = {flow.name for flow in flows}
        yield _row("all", width, [(KINDS[kind], str(covered.total(kind, shown))) for kind in KINDS])
    if any(flow.commits for flow in flows):
        yield "  * contains or runs a handler that commits"
    if folded:
        yield f"  What follows from a gap is not listed with it, and repairs are counted; {EVERY_GAP}."


def _counts(flow: FlowCoverage) -> list[tuple[str, str]]:
    return [(KINDS[kind], str(count)) for kind, count in flow.counts.items()]


def _row(name: str, width: int, counts: list[tuple[str, str]]) -> str:
    return f"  {name:<{width}}  {'  '.join(f'{what} {count:<7}' for what, count in counts)}".rstrip()


def as_object(covered: Coverage, short: Sequence[Shortfall] | None) -> dict[str, Any]:
    """Return it all as JSON values; ``short``: what a gate found missing, None when none was asked."""
    found: dict[str, Any] = {
        "flows": [
            {"flow": flow.name, "file": flow.file, "commits": flow.commits, **_numbers(flow)} for flow in covered.flows
        ],
        "total": {KINDS[kind]: _number(covered.total(kind).covered, covered.total(kind).total) for kind in KINDS},
        "gaps": [
            {
                "file": item.at.file,
                "line": item.at.line,
                "column": item.at.column,
                "flow": item.flow,
                "kind": item.kind,
                "what": item.what,
            }
            for item in gaps(covered)
        ],
    }
    return found if short is None else {**found, "enough": not short, "short": [str(each) for each in short]}


def _numbers(flow: FlowCoverage) -> dict[str, Any]:
    return {KINDS[kind]: _number(count.covered, count.total) for kind, count in flow.counts.items()}


def _number(covered: int, total: int) -> dict[str, int]:
    return {"covered": covered, "total": total}
