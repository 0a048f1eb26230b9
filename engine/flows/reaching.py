"""What holds at each step, on some path or on every path, whichever flows the call came through? Gen and kill, on bits.

Each edge of the paths adds facts and keeps others, as in a compiler's data-flow analysis. A block is solved twice, once
entered with nothing and once with everything; what holds when it is entered with ``x`` follows from the two,
``nothing | (everything & x)``, so that no flow is solved again for another caller. What a fact means is the check's
business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine.flows.facts import Facts
from engine.flows.model import Ask, Block, Confirm, Do, Flow, If, Listen, Match, Redo, Run, Step, TransferTo
from engine.flows.paths import DONE, Paths

EVERYTHING = -1
"""All bits, however many there are."""
_FAILING = (Do, If, Match)
_WAITING = (Ask, Confirm, Listen)
_AT_QUESTIONS = frozenset({
    "human", "repeat", "hold", "cancel", "help", "goodbye", "stop_recording", "give_up", "no_input", "no_match",
})  # fmt: skip
"""Events that happen while the call waits for its caller, or has waited too often; the others come from handlers,
or from a transfer."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What going along an edge does: ``adds`` comes to hold, and of what held ``keeps`` still does."""

    adds: int = 0
    keeps: int = EVERYTHING


UNTOUCHED = Effect()
Effects = Callable[[Flow, Step, str], Effect]
"""(flow, step, label of the edge) -> what it does. Not asked about ``run``, whose effect is the flow's."""


@dataclass(frozen=True, slots=True)
class Begins:
    """What holds before anything has happened."""

    flow: int = 0
    """In a flow that a caller starts."""
    anywhere: int = 0
    """In a block of the project's own ``on:``."""


_NOTHING = Begins()


@dataclass(frozen=True, slots=True)
class At:
    """A step that can be reached, and what holds there."""

    flow: Flow
    root: Block
    """The flow's steps, or the ``on:`` block, that it stands in."""
    step: Step
    holds: int
    alone: int
    """What would hold if the block were entered with nothing: what it brings itself."""


@dataclass(slots=True)
class _Solved:
    """A block, entered with nothing and with everything; the last two places are ``GONE`` and ``DONE``."""

    layout: Paths
    nothing: list[int | None] = field(default_factory=list)
    everything: list[int] = field(default_factory=list)

    def holds(self, index: int, entering: int) -> int | None:
        """Return what holds at a step (or an end), None when it is never reached."""
        own = self.nothing[index]
        return None if own is None else own | (self.everything[index] & entering)


