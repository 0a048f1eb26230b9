"""How would a designer write that condition? The text of an expression, which parses to the same again.

Pure.
"""

from __future__ import annotations

import re

from engine.flows.model import Compare, Constant, Expression, Junction, Members, Not, Reference

_WORD = re.compile(r"[^\W\d]\w*")
_TAKEN = frozenset({"and", "or", "not", "in", "true", "false", "yes", "no"})


def written(expression: Expression) -> str:
    """Return ``expression`` as text."""
    match expression:
        case Reference(path=path):
            return ".".join(path)
        case Constant():
            return _constant(expression, bare=False)
        case Members(values=values):
            return f"[{', '.join(_word(value) for value in values)}]"
        case Compare(op=op, left=left, right=right):
            return f"{_side(left)} {op} {_word(right) if op in ('==', '!=') else _side(right)}"
        case Junction(op=op, operands=operands):
            return f" {op} ".join(f"({written(o)})" if isinstance(o, Junction) else written(o) for o in operands)
        case Not(operand=operand):
            return f"not ({written(operand)})" if isinstance(operand, Junction) else f"not {written(operand)}"


def _constant(constant: Constant, *, bare: bool) -> str:
    match constant.value:
        case bool() as value:
            return "yes" if value else "no"
        case str() as value:
            if bare and _WORD.fullmatch(value) and value not in _TAKEN:
                return value
            return f'"{value}"' if "'" in value else f"'{value}'"
        case value:
            return f"{value:f}"


def _side(expression: Expression) -> str:
    """Return one side of a comparison."""
    text = written(expression)
    return f"({text})" if isinstance(expression, Compare | Junction | Not) else text


def _word(expression: Expression) -> str:
    """Return what stands where a bare word is the word itself, so that a name needs braces."""
    match expression:
        case Constant():
            return _constant(expression, bare=True)
        case Reference(path=path):
            return f"{{{'.'.join(path)}}}" if len(path) == 1 else ".".join(path)
        case _:
            return _side(expression)
