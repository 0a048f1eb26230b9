"""Is every value there when it is used, and of the right kind? Checks of names, conditions and ``match``."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.flows.facts import Facts
from engine.flows.findings import Edit, Finding, error, respelled, suggestion, surely, warning
from engine.flows.given import GIVEN, NAMES, TODAY
from engine.flows.mentions import place
from engine.flows.model import (
    Compare,
    Constant,
    Expression,
    Flow,
    Junction,
    Match,
    Members,
    Not,
    Position,
    Reference,
)
from engine.flows.shapes import Shape

_NUMBERS = frozenset({"number", "money"})
_ORDERED = frozenset({"number", "money", "date"})
_MOST_LISTED = 8
"""Names; a longer list is not read."""


def unknown(facts: Facts) -> Iterator[Finding]:
    """F060: a name that is never asked for or produced where it is used. One finding for a name in a flow."""
    absent: dict[tuple[str, str], tuple[Flow, list[Reference]]] = {}
    for flow, reference in facts.mentions:
        root = reference.path[0]
        if root in NAMES:
            if facts.shape(reference, flow) is None:
                yield _not_given(reference)
        elif root in facts.unasked:
            continue  # that is one finding, of the slot
        elif root not in facts.known[flow.name]:
            absent.setdefault((flow.name, root), (flow, []))[1].append(reference)
        elif (root in facts.slots or root in facts.results) and facts.shape(reference, flow) is None:
            yield _no_field(facts, flow, reference)
    found = [_absent(facts, flow, references) for flow, references in absent.values()]
    yield from (each for each in found if each.edits or not facts.project.unread)  # it may come from what is not read


def _not_given(reference: Reference) -> Finding:
    name, known = ".".join(reference.path), [".".join(path) for path in GIVEN if path[0] == reference.path[0]]
    hint = suggestion(name, known) or f"write {' or '.join(known)}"
    return error(reference.at, "F060", f"nothing is known as '{name}'", hint, respelled(name, known, reference.at))


def _absent(facts: Facts, flow: Flow, references: list[Reference]) -> Finding:
    root, places = references[0].path[0], sorted({reference.at for reference in references})
    known = sorted(facts.known[flow.name])
    elsewhere = root in facts.slots or root in facts.results
    where = " in this flow or one it runs" if elsewhere else ""
    more = f", and is used at {len(places)} places" if len(places) > 1 else ""
    hint = "" if elsewhere else suggestion(root, known) or _listed(known)
    edits = () if elsewhere else _as_one(facts, root, known, places)
    return error(places[0], "F060", f"'{root}' is never asked for or produced{where}{more}", hint, edits)


def _listed(known: list[str]) -> str:
    return f"known here: {', '.join(known)}" if 0 < len(known) <= _MOST_LISTED else ""


def _as_one(facts: Facts, root: str, known: list[str], places: list[Position]) -> tuple[Edit, ...]:
    """Return what makes one name of a name and its slip: several uses outvote the ``as`` that nothing else uses."""
    meant = surely(root, known)
    makers = facts.results.get(meant, ())
    alone = len(makers) == 1 and meant not in {reference.path[0] for _, reference in facts.mentions}
    if len(places) > 1 and alone:
        step = makers[0][1]
        return (Edit(place(meant if step.result is None else step.result, step.at), meant, root),)
    return tuple(edit for at in places for edit in respelled(root, known, at))


def _no_field(facts: Facts, flow: Flow, reference: Reference) -> Finding:
    root, *rest = reference.path
    if root in facts.slots:
        return error(reference.at, "F060", f"the slot '{root}' has no parts", f"write {root}")
    held = sorted(facts.fields_of(root, flow) or ())
    if not held:
        makers = " and ".join(dict.fromkeys(f"'{step.handler}'" for _, step in facts.results[root]))
        message = f"'{root}' has nothing that a flow can use: {makers} declares no fields"
        return error(reference.at, "F060", message, "let the handler return a TypedDict or a dataclass")
    if not rest:
        return error(
            reference.at, "F060", f"'{root}' is a whole result", f"write {' or '.join(f'{root}.{f}' for f in held)}"
        )
    message = f"'{root}' has no '{'.'.join(rest)}' (has {', '.join(held)})"
    behind = Position(reference.at.file, reference.at.line, reference.at.column + len(root) + 1)
    edits = respelled(rest[0], held, behind) if len(rest) == 1 else ()
    return error(reference.at, "F060", message, suggestion(rest[0], held), edits)


def conditions(facts: Facts) -> Iterator[Finding]:
    """F061: a comparison that cannot be made. F051: a comparison with a value that the other side never has."""
    for condition in facts.conditions:
        if condition.role == "truth":
            yield from faults(facts, condition.flow, condition.expression)
        else:
            yield from _inside(facts, condition.flow, condition.expression)


def faults(facts: Facts, flow: Flow, expression: Expression) -> Iterator[Finding]:
    """Yield what is wrong with a condition: F061 and F051."""
    shape = _shape(facts, flow, expression)
    if not (isinstance(expression, Constant) and expression.value is False) and shape.kind not in (None, "yes_no"):
        yield error(
            expression.at, "F061", "a condition is a yes or a no, and this is neither", "compare it with something"
        )
    yield from _inside(facts, flow, expression)


def _inside(facts: Facts, flow: Flow, expression: Expression) -> Iterator[Finding]:
    match expression:
        case Junction(operands=operands):
            for operand in operands:
                yield from faults(facts, flow, operand)
        case Not(operand=operand):
            yield from faults(facts, flow, operand)
        case Compare(left=left, right=right):
            yield from _comparison(facts, flow, expression)
            yield from _inside(facts, flow, left)
            yield from _inside(facts, flow, right)
        case _:
            return


def _comparison(facts: Facts, flow: Flow, compare: Compare) -> Iterator[Finding]:
    left = _shape(facts, flow, compare.left)
    if compare.op in ("<", "<=", ">", ">=") and left.kind is not None and left.kind not in _ORDERED:
        yield error(compare.at, "F061", f"'{compare.op}' compares numbers and dates, and this is {left.kind}")
        return
    for side in compare.right.values if isinstance(compare.right, Members) else (compare.right,):
        right = _shape(facts, flow, side)
        if isinstance(side, Constant) and _names_a_value(facts, flow, side, left):
            message = f"this compares with the word '{side.value}', not with the value of that name"
            braced = f"{{{side.value}}}"
            yield error(side.at, "F061", message, f"write {braced}", (Edit(side.at, str(side.value), braced),))
        elif left.options and isinstance(side, Constant) and isinstance(side.value, str):
            yield from outside(side.value, left, side.at)
        elif not _alike(left, right):
            number = str(side.value) if isinstance(side, Constant) and isinstance(side.value, Decimal) else ""
            hint = "put it in quotes" if number else ""
            edits = (Edit(side.at, number, f"'{number}'"),) if number else ()
            yield error(side.at, "F061", f"{left.kind} and {right.kind} cannot be compared", hint, edits)


def _names_a_value(facts: Facts, flow: Flow, side: Constant, left: Shape) -> bool:
    """Whether a word is written where the value of that name must be meant."""
    if (side.value,) == TODAY:
        return left.kind == "date"
    return side.value in facts.known[flow.name] and side.value not in left.options


def outside(value: str, shape: Shape, at: Position) -> Iterator[Finding]:
    """F051: ``value`` is none of those the other side can have."""
    if shape.options and value not in shape.options:
        hint = suggestion(value, shape.options) or f"it is one of {', '.join(shape.options)}"
        yield error(at, "F051", f"it is never '{value}'", hint, respelled(value, shape.options, at))


def _shape(facts: Facts, flow: Flow, expression: Expression) -> Shape:
    match expression:
        case Reference():
            return facts.shape(expression, flow) or Shape()
        case Constant(value=bool()):
            return Shape("yes_no")
        case Constant(value=Decimal()):
            return Shape("number")
        case Constant():
            return Shape("text")
        case Members():
            return Shape()
        case _:
            return Shape("yes_no")


def _alike(left: Shape, right: Shape) -> bool:
    if left.kind is None or right.kind is None or left.kind == right.kind:
        return True
    sides = {left.kind, right.kind}
    return sides <= _NUMBERS or not sides & (_ORDERED | {"yes_no", "time"})


def matches(facts: Facts) -> Iterator[Finding]:
    """F050: a ``match`` that may fit nothing. F051: a value that never comes."""
    for flow, step in facts.steps:
        if isinstance(step, Match):
            shape = _shape(facts, flow, step.subject)
            for case in step.cases:
                yield from outside(case, shape, place(case, step.at))
            missing = [option for option in shape.options if option not in step.cases]
            root = step.subject.path[0] if isinstance(step.subject, Reference) else ""
            if root in facts.slots and shape.kind is None:
                continue
            if step.otherwise is None and (missing or not shape.options):
                what = f" ({', '.join(missing)})" if missing else ""
                yield warning(step.at, "F050", f"this match has no 'else' for what is left{what}", "add 'else:'")
