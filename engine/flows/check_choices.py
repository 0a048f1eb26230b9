"""Does every choice leave something to choose? Checks of ``if``, ``match``, ``check`` and of steps that do nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from engine.flows.check_values import faults
from engine.flows.check_wording import sentences
from engine.flows.expression import references
from engine.flows.facts import Facts
from engine.flows.findings import Finding, error, warning
from engine.flows.mentions import sketch
from engine.flows.model import (
    Ask,
    Block,
    Confirm,
    Constant,
    Do,
    End,
    Expression,
    Flow,
    If,
    Match,
    Redo,
    Reference,
    Say,
    Slot,
    Step,
    TransferTo,
)
from engine.flows.naming import blocks_of, subject
from engine.flows.shapes import Shape
from engine.flows.verdicts import verdicts


def settled(facts: Facts) -> Iterator[Finding]:
    """F063: a condition that always comes out the same way."""
    conditions = [(flow, step.condition) for flow, step in facts.steps if isinstance(step, If)]
    conditions += [(flow, flow.guard) for flow in facts.project.flows.values() if flow.guard is not None]
    for flow, condition in conditions:
        found = _verdicts(facts, flow, condition)
        if len(found) == 1:
            how = "always" if True in found else "never"
            yield warning(
                condition.at, "F063", f"this is {how} so", "mend the condition, or write the steps without it"
            )


def _verdicts(facts: Facts, flow: Flow, *conditions: Expression) -> frozenset[bool]:
    """Return how ``conditions`` can come out together; both ways where something is wrong with one of them anyway."""
    for each in conditions:
        unread = isinstance(each, Constant) and each.value is False
        if unread or any(facts.shape(reference, flow) is None for reference in references(each)):
            return frozenset({True, False})
        if next(faults(facts, flow, each), None) is not None:
            return frozenset({True, False})
    return verdicts(conditions, lambda reference: facts.shape(reference, flow))


def slot_checks(facts: Facts) -> Iterator[Finding]:
    """F026: a check of a slot that no answer passes, or that every answer passes."""
    for flow in facts.project.flows.values():
        for slot in flow.slots.values():
            yield from _of_slot(facts, flow, slot)


def _of_slot(facts: Facts, flow: Flow, slot: Slot) -> Iterator[Finding]:
    useless = False
    for check in slot.checks:
        found = _verdicts(facts, flow, check.condition)
        useless = useless or len(found) == 1
        if found == {False}:
            yield error(check.condition.at, "F026", f"no answer to '{slot.name}' can pass this check", "mend it")
        elif found == {True}:
            yield warning(check.condition.at, "F026", f"every answer to '{slot.name}' passes this check", "delete it")
    if len(slot.checks) > 1 and not useless and _verdicts(facts, flow, *(c.condition for c in slot.checks)) == {False}:
        message = f"no answer to '{slot.name}' can pass all of its checks"
        yield error(slot.checks[-1].condition.at, "F026", message, "mend one of them")


def matched(facts: Facts) -> Iterator[Finding]:
    """F052: a ``match`` on a yes or no. F053: an ``else`` that nothing is left for."""
    for flow, step in facts.steps:
        if not isinstance(step, Match):
            continue
        shape = _shape(facts, flow, step.subject)
        if shape.kind == "yes_no":
            yield warning(step.at, "F052", "this match looks at a yes or no", "write 'if', 'then' and 'else'")
        elif step.otherwise is not None and shape.options and set(shape.options) <= step.cases.keys():
            message = "nothing is left for this 'else': every value has its own steps"
            yield warning(step.at, "F053", message, "delete 'else', or the values that need no steps of their own")


def _shape(facts: Facts, flow: Flow, expression: Expression) -> Shape:
    if isinstance(expression, Reference):
        return facts.shape(expression, flow) or Shape()
    return Shape() if isinstance(expression, Constant) else Shape("yes_no")


def idle(facts: Facts) -> Iterator[Finding]:
    """F016: a choice that nothing follows from. F017: ways that all lead to the same steps."""
    for _, step in facts.steps:
        ways = _ways(step)
        if ways and not any(ways.values()):
            yield warning(step.at, "F016", "nothing follows from this, however it comes out", "delete it, or add steps")
        elif len(ways) > 1 and _all_alike(tuple(ways.values())):
            names = " and ".join(f"'{name}'" for name in ways)
            yield warning(step.at, "F017", f"{names} do the same", "write these steps once, behind this one")


def _called_alike(one: Step, other: Step) -> bool:
    """Whether two steps have the same word and subject: whoever has not cannot be equal."""
    return type(one) is type(other) and subject(one) == subject(other)


def _all_alike(ways: tuple[Block, ...]) -> bool:
    first = ways[0]
    near = all(len(way) == len(first) and all(map(_called_alike, way, first)) for way in ways[1:])
    return near and len({sketch(way) for way in ways}) == 1


def _ways(step: Step) -> Mapping[str, tuple[Step, ...]]:
    """Return every way on from a choice by its name, empty where the flow just goes on."""
    match step:
        case Confirm(yes=yes, no=no) if no is not None:
            return {"yes": yes or (), "no": no}
        case If() | Match():
            return {"else": (), **blocks_of(step)}
        case _:
            return {}


def repeated(facts: Facts) -> Iterator[Finding]:
    """F018: the same step twice in a row."""
    for _, block in facts.blocks:
        for first, second in pairwise(block):
            alike = _called_alike(first, second) and not _judged_elsewhere(facts, second)
            if alike and sketch(first) == sketch(second):
                yield warning(second.at, "F018", f"this repeats the step at {first.at}", "delete one of the two")


def _judged_elsewhere(facts: Facts, step: Step) -> bool:
    """Whether another check speaks of a step that stands twice: F010, F027, F072, V106."""
    match step:
        case Ask() | Redo() | End() | TransferTo():
            return True
        case Say(prompt=prompt):
            return all(len(sentences(variant)) == 1 for variant in prompt.variants)
        case Do(handler=name):
            handler = facts.registry.get(name)
            return handler is not None and handler.commits
        case _:
            return False