class Reaching:
    """Solves one question over a whole project."""

    def __init__(
        self,
        facts: Facts,
        effects: Effects,
        *,
        touching: tuple[type[Step], ...],
        every: bool = False,
        begins: Begins = _NOTHING,
        elsewhere: Effect = UNTOUCHED,
    ) -> None:
        """Solve nothing yet.

        ``touching``: the steps that ``effects`` is asked about; ``every``: what holds on every path, else on some;
        ``elsewhere``: what a flow that is not there would do.
        """
        self._touching = touching
        self._facts = facts
        self._effects = effects
        self._every = every
        self._begins = begins
        self._elsewhere = elsewhere
        self._solved: dict[int, _Solved] = {}
        self._summaries: dict[str, Effect] = {}
        self._entering: dict[int, int] = {}

    def everywhere(self, *kinds: type[Step]) -> Iterator[At]:
        """Yield every step of ``kinds`` (all, when there are none) that can be reached, with what holds there."""
        for flow, root in self._facts.all_roots:
            solved, entering = self._solve(flow, root), self._enters(flow, root)
            for index, step in enumerate(solved.layout.steps):
                alone = solved.nothing[index]
                if alone is not None and (not kinds or isinstance(step, kinds)):
                    yield At(flow, root, step, alone | (solved.everything[index] & entering), alone)

    def at(self, flow: Flow, root: Block, index: int) -> int | None:
        """Return what holds at one step of a block, or at its ends; None when it is never reached."""
        return self._solve(flow, root).holds(index, self._enters(flow, root))

    # ------------------------------------------------------------------------------------------------------- blocks

    def _solve(self, flow: Flow, root: Block) -> _Solved:
        if id(root) not in self._solved:
            layout = self._facts.layout(root)
            size = len(layout.steps) + 2
            solved = _Solved(layout, [None] * size, [0] * size)
            self._solved[id(root)] = solved
            solved.nothing[layout.entry], solved.everything[layout.entry] = 0, EVERYTHING
            ways = self._ways(flow, layout)
            while self._sweep(solved, ways):
                pass
        return self._solved[id(root)]

    def _ways(self, flow: Flow, layout: Paths) -> list[list[tuple[int, int, int]]]:
        ways: list[list[tuple[int, int, int]]] = []
        touching = (Run, *self._touching)
        for step, edges in zip(layout.steps, layout.edges, strict=True):
            if isinstance(step, touching):
                along = [(target, self._effect(flow, step, label)) for label, target in edges]
                ways.append([(target, effect.adds, effect.keeps) for target, effect in along])
            else:
                ways.append([(target, 0, EVERYTHING) for _, target in edges])
        return ways

    def _effect(self, flow: Flow, step: Step, label: str) -> Effect:
        return self._summary(step.flow) if isinstance(step, Run) else self._effects(flow, step, label)

    def _sweep(self, solved: _Solved, ways: list[list[tuple[int, int, int]]]) -> bool:
        """Carry what holds along every edge. Only ``redo`` leads back, to a higher number: then once more."""
        nothing, everything, every = solved.nothing, solved.everything, self._every
        again = False
        for index in range(len(ways) - 1, -1, -1):
            own = nothing[index]
            if own is None:
                continue
            for target, adds, keeps in ways[index]:
                low, high = adds | (own & keeps), adds | (everything[index] & keeps)
                old = nothing[target]
                if old is not None:
                    low = low & old if every else low | old
                    high = high & everything[target] if every else high | everything[target]
                    if low == old and high == everything[target]:
                        continue
                nothing[target], everything[target] = low, high
                again = again or target > index
        return again

    def _summary(self, name: str) -> Effect:
        """Return what running a flow does; one that runs itself does nothing."""
        flow = self._facts.project.flows.get(name)
        if flow is None:
            return self._elsewhere
        if name not in self._summaries:
            self._summaries[name] = UNTOUCHED
            solved = self._solve(flow, flow.steps)
            own = solved.nothing[DONE]
            self._summaries[name] = UNTOUCHED if own is None else Effect(own, solved.everything[DONE])
        return self._summaries[name]

    # ------------------------------------------------------------------------------------------------------ entries

    def _enters(self, flow: Flow, root: Block) -> int:
        """Return what holds when ``root`` is entered. A flow that runs itself is entered as if by a caller."""
        if id(root) not in self._entering:
            self._entering[id(root)] = self._begins.flow
            self._entering[id(root)] = self._entry(flow, root)
        return self._entering[id(root)]

    def _entry(self, flow: Flow, root: Block) -> int:
        if not flow.name:
            return self._begins.anywhere
        found = list(self._callers(flow) if root is flow.steps else self._interrupted(flow, root))
        if not found:
            return self._begins.flow
        holds = found[0]
        for each in found[1:]:
            holds = holds & each if self._every else holds | each
        return holds

    def _callers(self, flow: Flow) -> Iterator[int]:
        if flow.name in self._facts.begun:
            yield self._begins.flow
        for other, root, index in self._facts.run_at.get(flow.name, ()):
            holds = self.at(other, root, index)
            if holds is not None:
                yield holds

    def _interrupted(self, flow: Flow, root: Block) -> Iterator[int]:
        """Yield what holds wherever the event of an ``on:`` block can happen."""
        event = next((event for event, block in flow.on.items() if block is root), None)
        slot = next((name for name, slot in flow.slots.items() for block in slot.on.values() if block is root), "")
        kinds: tuple[type[Step], ...] = _WAITING if event is None or event in _AT_QUESTIONS else _FAILING
        kinds = (*kinds, Redo) if event == "give_up" else kinds  # which may have gone round too often
        kinds = (TransferTo,) if event == "unanswered" else kinds
        places = self._facts.all_roots if slot else ((flow, flow.steps),)
        for other, where in places:
            for index, step in enumerate(self._facts.layout(where).steps):
                if isinstance(step, kinds) and (not slot or (isinstance(step, Ask) and step.slot == slot)):
                    holds = self.at(other, where, index) if where is not root else None
                    if holds is not None:
                        yield holds
