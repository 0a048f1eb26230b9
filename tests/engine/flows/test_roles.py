"""What is every text called, and does the plan find each by its place?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from engine.dialog.repairs import builtin_blocks
from engine.flows.compile import compile_plan
from engine.flows.plan import Plan
from engine.flows.project import load
from engine.flows.roles import texts_of
from engine.handlers.registry import Handler, Registry

Write = Callable[[Mapping[str, str]], object]


@pytest.fixture
def plan(write: Callable[..., object], handlers: list[Handler]) -> Plan:
    found = load(write({})).project  # type: ignore[arg-type]
    assert found is not None
    return compile_plan(found, Registry(handlers), builtin_blocks(found))


def test_slots_and_steps_name_their_texts(plan: Plan) -> None:
    found = {(text.where, text.role) for text in texts_of(plan.slots.values(), plan.nodes.values())}
    assert {("slot.order_number", role) for role in ("ask", "retry 1", "retry 2")} <= found
    assert {("slot.amount", role) for role in ("ask", "short", "check 1")} <= found
    assert ("order_status/do.orders.lookup", "filler") in found
    assert {("welcome/listen.what_can_i_do", role) for role in ("listen", "retry 1", "retry 2")} <= found
    assert ("make_payment/say.you_owe_customer_owes", "say") in found


def test_each_place_holds_one_text_and_the_engines_own_have_none(plan: Plan) -> None:
    found = list(texts_of(plan.slots.values(), plan.nodes.values()))
    variants = {v.at: (text.where, text.called(n)) for text in found for n, v in enumerate(text.prompt.variants)}
    assert plan.roles == variants
    assert len(variants) == sum(len(text.prompt.variants) for text in found)
    assert all(at.file.startswith("flows/") for at in plan.roles)


def test_the_notice_belongs_to_the_project(plan: Plan) -> None:
    (where,) = (where for at, (where, _) in plan.roles.items() if at.file == "flows/project.yaml" and at.line == 6)
    assert where.startswith("on.started/say.")


def test_variants_are_numbered_only_where_there_are_several(plan: Plan) -> None:
    text = next(text for text in texts_of(plan.slots.values(), ()) if text.role == "ask")
    assert text.called(0) == "ask"
    variants = text.prompt.variants * 2
    several = type(text)(text.where, text.role, type(text.prompt)(variants, text.prompt.at))
    assert [several.called(number) for number in (0, 1)] == ["ask any 1", "ask any 2"]


def test_what_can_come_of_a_step_stands_on_its_node(plan: Plan) -> None:
    outcomes = {name: node.outcomes for name, node in plan.nodes.items()}
    assert outcomes["order_status/do.orders.lookup"] == ("done", "not_found", "error", "timeout")
    assert outcomes["order_status/match.order_state"] == ("delivered", "late", "else")
    assert outcomes["make_payment/confirm.so_thats_amount_from"] == ("yes", "no")
    assert outcomes["make_payment/ask.amount"] == ()


@pytest.mark.parametrize(
    ("written", "outcomes"),
    [
        (("order.state", "delivered late on_its_way"), ("delivered", "late", "on_its_way")),
        (("order.state", "delivered late"), ("delivered", "late", "else")),
        (("order.place", "here"), ("here", "else")),
        (("order_number", "1234"), ("1234", "else")),
    ],
)
def test_an_else_can_happen_only_when_some_value_has_no_case(
    write: Callable[..., object],
    handlers: list[Handler],
    texts: Mapping[str, str],
    written: tuple[str, str],
    outcomes: tuple[str, ...],
) -> None:
    subject, cases = written
    head = texts["order_status"].split("  - match:")[0]
    body = "".join(f"    {case}:\n      - say: Right.\n" for case in cases.split())
    found = load(write({"order_status": f"{head}  - match: {subject}\n{body}"})).project  # type: ignore[arg-type]
    assert found is not None
    nodes = compile_plan(found, Registry(handlers), builtin_blocks(found)).nodes.values()
    (match,) = (node for node in nodes if node.flow == "order_status" and "/match." in node.name)
    assert match.outcomes == outcomes
