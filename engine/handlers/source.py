"""What does the source of a file of handlers tell that its module does not? Read by Python's parser; nothing is run.

Of the outcomes only those are seen that are written out, as in ``Outcome("not_found")``.
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


def overwritten(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the name and the line of each function that takes the place of a handler, so that nobody can call that."""
    before: dict[str, bool] = {}
    for function in tree.body:
        if isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
            if before.get(function.name):
                yield function.name, _first_line(function)
            before[function.name] = any(_calls(each, "handler") for each in function.decorator_list)


def _first_line(function: ast.AsyncFunctionDef | ast.FunctionDef) -> int:
    return min([function.lineno, *(each.lineno for each in function.decorator_list)])


def _named(function: ast.AsyncFunctionDef) -> Iterator[Named]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _calls(node, "Outcome")]
    for call in calls:
        names = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "name")]
        for each in names:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield Named(each.value, each.lineno, each.col_offset + 1)


def _calls(node: ast.expr, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
            return called == name
        case _:
            return False
