"""How do editors paint the margin of a flow file? With lcov: steps and texts are lines, outcomes and repairs branches.

Pure. A line that holds several things counts as often as the one that happened least; one that only announces a branch
as often as the branch was taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.coverage.count import Coverage
from engine.coverage.items import Item

_LINES = ("step", "prompt", "start")
_OUTCOMES, _REPAIRS = 0, 1
"""Blocks of a line's branches."""


def lcov(covered: Coverage) -> str:
    """Return the tracefile, one record for each flow file, paths relative to the project."""
    files: dict[str, list[tuple[Item, int]]] = defaultdict(list)
    for item, times in covered.hits.items():
        files[item.at.file].append((item, times))
    return "".join(f"{line}\n" for file in sorted(files) for line in _record(file, files[file]))


def _record(file: str, found: list[tuple[Item, int]]) -> Iterator[str]:
    yield "TN:"
    yield f"SF:{file}"
    branches = [(item, times) for item, times in found if item.kind not in _LINES]
    yield from _branches(branches)
    yield f"BRF:{len(branches)}"
    yield f"BRH:{sum(times > 0 for _, times in branches)}"
    lines: dict[int, int] = {}
    for item, times in branches:
        lines[item.at.line] = max(times, lines.get(item.at.line, 0))
    for item, times in sorted(found, key=lambda each: -each[1]):
        if item.kind in _LINES:
            lines[item.at.line] = times
    yield from (f"DA:{line},{lines[line]}" for line in sorted(lines))
    yield f"LF:{len(lines)}"
    yield f"LH:{sum(times > 0 for times in lines.values())}"
    yield "end_of_record"


def _branches(found: list[tuple[Item, int]]) -> Iterator[str]:
    numbers: dict[tuple[int, int], int] = defaultdict(int)
    for item, times in sorted(found, key=lambda each: (each[0].at.line, each[0].kind, each[0].at)):
        place = (item.at.line, _OUTCOMES if item.kind == "outcome" else _REPAIRS)
        yield f"BRDA:{place[0]},{place[1]},{numbers[place]},{times}"
        numbers[place] += 1
