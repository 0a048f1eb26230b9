"""Is a condition shown as a designer would write it?"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.drawing.conditions import written
from engine.flows.grammar import parse
from engine.flows.model import Compare, Constant, Expression, Junction, Members, Not, Position, Reference

AT = Position("x", 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "order.state == late",
        "amount <= customer.owes and not (late or lost)",
        "state in [delivered, cancelled]",
        "not in_time",
        "a == 1 or b != yes",
        "code == {code_again}",
        "place == 'in the porch'",
        "hours != '0'",
    ],
)
def test_a_condition_is_written_as_it_was(text: str) -> None:
    assert written(parse(text, AT)) == text


def bare(tree: object) -> object:
    """Return an expression without its places."""
    if is_dataclass(tree):
        return (type(tree).__name__, *(bare(getattr(tree, f.name)) for f in fields(tree) if f.name != "at"))
    return tuple(map(bare, tree)) if isinstance(tree, tuple) else str(tree) if isinstance(tree, str) else tree


NAMES = st.sampled_from(["amount", "order.state", "x1", "a.b.c"]).map(
    lambda name: Reference(tuple(name.split(".")), AT)
)
WORDS = st.sampled_from(["late", "on_its_way", "no", "in the porch", "it's", "0"]).map(lambda word: Constant(word, AT))
LEAVES: st.SearchStrategy[Expression] = st.one_of(
    NAMES,
    WORDS,
    st.booleans().map(lambda flag: Constant(flag, AT)),
    st.decimals(-1000, 1000, places=2).map(lambda number: Constant(number, AT)),
)
COMPARES = st.builds(
    Compare, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), LEAVES, LEAVES, st.just(AT)
) | st.builds(
    Compare,
    st.sampled_from(["in", "not in"]),
    LEAVES,
    st.builds(Members, st.lists(LEAVES, max_size=3).map(tuple), st.just(AT)),
    st.just(AT),
)
TREES: st.SearchStrategy[Expression] = st.recursive(
    LEAVES | COMPARES,
    lambda inner: (
        st.builds(Not, inner, st.just(AT))
        | st.builds(
            Junction, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple), st.just(AT)
        )
    ),
    max_leaves=8,
)


@given(TREES)
def test_what_is_written_means_the_same(tree: Expression) -> None:
    assert bare(parse(written(tree), AT)) == bare(tree)


def test_a_number_is_written_without_an_exponent() -> None:
    assert written(Constant(Decimal("1E+2"), AT)) == "100"
