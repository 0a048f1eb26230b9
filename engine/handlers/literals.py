"""Which outcomes does a file of handlers name in its source? Read by Python's parser; nothing is run.

Only what is written out is seen, as in ``Outcome("not_found")``: what a handler works out first is nobody's to guess.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """An outcome's name, written out."""

    name: str
    line: int
    """From 1, as the column."""
    column: int


def outcomes_named(tree: ast.Module) -> Mapping[int, tuple[Named, ...]]:
    """Return the outcomes that each ``async def`` names, by its first line, that of its first decorator if any."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)]
    return {_first_line(function): tuple(_named(function)) for function in functions}


def _first_line(function: ast.AsyncFunctionDef) -> int:
    return min([function.lineno, *(each.lineno for each in function.decorator_list)])


def _named(function: ast.AsyncFunctionDef) -> Iterator[Named]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _makes_outcome(node.func)]
    for call in calls:
        names = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "name")]
        for each in names:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield Named(each.value, each.lineno, each.col_offset + 1)


def _makes_outcome(called: ast.expr) -> bool:
    match called:
        case ast.Name(id="Outcome") | ast.Attribute(attr="Outcome"):
            return True
        case _:
            return False
