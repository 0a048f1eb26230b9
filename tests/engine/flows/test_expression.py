from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flows.expression import Undecided, as_case, decide, evaluate, parse, references
from engine.flows.grammar import ExpressionError
from engine.flows.model import Compare, Constant, Expression, Junction, Members, Not, Position, Reference

AT = Position("f.yaml", 3, 10)
KNOWN: dict[tuple[str, ...], object] = {
    ("amount",): Decimal("45.00"),
    ("customer", "owes"): Decimal(80),
    ("order", "state"): "late",
    ("order_number",): "0123",
    ("agreed",): True,
    ("day",): date(2026, 3, 2),
    ("tries",): 2,
    ("colours",): ("red", "blue"),
}


def value(text: str) -> object:
    return evaluate(parse(text, AT), KNOWN.get)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount <= customer.owes", True),
        ("amount > 45", False),
        ("amount == 45", True),
        ("amount != -45.5", True),
        ("tries < 3", True),
        ("order.state == late", True),
        ("order.state != 'late'", False),
        ("order.state in [late, lost]", True),
        ('order.state not in [late, "on its way"]', False),
        ("order_number == '0123'", True),
        ("'red' in colours", True),
        ("agreed", True),
        ("not agreed", False),
        ("agreed == yes", True),
        ("agreed == no or amount < 50", True),
        ("not agreed and amount < 50", False),
        ("not (agreed and amount > 50)", True),
        ("amount >= {customer.owes}", False),
        ("amount == {amount}", True),
        ("agreed or nothing.known", True),
        ("not agreed and nothing.known", False),
        ("true", True),
        ("order.state", "late"),
        ("amount", Decimal("45.00")),
    ],
)
def test_values(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "missing == 1",
        "missing.field < amount",
        "not missing",
        "agreed and missing",
        "missing or no",
        "order.state < 5",
        "order.state < order_number",
        "order_number == 123",
        "agreed == 1",
        "late in {order.state}",
        "day < 5",
        "amount and agreed",
        "missing",
        "missing in [a]",
        "order.state in [a, {missing}]",
    ],
)
def test_what_cannot_be_decided_is_neither_true_nor_false(text: str) -> None:
    found = decide(parse(text.replace("late in", "order.state in"), AT), KNOWN.get)
    assert isinstance(found, Undecided)
    assert found.at.line == 3
    with pytest.raises(TypeError, match="undecided"):
        bool(found)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("amount = 5", 17, "one '='"),
        ("amount <", 18, "ends too early"),
        ("", 10, "ends too early"),
        ("amount + 5 > 3", 17, "cannot calculate"),
        ("len(name) > 3", 10, "cannot be called"),
        ("a.__class__['x']", 21, "cannot stand here"),
        ("1 < amount < 5", 21, "cannot be chained"),
        ("state in 5", 19, "needs a list"),
        ("state in [a b]", 22, "is missing"),
        ("state in [[a]]", 20, "cannot stand here"),
        ("(amount > 5", 21, "is missing"),
        ("amount > 5)", 20, "cannot stand here"),
        ("amount > 'x", 19, "never closed"),
        ("amount; drop", 16, "cannot stand"),
        ("{{a}}", 11, "cannot stand here"),
        ("0x10 == a", 10, "cannot"),
        ("12.5.3 == a", 10, "cannot"),
        ("and", 10, "cannot stand here"),
        ("a is b", 12, "'is' means nothing here"),
        ("a is not b", 12, "'is not' is no comparison"),
        ("a AND b", 12, "'AND' means nothing here"),
        ("a && b", 12, "cannot stand in a condition"),
        ("x == lambda: 1", 21, "cannot stand"),
        ("(" * 30 + "a" + ")" * 30, 10, "nested"),
        ("not " * 30 + "a", 10, "nested"),
        ("a" * 1001, 10, "longer than"),
    ],
)
def test_what_does_not_parse_says_where(text: str, column: int, message: str) -> None:
    with pytest.raises(ExpressionError, match=message) as caught:
        parse(text, AT)
    assert caught.value.at == Position("f.yaml", 3, column)


def test_references_are_found_in_order_with_their_places() -> None:
    found = list(references(parse("a.b == c and not (d in [e, {f}] or g)", AT)))
    assert [reference.path for reference in found] == [("a", "b"), ("d",), ("f",), ("g",)]
    assert [reference.at.column for reference in found] == [10, 28, 38, 45]


@pytest.mark.parametrize(
    ("given_value", "case"),
    [(True, "yes"), (False, "no"), (Decimal("80.00"), "80"), (date(2026, 3, 2), "2026-03-02"), ("late", "late")],
)
def test_a_value_as_a_case(given_value: object, case: str) -> None:
    assert as_case(given_value) == case


NAMES = st.sampled_from(["amount", "order.state", "x1", "agréed", "a.b.c"])
WORDS = st.sampled_from(["late", "on_its_way", "x"])
LEAVES: st.SearchStrategy[Expression] = st.one_of(
    NAMES.map(lambda name: Reference(tuple(name.split(".")), AT)),
    st.booleans().map(lambda flag: Constant(flag, AT)),
    st.decimals(-1000, 1000, places=2).map(lambda number: Constant(number, AT)),
)
COMPARES = st.builds(
    Compare, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), LEAVES, LEAVES, st.just(AT)
) | st.builds(
    Compare,
    st.sampled_from(["in", "not in"]),
    LEAVES,
    st.builds(Members, st.lists(WORDS.map(lambda word: Constant(word, AT)), max_size=3).map(tuple), st.just(AT)),
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
    max_leaves=12,
)


def written(tree: Expression) -> str:  # noqa: PLR0911 - one line per kind of node
    match tree:
        case Constant(value=bool(flag)):
            return "yes" if flag else "no"
        case Constant(value=leaf):
            return str(leaf)
        case Reference(path=path):
            return f"{{{'.'.join(path)}}}"
        case Members(values=values):
            return f"[{', '.join(map(written, values))}]"
        case Compare(op=op, left=left, right=right):
            return f"{written(left)} {op} {written(right)}"
        case Not(operand=operand):
            return f"not ({written(operand)})"
        case Junction(op=op, operands=operands):
            return f" {op} ".join(f"({written(operand)})" for operand in operands)


@given(TREES)
def test_what_is_written_is_parsed_back(tree: Expression) -> None:
    assert written(parse(written(tree), AT)) == written(tree)


@given(TREES, st.dictionaries(NAMES.map(lambda name: tuple(name.split("."))), st.booleans() | WORDS | st.decimals()))
def test_evaluation_never_raises(tree: Expression, known: dict[tuple[str, ...], object]) -> None:
    assert isinstance(decide(tree, known.get), bool | Undecided)


def complaint(text: str) -> ExpressionError | None:
    try:
        parse(text, AT)
    except ExpressionError as problem:
        return problem
    return None


@given(st.text(alphabet="ab.()[]{}<>=!'\",;+-0123456789 \n\tandornti", max_size=60))
def test_no_text_does_anything_but_parse_or_say_where_not(text: str) -> None:
    problem = complaint(text)
    assert problem is None or 10 <= problem.at.column <= 10 + len(text)
