"""What does a project hold, seen across its files? The tables that every check reads, gathered once.

Nothing here judges; the ``check_*`` modules do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine.flows.expression import references
from engine.flows.findings import meant
from engine.flows.model import (
    Ask,
    Block,
    Confirm,
    Do,
    Expression,
    Flow,
    If,
    Listen,
    Match,
    Name,
    Position,
    Project,
    Prompt,
    Reference,
    Run,
    Say,
    Slot,
    Step,
    TransferTo,
)
from engine.flows.paths import DONE, Paths, paths
from engine.flows.shapes import Shape, of_result, of_slot
from engine.handlers.registry import Registry

ANYWHERE = Flow(name="", about="", title="", start=(), steps=(), at=Position("", 1, 1))
"""Stands for the project's own ``on:``, which belongs to no flow."""
CALLER: Mapping[str, Shape] = {"said": Shape("text")}
"""What every call knows: ``caller.said``."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text that goes to the caller or to a person."""

    prompt: Prompt
    flow: Flow
    voiced: bool = True
    """False for a hand-off note, which is read."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression and where it stands."""

    expression: Expression
    flow: Flow
    role: Literal["truth", "subject", "input"] = "truth"
    """Whether it must come out as yes or no, is what a ``match`` looks at, or is handed to a handler."""


def place(name: str, otherwise: Position) -> Position:
    """Return where ``name`` stands, if it knows."""
    return name.at if isinstance(name, Name) else otherwise


def inner(step: Step) -> Iterator[Block]:
    """Yield the blocks inside a step."""
    match step:
        case Confirm(yes=yes, no=no):
            yield from (block for block in (yes, no) if block is not None)
        case Do(on=on):
            yield from on.values()
        case If(then=then, otherwise=otherwise):
            yield then
            yield otherwise
        case Match(cases=cases, otherwise=other):
            yield from cases.values()
            if other is not None:
                yield other
        case _:
            return


def blocks_of(block: Block) -> Iterator[Block]:
    """Yield ``block`` and every block inside it."""
    yield block
    for step in block:
        for part in inner(step):
            yield from blocks_of(part)


class Facts:
    """A project, its registry and its labels, and what follows from them."""

    def __init__(self, project: Project, registry: Registry, labels: frozenset[str] | None) -> None:
        """Gather nothing yet: each table is made when it is first read."""
        self.project = project
        self.registry = registry
        self.labels = labels
        self._layouts: dict[int, Paths] = {}

    def roots(self, flow: Flow) -> Iterator[Block]:
        """Yield the flow's steps and the blocks of its ``on:`` and its slots' ``on:``."""
        yield flow.steps
        yield from flow.on.values()
        for slot in flow.slots.values():
            yield from slot.on.values()

    @cached_property
    def blocks(self) -> tuple[tuple[Flow, Block], ...]:
        """Every block of every file, with its flow."""
        found = [
            (flow, block)
            for flow in self.project.flows.values()
            for root in self.roots(flow)
            for block in blocks_of(root)
        ]
        found += [(ANYWHERE, block) for root in self.project.on.values() for block in blocks_of(root)]
        return tuple(found)

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
    def results(self) -> Mapping[str, tuple[tuple[Flow, Do], ...]]:
        """Result -> the steps that produce it."""
        found: dict[str, tuple[tuple[Flow, Do], ...]] = {}
        for flow, step in self.steps:
            if isinstance(step, Do) and step.result:
                found[step.result] = (*found.get(step.result, ()), (flow, step))
        return found

    @cached_property
    def runs(self) -> Mapping[str, frozenset[str]]:
        """Flow -> the flows it runs, however deep; of the project's ``on:`` under the empty name."""
        direct: dict[str, set[str]] = {name: set() for name in (*self.project.flows, "")}
        for flow, step in self.steps:
            if isinstance(step, Run):
                direct.setdefault(flow.name, set()).add(step.flow)
        return {name: _closed(name, direct) for name in direct}

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
            self._layouts[id(block)] = paths(block, returns=lambda name: name not in self.final)
        return self._layouts[id(block)]

    @cached_property
    def final(self) -> frozenset[str]:
        """Return the flows that never come back to the flow that ran them."""
        found: frozenset[str] = frozenset()
        while True:
            more = frozenset(
                name
                for name, flow in self.project.flows.items()
                if DONE not in paths(flow.steps, returns=lambda other: other not in found).reached()  # noqa: B023 - used at once
            )
            if more == found:
                return found
            found = more

    def shape(self, reference: Reference, flow: Flow) -> Shape | None:
        """Return what kind of value ``reference`` names, or None when the project has no such name."""
        root, *rest = reference.path
        if root == "caller":
            return CALLER.get(".".join(rest))
        if root in self.slots and not rest:
            return of_slot(self.slots[root])
        held = self.fields_of(root, flow) if root in self.results else None
        if root in self.results and held is None:
            return Shape()
        return held.get(rest[0]) if held is not None and len(rest) == 1 else None

    def fields_of(self, result: str, flow: Flow) -> Mapping[str, Shape] | None:
        """Return the fields of a result, seen from ``flow``; None when a handler is unknown."""
        makers = self.results[result]
        near = [step for maker, step in makers if maker is flow] or [step for _, step in makers]
        found: dict[str, Shape] = {}
        for step in near:
            handler = self.registry.get(step.handler)
            if handler is None:
                return None
            found |= of_result(handler)
        return found

    @cached_property
    def spoken(self) -> tuple[Spoken, ...]:
        """Every text of every file."""
        found = [Spoken(prompt, ANYWHERE) for prompt in (self.project.disclosure,) if prompt]
        for flow in self.project.flows.values():
            for slot in flow.slots.values():
                found += [Spoken(prompt, flow) for prompt in _of_slot(slot)]
        for flow, step in self.steps:
            found += _of_step(step, flow)
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


def parts(prompt: Prompt) -> Iterator[Reference]:
    """Yield the names that a text speaks."""
    for variant in prompt.variants:
        yield from (part for part in variant.parts if isinstance(part, Reference))


def _closed(name: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(direct.get(name, ()))
    while waiting:
        flow = waiting.pop()
        if flow not in found:
            found.add(flow)
            waiting += direct.get(flow, ())
    return frozenset(found)


def _of_slot(slot: Slot) -> Iterator[Prompt]:
    yield slot.ask
    yield from (prompt for prompt in (slot.short, slot.silence, slot.help) if prompt is not None)
    yield from slot.retry
    yield from (check.otherwise for check in slot.checks)


def _of_step(step: Step, flow: Flow) -> list[Spoken]:
    match step:
        case Say(prompt=prompt):
            return [Spoken(prompt, flow)]
        case Confirm(prompt=prompt, retry=retry) | Listen(prompt=prompt, retry=retry):
            return [Spoken(text, flow) for text in (prompt, *retry)]
        case Do(filler=filler) if filler is not None:
            return [Spoken(filler, flow)]
        case TransferTo(note=note) if note is not None:
            return [Spoken(note, flow, voiced=False)]
        case _:
            return []
