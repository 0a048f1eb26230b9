"""In which row and lane does each step stand? Rows go down as a call does; a branch takes a lane of its own.

Pure. A step stands one row below the last of those that lead to it. What a step simply goes on with stays in its lane,
straight below; each other branch takes the nearest lane to the right that is free until it joins again or ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.drawing.picture import DONE, Branch, Tree, Way


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the steps of one tree stand."""

    rows: Mapping[str, int]
    lanes: Mapping[str, int]
    ways: tuple[Way, ...]
    """Those between the tree's own steps."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every step, and ``done`` where the tree gets there."""
        return tuple(self.rows)


def grid(tree: Tree, ways: Sequence[Way]) -> Grid:
    """Lay ``tree`` out."""
    names = [name for branch in tree.branches for name in names_of(branch)]
    own = set(names)
    inside = tuple(way for way in ways if way.source in own and (way.target in own or way.target == DONE))
    if any(way.target == DONE for way in inside):
        names.append(DONE)
    rows = _rows(names, inside)
    placing = _Placing(rows, inside)
    placing.block(tree.branches, 0)
    if DONE in rows:
        placing.lanes[DONE] = 0
    return Grid(rows, placing.lanes, inside)


def names_of(branch: Branch) -> Iterator[str]:
    """Yield a step and all that hang on it, in the file's order."""
    yield branch.node
    for _, block in branch.blocks:
        for each in block:
            yield from names_of(each)


def _rows(names: Sequence[str], ways: Sequence[Way]) -> dict[str, int]:
    """Return each step's row; the file's order is one in which every way but a ``redo`` leads forward."""
    before: dict[str, list[str]] = defaultdict(list)
    for way in ways:
        if not way.back:
            before[way.target].append(way.source)
    rows: dict[str, int] = {}
    below = 0  # where a step stands that nothing leads to, which the checker refuses
    for name in names:
        rows[name] = max((rows[each] + 1 for each in before[name] if each in rows), default=below)
        below = max(below, rows[name] + 1)
    return rows


@dataclass(slots=True)
class _Placing:
    """Gives out lanes."""

    rows: Mapping[str, int]
    ways: Sequence[Way]
    lanes: dict[str, int] = field(default_factory=dict)
    taken: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def block(self, block: Sequence[Branch], lane: int) -> None:
        """Place a block's steps in ``lane`` and what branches off to the right of it."""
        for branch in block:
            self.lanes[branch.node] = lane
            inside = {name for _, inner in branch.blocks for each in inner for name in names_of(each)}
            straight = self._straight(branch, inside)
            for label, inner in branch.blocks:
                if inner and label == straight:
                    self.block(inner, lane)
            for label, inner in branch.blocks:
                if inner and label != straight:
                    self._aside(branch, inner, lane)

    def _straight(self, branch: Branch, inside: set[str]) -> str:
        """Return the block that goes on in the same lane; none where the step itself goes on past its blocks."""
        if any(way.source == branch.node and way.target not in inside for way in self.ways):
            return ""
        filled = [(label, inner) for label, inner in branch.blocks if inner]
        joining = [label for label, inner in filled if self._joins(inner)]
        return next(iter(joining or [label for label, _ in filled]), "")

    def _joins(self, block: Sequence[Branch]) -> bool:
        own = {name for each in block for name in names_of(each)}
        return any(way.source in own and way.target not in own and not way.back for way in self.ways)

    def _aside(self, branch: Branch, inner: Sequence[Branch], lane: int) -> None:
        first, last = self.rows[branch.node] + 1, self._last(inner)
        free = lane + 1
        while any(a <= last and first <= b for a, b in self.taken[free]):
            free += 1
        self.taken[free].append((first, last))
        self.block(inner, free)

    def _last(self, block: Sequence[Branch]) -> int:
        """Return the last row that a block needs in its lane: its own, and the way down to where it joins."""
        own = {name for each in block for name in names_of(each)}
        joins = [self.rows[w.target] - 1 for w in self.ways if w.source in own and w.target not in own and not w.back]
        return max([*joins, *(self.rows[name] for name in own)])
