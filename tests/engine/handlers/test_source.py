from __future__ import annotations

import ast

import pytest

from engine.handlers.source import Named, outcomes_named, overwritten


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('return Outcome("a")', [Named("a", 3, 20)]),
        ('return types.Outcome("a", {"x": "b"})', [Named("a", 3, 26)]),
        ('return Outcome(facts={}, name="a")', [Named("a", 3, 35)]),
        ("return Outcome(worked_out)", []),
        ("return Outcome(f'{a}')", []),
        ('return Other("a")', []),
        ("return Outcome()", []),
    ],
)
def test_what_is_written_out_is_found_with_its_place(body: str, expected: list[Named]) -> None:
    tree = ast.parse(f'@handler("x")\nasync def x(call):\n    {body}\n\n\ndef y():\n    return Outcome("none")\n')
    assert outcomes_named(tree) == {1: tuple(expected)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@handler('a')\nasync def x(call): ...\n@handler('b')\nasync def x(call): ...\n", [("x", 3)]),
        ("@registry.handler('a')\nasync def x(call): ...\ndef x(): ...\n", [("x", 3)]),
        ("def x(): ...\n@handler('b')\nasync def x(call): ...\n", []),
        ("@handler('a')\nasync def x(call): ...\n@handler('b')\nasync def y(call): ...\n", []),
        ("@handler('a')\nasync def x(call): ...\nclass Y:\n    def x(self): ...\n", []),
    ],
)
def test_a_handler_whose_place_another_function_takes_is_found(source: str, expected: list[tuple[str, int]]) -> None:
    assert [*overwritten(ast.parse(source))] == expected
