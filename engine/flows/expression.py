"""Is a condition true, given what is known? Evaluates expressions; what cannot be decided is said, never guessed.

A missing value, or two values that cannot be compared, make the result ``Undecided``, which is neither true nor false:
the caller decides what the flow does then. ``and`` and ``or`` still decide when one side settles the matter. How an
expression is written is ``grammar``'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.flows.grammar import ExpressionError, parse
from engine.flows.model import Compare, Constant, Expression, Junction, Members, Not, Position, Reference

Lookup = Callable[[tuple[str, ...]], object]
"""Path -> value: str, Decimal, int, bool, date, a tuple or list of those; None when it is not known."""

__all__ = ["ExpressionError", "Lookup", "Undecided", "as_case", "decide", "evaluate", "parse", "references"]


@dataclass(frozen=True, slots=True)
class Undecided:
    """The value of an expression that cannot be evaluated. Never true: test with ``isinstance`` or ``is True``."""

    reason: str
    """For the log and the trace; names names, never values."""
    at: Position

    def __bool__(self) -> bool:
        """Refuse to pass for true or false by accident."""
        raise TypeError(f"{self.at}: undecided: {self.reason}")


def evaluate(expression: Expression, lookup: Lookup) -> object:
    """Return the value of ``expression``: a bool for conditions, any value for a bare name, or ``Undecided``."""
    match expression:
        case Constant(value=value):
            return str(value) if isinstance(value, str) else value
        case Reference(path=path, at=at):
            known = lookup(path)
            return Undecided(f"'{'.'.join(path)}' is not known", at) if known is None else _number(known)
        case Members(values=values):
            return _all([evaluate(value, lookup) for value in values])
        case Not(operand=operand, at=at):
            truth = _truth(evaluate(operand, lookup), at)
            return truth if isinstance(truth, Undecided) else not truth
        case Junction():
            return _joined(expression, lookup)
        case Compare():
            return _compared(expression, evaluate(expression.left, lookup), evaluate(expression.right, lookup))


def decide(condition: Expression, lookup: Lookup) -> bool | Undecided:
    """Return whether ``condition`` holds; ``Undecided`` also when its value is not a yes or a no."""
    return _truth(evaluate(condition, lookup), condition.at)


def references(expression: Expression) -> Iterator[Reference]:
    """Yield every name that ``expression`` reads, in order."""
    match expression:
        case Reference():
            yield expression
        case Compare(left=left, right=right):
            yield from references(left)
            yield from references(right)
        case Members(values=operands) | Junction(operands=operands):
            for operand in operands:
                yield from references(operand)
        case Not(operand=operand):
            yield from references(operand)
        case Constant():
            return


def as_case(value: object) -> str:
    """Return how ``value`` is written as a key under ``match``: ``late``, ``yes``, ``80``, ``2026-03-02``."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _number(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _all(values: list[object]) -> object:
    undecided = next((value for value in values if isinstance(value, Undecided)), None)
    return tuple(values) if undecided is None else undecided


def _truth(value: object, at: Position) -> bool | Undecided:
    if isinstance(value, bool | Undecided):
        return value
    return Undecided("this is not a yes or a no", at)


def _joined(junction: Junction, lookup: Lookup) -> bool | Undecided:
    settles = junction.op == "or"
    undecided: Undecided | None = None
    for operand in junction.operands:
        value = decide(operand, lookup)
        if isinstance(value, Undecided):
            undecided = value if undecided is None else undecided
        elif value is settles:
            return settles
    return (not settles) if undecided is None else undecided


def _compared(compare: Compare, left: object, right: object) -> bool | Undecided:
    for side in (left, right):
        if isinstance(side, Undecided):
            return side
    match compare.op:
        case "in" | "not in":
            if not isinstance(right, tuple | list | set | frozenset):
                return Undecided("'in' needs a list", compare.at)
            return (left in right) is (compare.op == "in")
        case "==" | "!=" if _alike(left, right):
            return (left == right) is (compare.op == "==")
        case _:
            order = _order(left, right)
            if order is None or compare.op in ("==", "!="):
                return Undecided("these two cannot be compared", compare.at)
            return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[compare.op]


def _alike(left: object, right: object) -> bool:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left.is_finite() and right.is_finite()
    return any(isinstance(left, kind) and isinstance(right, kind) for kind in (bool, str, date))


def _order(left: object, right: object) -> int | None:
    """Return -1, 0 or 1 for two numbers or two days, None for anything else."""
    if isinstance(left, Decimal) and isinstance(right, Decimal) and left.is_finite() and right.is_finite():
        return (left > right) - (left < right)
    if type(left) is date and type(right) is date:
        return (left > right) - (left < right)
    return None
