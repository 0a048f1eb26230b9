"""How is coverage told? As a table for the terminal with everything that is missing, and as JSON values for programs.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.coverage.count import KINDS, Coverage, FlowCoverage, gaps
from engine.coverage.gate import Shortfall


def table(covered: Coverage) -> Iterator[str]:
    """Yield the table, a line for each flow followed by what never happened in it, and a line for all."""
    flows = covered.flows
    width = max((len(flow.name) for flow in flows), default=0) + 1
    for flow in flows:
        yield _row(f"{flow.name}{'*' if flow.commits else ''}", width, _counts(flow))
        yield from (f"       {item.at} {item.what}" for item in gaps(covered, flows={flow.name}))
    yield _row("all", width, [(KINDS[kind], str(covered.total(kind))) for kind in KINDS])
    if any(flow.commits for flow in flows):
        yield "  * contains or runs a handler that commits"


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
