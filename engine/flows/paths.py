"""Which step can follow which? The paths through a block, as a graph over its steps, and what holds along them.

``DONE`` is the end of the block, ``GONE`` the end of the call or a transfer. What a step does is not judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from engine.flows.model import Ask, Block, Confirm, Do, End, If, Match, Redo, Run, Step, TransferTo

DONE = -1
GONE = -2
State = TypeVar("State", bound=Hashable)
Edge = tuple[str, int]
"""Why the step is left (``yes``, ``no``, an outcome, or nothing), and the step that follows."""


@dataclass(frozen=True, slots=True)
class Paths:
    """A block as a graph."""

    entry: int
    steps: tuple[Step, ...]
    edges: tuple[tuple[Edge, ...], ...]
    """Of each step, where it leads."""
    blocks: tuple[tuple[int, ...], ...]
    """The steps of each block, in the file's order."""

    def reached(self) -> frozenset[int]:
        """Return the steps, and ends, that can be reached from the entry."""
        return self.reached_from(self.entry)

    def reached_from(self, start: int, *, past: int | None = None) -> frozenset[int]:
        """Return what can be reached from ``start``, without going on from the step ``past``."""
        found = {start}
        waiting = [start]
        while waiting:
            index = waiting.pop()
            goes_on = index >= 0 and index != past
            ahead = {target for _, target in self.edges[index]} - found if goes_on else set()
            found |= ahead
            waiting += ahead
        return frozenset(found)


def flowed(
    paths: Paths, entering: frozenset[State], passes: Callable[[Step, str, State], State]
) -> Mapping[int, frozenset[State]]:
    """Return every state in which each step (and end) can be reached; ``passes`` says what an edge makes of a state."""
    states: dict[int, frozenset[State]] = {paths.entry: entering}
    waiting = [paths.entry]
    while waiting:
        index = waiting.pop()
        if index < 0:
            continue
        for label, target in paths.edges[index]:
            before = states.get(target, frozenset())
            after = before | {passes(paths.steps[index], label, state) for state in states[index]}
            if after != before or target not in states:
                states[target] = after
                waiting.append(target)
    return states


def paths(block: Block, *, returns: Callable[[str], bool]) -> Paths:
    """Lay out ``block``. ``returns`` says whether a flow that is run can come back."""
    layout = _Layout(returns)
    entry = layout.block(block, DONE)
    for index, step in enumerate(layout.steps):
        if isinstance(step, Redo):
            layout.edges[index] = tuple(("", target) for target in layout.makers(step.name)) or (("", GONE),)
    return Paths(entry, tuple(layout.steps), tuple(layout.edges), tuple(layout.blocks))


@dataclass(slots=True)
class _Layout:
    """Numbers the steps, backwards, so that what follows a step is known when it is laid out."""

    returns: Callable[[str], bool]
    steps: list[Step] = field(default_factory=list)
    edges: list[tuple[Edge, ...]] = field(default_factory=list)
    blocks: list[tuple[int, ...]] = field(default_factory=list)

    def block(self, block: Block, follows: int) -> int:
        indices: list[int] = []
        for step in reversed(block):
            follows = self._step(step, follows)
            indices.append(follows)
        self.blocks.append(tuple(reversed(indices)))
        return follows

    def makers(self, name: str) -> Iterator[int]:
        """Yield the steps that ask for or produce ``name``."""
        for index, step in enumerate(self.steps):
            if (isinstance(step, Ask) and step.slot == name) or (isinstance(step, Do) and step.result == name):
                yield index

    def _step(self, step: Step, follows: int) -> int:
        edges = tuple(self._edges(step, follows))
        self.steps.append(step)
        self.edges.append(edges)
        return len(self.steps) - 1

    def _edges(self, step: Step, follows: int) -> Iterator[Edge]:
        match step:
            case TransferTo():
                yield "", GONE
            case End(hangup=hangup):
                yield "", GONE if hangup else DONE
            case Run(flow=flow):
                yield "", follows if self.returns(flow) else GONE
            case Confirm(yes=yes, no=no):
                yield "yes", follows if yes is None else self.block(yes, follows)
                if no is not None:
                    yield "no", self.block(no, follows)
            case If(then=then, otherwise=otherwise):
                yield "then", self.block(then, follows)
                yield "else", self.block(otherwise, follows)
            case Match(cases=cases, otherwise=other):
                yield from ((value, self.block(steps, follows)) for value, steps in cases.items())
                yield "else", follows if other is None else self.block(other, follows)
            case Do(on=on):
                yield "done", follows
                yield from ((outcome, self.block(steps, follows)) for outcome, steps in on.items())
            case Redo():
                return
            case _:
                yield "", follows
