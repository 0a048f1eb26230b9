"""Which slots and results does a step use? Also: where a handler's inputs come from, and whether a yes commits.

Pure. What a correction makes stale, and what it must not touch, follows from these answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.flows.expression import references
from engine.flows.given import NAMES
from engine.flows.model import (
    Ask,
    Confirm,
    Do,
    Expression,
    If,
    Listen,
    Match,
    Prompt,
    Reference,
    Run,
    Say,
    Slot,
    Step,
    TransferTo,
)
from engine.flows.plan import RETURN, Node
from engine.handlers.registry import Registry
from engine.handlers.results import fields


def reads_of(step: Step, slots: Mapping[str, Slot], wiring: Mapping[str, Expression]) -> frozenset[str]:
    """Return the names of the slots and results that ``step`` uses."""
    return frozenset(name for name in _read(step, slots, wiring) if name not in NAMES)


def _read(step: Step, slots: Mapping[str, Slot], wiring: Mapping[str, Expression]) -> Iterator[str]:
    match step:
        case Say(prompt=prompt) | Confirm(prompt=prompt) | Listen(prompt=prompt):
            yield from names_in(prompt)
        case Ask(slot=name) if name in slots:
            for check in slots[name].checks:
                used = [*names_in(check.otherwise), *(r.path[0] for r in references(check.condition))]
                yield from (each for each in used if each != name)
        case Do():
            yield from (r.path[0] for expression in wiring.values() for r in references(expression))
        case If(condition=expression) | Match(subject=expression):
            yield from (r.path[0] for r in references(expression))
        case TransferTo(note=note) if note is not None:
            yield from names_in(note)
        case _:
            return


def names_in(prompt: Prompt) -> Iterator[str]:
    """Yield the slots and results that a text mentions."""
    for template in prompt.variants:
        yield from (part.path[0] for part in template.parts if isinstance(part, Reference))


def writes_of(step: Step) -> str:
    """Return the slot or result that ``step`` brings."""
    match step:
        case Ask(slot=slot):
            return slot
        case Do(result=result):
            return result or ""
        case _:
            return ""


class Wiring:
    """Where the inputs of handlers come from: ``with:``, then the slot, then a result's field of that name."""

    def __init__(self, registry: Registry, slots: Mapping[str, Slot], steps: Mapping[str, list[Do]]) -> None:
        """Take what the project has; ``steps``: flow -> its ``do`` steps."""
        self._registry = registry
        self._slots = slots
        self._steps = steps

    def of(self, step: Do, flow: str) -> Mapping[str, Expression]:
        """Return parameter -> expression for ``step`` in ``flow``; what cannot be wired is left out."""
        handler = self._registry.get(step.handler)
        if handler is None:
            return dict(step.inputs)
        found = {name: self._source(name, step, flow) for name in handler.inputs if name not in step.inputs}
        return {**step.inputs, **{name: source for name, source in found.items() if source is not None}}

    def _source(self, name: str, step: Do, flow: str) -> Expression | None:
        if name in self._slots:
            return Reference((name,), step.at)
        others = (each for other, steps in self._steps.items() if other != flow for each in steps)
        for do in (*reversed(self._steps.get(flow, [])), *others):
            handler = self._registry.get(do.handler)
            if do.result and do is not step and handler is not None and name in fields(handler):
                return Reference((do.result, name), step.at)
        return None


def leads_to_commit(confirm: Node, nodes: Mapping[str, Node]) -> bool:
    """Whether a yes to ``confirm`` reaches a handler that commits before another question of that kind is asked."""
    seen: set[str] = set()
    ahead = [confirm.edges["yes"]]
    while ahead:
        name = ahead.pop()
        if name in seen or name not in nodes:
            continue
        seen.add(name)
        node = nodes[name]
        if node.commits:
            return True
        if not isinstance(node.step, Confirm):
            ahead.extend(_after(node, nodes))
    return False


def _after(node: Node, nodes: Mapping[str, Node]) -> Iterator[str]:
    """Yield what can follow; at the end of a flow that is whatever follows any ``run``, which errs on the safe side."""
    yield from node.edges.values()
    if node.name == RETURN:
        yield from (each.edges["next"] for each in nodes.values() if isinstance(each.step, Run))
