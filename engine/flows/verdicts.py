"""How can a condition come out? Tries every value that makes a difference: an option, a number around each boundary.

Names are taken as independent of each other. Where a value's kind is not known, or there are too many to try, nothing
is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product

from engine.flows.expression import Undecided, decide, references
from engine.flows.model import Compare, Constant, Expression, Junction, Members, Not, Reference
from engine.flows.shapes import Shape

MOST_TRIED = 5000
"""Combinations of values; beyond, a condition is taken to come out either way."""

Path = tuple[str, ...]
_NUMBERS = frozenset({"number", "money"})
_WORDS = frozenset({"digits", "phone", "postcode", "email", "name", "text"})
_DAY = date(2026, 3, 2)
_OTHER = "\N{NULL}"
"""A text that no file holds."""


def verdicts(conditions: Iterable[Expression], shape_of: Callable[[Reference], Shape | None]) -> frozenset[bool]:
    """Return how all of ``conditions`` together can come out; both ways when there is no telling."""
    tried = tuple(conditions)
    names = {reference.path: reference for each in tried for reference in references(each)}
    shapes = {path: shape_of(reference) for path, reference in names.items()}
    domains = {path: _domain(shape, tried, len(names)) for path, shape in shapes.items()}
    if any(not domain for domain in domains.values()):
        return frozenset({True, False})
    found: set[bool] = set()
    for count, values in enumerate(product(*domains.values())):
        known = dict(zip(domains, values, strict=True))
        sides = [decide(each, known.get) for each in tried]
        if count >= MOST_TRIED or any(isinstance(side, Undecided) for side in sides):
            return frozenset({True, False})
        found.add(all(side is True for side in sides))
        if len(found) > 1:
            break
    return frozenset(found)


def _domain(shape: Shape | None, conditions: tuple[Expression, ...], apart: int) -> tuple[object, ...]:
    """Return the values of one name that can make a difference; none when there is no telling.

    ``apart``: how many names may have to differ from each other between two boundaries.
    """
    constants = [constant for each in conditions for constant in _constants(each)]
    match shape:
        case Shape(kind="yes_no"):
            return (True, False)
        case Shape(options=options) if options:
            return options
        case Shape(kind=kind) if kind in _NUMBERS:
            return tuple(_around(sorted({c for c in constants if isinstance(c, Decimal)} or {Decimal(0)}), apart))
        case Shape(kind="date"):
            return tuple(_DAY + timedelta(days=days) for days in range(apart + 1))
        case Shape(kind=kind) if kind in _WORDS:
            return (*dict.fromkeys(str(c) for c in constants if isinstance(c, str)), _OTHER)
        case _:
            return ()


def _around(boundaries: list[Decimal], apart: int) -> Iterator[Decimal]:
    """Yield each boundary, and ``apart`` numbers below the first, between any two, and above the last."""
    yield from (boundaries[0] - step for step in range(1, apart + 1))
    for one, other in pairwise(boundaries):
        yield from (one + (other - one) * step / (apart + 1) for step in range(1, apart + 1))
    yield from boundaries
    yield from (boundaries[-1] + step for step in range(1, apart + 1))


def _constants(expression: Expression) -> Iterator[str | Decimal | bool]:
    match expression:
        case Constant(value=value):
            yield value
        case Compare(left=left, right=right):
            yield from _constants(left)
            yield from _constants(right)
        case Members(values=operands) | Junction(operands=operands):
            for operand in operands:
                yield from _constants(operand)
        case Not(operand=operand):
            yield from _constants(operand)
        case _:
            return
