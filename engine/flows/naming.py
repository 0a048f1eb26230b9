"""What is each step's node called? ``flow/word.subject``: made of names and words, so that edits change only theirs.

A step with an ``id:`` is called ``flow/word.id``, whatever else is written. A second step of the same name in the same
flow gets ``#2``, which moves when another is put before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.flows.expression import references
from engine.flows.model import (
    Ask,
    Block,
    Confirm,
    Do,
    End,
    Expression,
    Flow,
    If,
    Listen,
    Match,
    Project,
    Prompt,
    Redo,
    Run,
    Say,
    Step,
    TransferTo,
)

_WORDS = 4
"""Words of a text that make its node's name."""


@dataclass(frozen=True, slots=True)
class Named:
    """A step, its node's name, and its blocks likewise."""

    name: str
    step: Step
    blocks: Mapping[str, tuple[Named, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """A block that is named and compiled by itself: a flow's steps, or one ``on:`` block."""

    flow: str
    prefix: str
    """What its nodes' names begin with."""
    block: Block
    event: tuple[str, str] | None = None
    """(scope, event) of an ``on:`` block."""


def scopes(project: Project, builtin: Mapping[str, Block]) -> Iterator[Scope]:
    """Yield every scope of ``project``, in the order of its files, and then the engine's own."""
    for flow in project.flows.values():
        yield Scope(flow.name, flow.name, flow.steps)
        yield from _events(flow)
    for event, block in project.on.items():
        yield Scope("", f"on.{event}", block, ("project", event))
    for event, block in builtin.items():
        prefix = f"on.{event}" if event not in project.on else f"default.{event}"
        yield Scope("", prefix, block, ("built-in", event))


def _events(flow: Flow) -> Iterator[Scope]:
    for event, block in flow.on.items():
        yield Scope(flow.name, f"{flow.name}/on.{event}", block, (f"flow.{flow.name}", event))
    for slot in flow.slots.values():
        for event, block in slot.on.items():
            yield Scope(flow.name, f"{flow.name}/{slot.name}/on.{event}", block, (f"slot.{slot.name}", event))


def walk(block: tuple[Named, ...]) -> Iterator[Named]:
    """Yield the steps of ``block`` and of the blocks inside it, in the order they are written."""
    for named in block:
        yield named
        for inner in named.blocks.values():
            yield from walk(inner)


class Namer:
    """Gives out the names of one project's nodes, each once."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def named(self, block: Block, prefix: str) -> tuple[Named, ...]:
        """Name the steps of ``block`` and of the blocks inside it, in the order they are written."""
        self._reserve(block, prefix)
        return self._block(block, prefix)

    def _reserve(self, block: Block, prefix: str) -> None:
        """Give names by ``id`` away first, so that no step without one can take them."""
        for step in block:
            if step.id:
                self._given[f"{prefix}/{label(step)}"] += 1
            for inner in blocks_of(step).values():
                self._reserve(inner, prefix)

    def _block(self, block: Block, prefix: str) -> tuple[Named, ...]:
        return tuple(self._one(step, prefix) for step in block)

    def _one(self, step: Step, prefix: str) -> Named:
        name = f"{prefix}/{label(step)}"
        if not step.id:
            self._given[name] += 1
            if self._given[name] > 1:
                name = f"{name}#{self._given[name]}"
        return Named(name, step, {edge: self._block(block, prefix) for edge, block in blocks_of(step).items()})


def blocks_of(step: Step) -> Mapping[str, Block]:
    """Return the blocks inside ``step`` by the label of the edge that leads into each."""
    match step:
        case Confirm(yes=yes, no=no):
            return {label: block for label, block in (("yes", yes), ("no", no)) if block is not None}
        case Do(on=on):
            return on
        case If(then=then, otherwise=otherwise):
            return {"then": then, "else": otherwise}
        case Match(cases=cases, otherwise=otherwise):
            return cases if otherwise is None else {**cases, "else": otherwise}
        case _:
            return {}


def label(step: Step) -> str:
    """Return ``word.subject``, or ``word.id`` where the step has one."""
    usual = subject(step)
    return f"{usual.partition('.')[0]}.{step.id}" if step.id else usual


def subject(step: Step) -> str:  # noqa: PLR0911 - one return per step word
    """Return ``word.subject``: what the step does, and to what, or its first words."""
    match step:
        case Say(prompt=prompt):
            return f"say.{_slug(prompt)}"
        case Ask(slot=slot):
            return f"ask.{slot}"
        case Confirm(prompt=prompt):
            return f"confirm.{_slug(prompt)}"
        case Listen(prompt=prompt):
            return f"listen.{_slug(prompt)}"
        case Do(handler=handler):
            return f"do.{handler}"
        case If(condition=condition):
            return f"if.{_subject(condition)}"
        case Match(subject=subject):
            return f"match.{_subject(subject)}"
        case Run(flow=flow):
            return f"run.{flow}"
        case Redo(name=name):
            return f"redo.{name}"
        case TransferTo(queue=queue):
            return f"transfer.{queue}"
        case End(hangup=hangup):
            return "end.hangup" if hangup else "end"


def _slug(prompt: Prompt) -> str:
    words = re.findall(r"[^\W_]+", prompt.variants[0].source.lower().replace("'", "").replace("’", ""))  # noqa: RUF001
    return "_".join(words[:_WORDS]) or "text"


def _subject(expression: Expression) -> str:
    names = dict.fromkeys("_".join(reference.path) for reference in references(expression))
    return "_".join(names) or "always"
