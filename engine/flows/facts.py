"""What does a project hold, seen across its files? The tables that every check reads, gathered once.

Nothing here judges; the ``check_*`` modules do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from engine.evaluation import Evaluation
from engine.flows.dataflow import Wiring
from engine.flows.expression import references
from engine.flows.findings import meant
from engine.flows.given import GIVEN, NAMES
from engine.flows.mentions import Condition, Spoken, Use, blocks_of, of_slot, of_step, parts, uses, walk
from engine.flows.model import Ask, Block, Do, Flow, If, Listen, Match, Position, Project, Reference, Run, Slot, Step
from engine.flows.paths import DONE, Paths, paths
from engine.flows.shapes import Shape, of_result
from engine.flows.shapes import of_slot as shape_of_slot
from engine.handlers.registry import Registry

ANYWHERE = Flow(name="", about="", title="", start=(), steps=(), at=Position("", 1, 1))
"""Stands for the project's own ``on:``, which belongs to no flow."""


class Facts:
    """A project, its registry and its labels, and what follows from them."""

    def __init__(
        self,
        project: Project,
        registry: Registry,
        labels: frozenset[str] | None,
        evaluation: Evaluation | None = None,
        *,
        whole: bool = True,
    ) -> None:
        """Gather nothing yet: each table is made when it is first read."""
        self.project = project
        self.registry = registry
        self.labels = labels
        self.evaluation = evaluation
        self.whole = whole
        self._layouts: dict[int, Paths] = {}
        self._fields: dict[tuple[str, str], Mapping[str, Shape] | None] = {}
        self._returns: dict[str, bool] = {}
        self._uses: dict[int, tuple[Use, ...]] = {}

    def roots(self, flow: Flow) -> Iterator[Block]:
        """Yield the flow's steps and the blocks of its ``on:`` and its slots' ``on:``."""
        yield flow.steps
        yield from flow.on.values()
        for slot in flow.slots.values():
            yield from slot.on.values()

    @cached_property
    def all_roots(self) -> tuple[tuple[Flow, Block], ...]:
        """Every block that is entered by itself, with its flow: steps, and each ``on:``."""
        found = [(flow, root) for flow in self.project.flows.values() for root in self.roots(flow)]
        return (*found, *((ANYWHERE, root) for root in self.project.on.values()))

    @cached_property
    def blocks(self) -> tuple[tuple[Flow, Block], ...]:
        """Every block of every file, with its flow."""
        return tuple((flow, block) for flow, root in self.all_roots for block in blocks_of(root))

    @cached_property
    def steps(self) -> tuple[tuple[Flow, Step], ...]:
        """Every step of every file, with its flow."""
        return tuple((flow, step) for flow, block in self.blocks for step in block)

    @cached_property
    def slots(self) -> Mapping[str, Slot]:
        """Every slot of the project; of two with one name, the first."""
        found: dict[str, Slot] = {}
        for flow in self.project.flows.values():
            for name, slot in flow.slots.items():
                found.setdefault(name, slot)
        return found

    @cached_property
    def asked(self) -> frozenset[str]:
        """Every slot that some step asks for."""
        return frozenset(meant(step.slot, self.slots) for _, step in self.steps if isinstance(step, Ask))

    @cached_property
    def unasked(self) -> frozenset[str]:
        """Every slot that no step asks for: one finding says so, and what follows from it is none."""
        return frozenset(self.slots) - self.asked

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Every name that a text, a condition or a handler that is called reads."""
        called = [self.registry.get(step.handler) for _, step in self.steps if isinstance(step, Do)]
        inputs = {name for handler in called if handler is not None for name in handler.inputs}
        return frozenset(inputs | {reference.path[0] for _, reference in self.mentions})

    @cached_property
    def results(self) -> Mapping[str, tuple[tuple[Flow, Do], ...]]:
        """Result -> the steps that produce it."""
        found: dict[str, list[tuple[Flow, Do]]] = {}
        for flow, step in self.steps:
            if isinstance(step, Do) and step.result:
                found.setdefault(step.result, []).append((flow, step))
        return {name: tuple(makers) for name, makers in found.items()}

    @cached_property
    def runs(self) -> Mapping[str, frozenset[str]]:
        """Flow -> the flows it runs, however deep; of the project's ``on:`` under the empty name."""
        direct: dict[str, set[str]] = {name: set() for name in (*self.project.flows, "")}
        for flow, step in self.steps:
            if isinstance(step, Run):
                direct.setdefault(flow.name, set()).add(step.flow)
        return {name: _closed(name, direct) for name in direct}

    @cached_property
    def begun(self) -> frozenset[str]:
        """The flows that begin by themselves: on an intent, a key, as the greeting, or because nothing runs them."""
        run = {step.flow for _, step in self.steps if isinstance(step, Run)}
        keyed = {name for _, step in self.steps if isinstance(step, Listen) for name in step.keys.values()}
        flows = self.project.flows.values()
        return frozenset(f.name for f in flows if f.start or f.name in keyed or f.name not in run) | {
            self.project.start
        }

    @cached_property
    def run_at(self) -> Mapping[str, tuple[tuple[Flow, Block, int], ...]]:
        """Flow -> where it is run: the block that is entered by itself, and the step's number in its layout."""
        found: dict[str, list[tuple[Flow, Block, int]]] = {}
        for flow, root in self.all_roots:
            for index, step in enumerate(self.layout(root).steps):
                if isinstance(step, Run):
                    found.setdefault(step.flow, []).append((flow, root, index))
        return {name: tuple(places) for name, places in found.items()}

    @cached_property
    def bits(self) -> Mapping[str, int]:
        """Slot or result -> its own bit."""
        return {name: 1 << index for index, name in enumerate(dict.fromkeys((*self.slots, *self.results)))}

    @cached_property
    def wiring(self) -> Wiring:
        """Where the inputs of handlers come from."""
        dos: dict[str, list[Do]] = {}
        for flow, root in self.all_roots:
            dos.setdefault(flow.name, []).extend(step for step in walk(root) if isinstance(step, Do))
        return Wiring(self.registry, self.slots, dos)

    def uses(self, flow: Flow, step: Step) -> tuple[Use, ...]:
        """Return every name that ``step`` needs a value for."""
        if id(step) not in self._uses:
            wiring = self.wiring.of(step, flow.name) if isinstance(step, Do) else {}
            self._uses[id(step)] = uses(step, flow, self.slots, wiring)
        return self._uses[id(step)]

    def stale(self, name: str) -> frozenset[str]:
        """Return ``name`` and the results that are computed from it, directly or through others."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting += self._computed.get(each, ())
        return frozenset(found)

    @cached_property
    def _computed(self) -> Mapping[str, frozenset[str]]:
        """Slot or result -> the results whose handlers read it."""
        found: dict[str, set[str]] = {}
        for result, makers in self.results.items():
            for flow, step in makers:
                for use in self.uses(flow, step):
                    if use.role == "input":
                        found.setdefault(use.reference.path[0], set()).add(result)
        return {name: frozenset(results) for name, results in found.items()}

    @cached_property
    def known(self) -> Mapping[str, frozenset[str]]:
        """Flow -> slots asked for and results produced in it, in the flows it runs and in those that run it."""
        # A flow that runs one that is not there is given the benefit of the doubt.
        own: dict[str, set[str]] = {name: set() for name in (*self.project.flows, "")}
        for flow, step in self.steps:
            if isinstance(step, Ask):
                own[flow.name].add(meant(step.slot, self.slots))
            elif isinstance(step, Do) and step.result:
                own[flow.name].add(step.result)
        with_runs = {name: own[name].union(*(own.get(other, set()) for other in self.runs[name])) for name in own}
        kept = {name for name, slot in self.slots.items() if slot.keep}
        everything = frozenset().union(*own.values())
        lost = {name for name, ran in self.runs.items() if not ran <= self.project.flows.keys()}
        return {
            name: everything if not name or name in lost else frozenset(kept.union(*(
                with_runs[other] for other in own if other == name or name in self.runs[other]
            )))
            for name in own
        }  # fmt: skip

    def layout(self, block: Block) -> Paths:
        """Return the paths through one of the project's blocks."""
        if id(block) not in self._layouts:
            self._layouts[id(block)] = paths(block, returns=self.returns)
        return self._layouts[id(block)]

    def returns(self, name: str) -> bool:
        """Say whether a flow comes back to the flow that runs it; one that is not there is given that benefit."""
        if name not in self._returns:
            self._returns[name] = True  # for a flow that runs itself
            flow = self.project.flows.get(name)
            self._returns[name] = flow is None or DONE in self.layout(flow.steps).reached()
        return self._returns[name]

    def shape(self, reference: Reference, flow: Flow) -> Shape | None:
        """Return what kind of value ``reference`` names, or None when the project has no such name."""
        root, *rest = reference.path
        if root in NAMES:
            return GIVEN.get(reference.path)
        if root in self.slots and not rest:
            return shape_of_slot(self.slots[root])
        held = self.fields_of(root, flow) if root in self.results else None
        if root in self.results and held is None:
            return Shape()
        return held.get(rest[0]) if held is not None and len(rest) == 1 else None

    def fields_of(self, result: str, flow: Flow) -> Mapping[str, Shape] | None:
        """Return the fields of a result, seen from ``flow``; None when a handler is unknown."""
        key = (result, flow.name)
        if key not in self._fields:
            makers = self.results[result]
            near = [step for maker, step in makers if maker is flow] or [step for _, step in makers]
            handlers = [self.registry.get(name) for name in dict.fromkeys(step.handler for step in near)]
            shapes = [of_result(handler) for handler in handlers if handler is not None]
            whole = len(shapes) == len(handlers)
            self._fields[key] = {name: shape for held in shapes for name, shape in held.items()} if whole else None
        return self._fields[key]

    @cached_property
    def spoken(self) -> tuple[Spoken, ...]:
        """Every text of every file."""
        found = [Spoken(prompt, ANYWHERE) for prompt in (self.project.disclosure,) if prompt]
        for flow in self.project.flows.values():
            for slot in flow.slots.values():
                found += [Spoken(prompt, flow) for prompt in of_slot(slot)]
        for flow, step in self.steps:
            found += of_step(step, flow)
        return tuple(found)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every expression of every file."""
        found: list[Condition] = []
        for flow in self.project.flows.values():
            found += [Condition(flow.guard, flow)] if flow.guard is not None else []
            found += [Condition(c.condition, flow) for slot in flow.slots.values() for c in slot.checks]
        for flow, step in self.steps:
            match step:
                case If(condition=condition):
                    found.append(Condition(condition, flow))
                case Match(subject=subject):
                    found.append(Condition(subject, flow, "subject"))
                case Do(inputs=inputs):
                    found += [Condition(value, flow, "input") for value in inputs.values()]
                case _:
                    pass
        return tuple(found)

    @cached_property
    def mentions(self) -> tuple[tuple[Flow, Reference], ...]:
        """Every name that a text or a condition reads, with its flow."""
        texts = [(spoken.flow, part) for spoken in self.spoken for part in parts(spoken.prompt)]
        return (*texts, *((c.flow, ref) for c in self.conditions for ref in references(c.expression)))


def _closed(name: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(direct.get(name, ()))
    while waiting:
        flow = waiting.pop()
        if flow not in found:
            found.add(flow)
            waiting += direct.get(flow, ())
    return frozenset(found)
