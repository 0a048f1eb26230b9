from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flows.expression import decide, parse
from engine.flows.model import Position, Reference
from engine.flows.shapes import Shape
from engine.flows.verdicts import verdicts

AT = Position("flows/x.yaml", 1, 1)
SHAPES: Mapping[str, Shape] = {
    "amount": Shape("money"),
    "owes": Shape("money"),
    "state": Shape("one_of", ("late", "lost", "home")),
    "agreed": Shape("yes_no", ("yes", "no")),
    "day": Shape("date"),
    "until": Shape("date"),
    "code": Shape("digits"),
    "odd": Shape(),
}
EITHER = {True, False}


def shape_of(reference: Reference) -> Shape | None:
    return SHAPES.get(reference.path[0])


def how(*conditions: str) -> set[bool]:
    return set(verdicts([parse(each, AT) for each in conditions], shape_of))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("amount > 0", EITHER),
        ("amount <= owes", EITHER),
        ("amount > 5 and amount < 3", {False}),
        ("amount > 5 or amount < 8", {True}),
        ("amount < owes and owes < amount", {False}),
        ("amount == {amount}", {True}),
        ("amount > 4 and amount < 5", EITHER),
        ("amount > 4 and owes > 4 and amount < owes", EITHER),
        ("state == late or state != late", {True}),
        ("state in [late, lost, home]", {True}),
        ("state in [late, lost]", EITHER),
        ("state == late and state == lost", {False}),
        ("not agreed and agreed", {False}),
        ("agreed", EITHER),
        ("agreed == yes or agreed == no", {True}),
        ("day < until and until < day", {False}),
        ("day <= until", EITHER),
        ("code == '12' and code == '13'", {False}),
        ("code != '12'", EITHER),
        ("true", {True}),
        ("odd == 1 and odd == 2", EITHER),
        ("nothing == 1", EITHER),
    ],
)
def test_how_a_condition_can_come_out(condition: str, expected: set[bool]) -> None:
    assert how(condition) == expected


def test_several_conditions_must_hold_together() -> None:
    assert how("amount > 5", "amount < 3") == {False}
    assert how("amount > 5", "amount < 9") == EITHER


def test_too_many_values_say_nothing() -> None:
    wide = " and ".join(f"amount != {n}" for n in range(50)) + " and owes > 0 and owes < 0"
    assert how(wide) == EITHER


COMPARED = st.builds(
    "{} {} {}".format, st.sampled_from(["amount", "owes"]), st.sampled_from(["<", "<=", "==", "!=", ">"]),
    st.one_of(st.integers(0, 4).map(str), st.sampled_from(["{owes}", "{amount}"])),
)  # fmt: skip
CONDITIONS = st.recursive(
    COMPARED, lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner), max_leaves=4
)


@given(CONDITIONS, st.decimals(-3, 8, places=0), st.decimals(-3, 8, places=0))
def test_no_values_come_out_otherwise_than_is_said(condition: str, amount: object, owes: object) -> None:
    values = {("amount",): amount, ("owes",): owes}
    assert decide(parse(condition, AT), values.get) in how(condition)
