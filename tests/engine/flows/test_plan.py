from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dialog.repairs import builtin_blocks
from engine.errors import FlowError
from engine.flows.compile import compile_plan
from engine.flows.expression import parse
from engine.flows.model import (
    Ask,
    Confirm,
    Do,
    End,
    Flow,
    If,
    Listen,
    Match,
    Position,
    Project,
    Prompt,
    Redo,
    Reference,
    Run,
    Say,
    Slot,
    SlotType,
    Template,
    TransferTo,
)
from engine.flows.plan import RETURN, TURN, Plan
from engine.flows.project import load
from engine.handlers.registry import Registry
from engine.release import registry_for

AT = Position("flows/x.yaml", 1, 1)
ACME = Path(__file__).parents[2] / "acme"


def text(words: str) -> Prompt:
    return Prompt((Template(words, (words,), AT),), AT)


def project(*flows: Flow, **more: Any) -> Project:
    return Project(
        "P", "en-GB", flows[0].name, AT, queues={"desk": "+441632960001"}, flows={f.name: f for f in flows}, **more
    )


def flow(name: str, *steps: Any, **more: Any) -> Flow:
    return Flow(name, "about", "title", ("label_" + name,), tuple(steps), AT, **more)


def compiled(*flows: Flow, **more: Any) -> Plan:
    made = project(*flows, **more)
    return compile_plan(made, Registry(), builtin_blocks(made))


@pytest.fixture(scope="module")
def acme() -> Plan:
    found = load(ACME).project
    assert found is not None
    return compile_plan(found, registry_for(ACME, found), builtin_blocks(found))


def test_nodes_are_named_after_what_they_do(acme: Any) -> None:
    assert [node.name for node in acme.listed("order_status")] == [
        "order_status/ask.order_number",
        "order_status/do.orders.lookup",
        "order_status/say.i_cant_find_order",
        "order_status/redo.order_number",
        "order_status/match.order_state",
        "order_status/say.it_was_delivered_on",
        "order_status/say.im_sorry_that_ones",
        "order_status/confirm.would_you_like_to",
        "order_status/transfer.orders",
        "order_status/say.its_on_its_way",
    ]


def test_a_second_step_of_the_same_name_is_numbered() -> None:
    plan = compiled(flow("a", Say(text("Hello."), AT), Say(text("Hello!"), AT)))
    assert [node.name for node in plan.listed("a")] == ["a/say.hello", "a/say.hello#2"]


def test_a_step_with_an_id_keeps_its_name_whatever_is_put_before_it() -> None:
    again = Say(text("Hello."), AT, id="again")
    hello, other = Say(text("Hello."), AT), Say(text("Again."), AT)
    for steps in ((again,), (hello, again), (hello, hello, again), (again, hello)):
        names = [node.name for node in compiled(flow("a", *steps)).listed("a")]
        assert names[steps.index(again)] == "a/say.again"
    names = [node.name for node in compiled(flow("a", other, again)).listed("a")]
    assert names == ["a/say.again#2", "a/say.again"]


def test_blocks_are_joined_with_what_comes_after_them(acme: Any) -> None:
    node = acme.nodes["order_status/match.order_state"]
    assert node.edges == {
        "delivered": "order_status/say.it_was_delivered_on",
        "late": "order_status/say.im_sorry_that_ones",
        "else": "order_status/say.its_on_its_way",
    }
    assert acme.nodes["order_status/say.it_was_delivered_on"].edges == {"next": RETURN}
    assert acme.nodes["order_status/confirm.would_you_like_to"].edges == {
        "yes": "order_status/transfer.orders",
        "no": RETURN,
    }


def test_run_knows_where_to_enter_and_where_to_go_on(acme: Any) -> None:
    assert acme.nodes["make_payment/run.verify_caller"].edges == {
        "enter": "verify_caller/ask.account",
        "next": "make_payment/say.you_owe_customer_owes",
    }


def test_redo_goes_to_the_nearest_step_before_it_that_brings_the_name(acme: Any) -> None:
    assert acme.nodes["verify_caller/redo.passcode"].edges == {"next": "verify_caller/ask.passcode"}
    assert acme.nodes["make_payment/redo.card"].edges == {"next": "make_payment/do.pay.card"}


def test_redo_prefers_the_nearest_of_several() -> None:
    asks = (Ask("x", AT), Say(text("Now."), AT), Ask("x", AT), Redo("x", AT), Ask("x", AT))
    plan = compiled(flow("a", *asks, slots=X))
    assert plan.nodes["a/redo.x"].edges == {"next": "a/ask.x#2"}


def test_reads_and_writes(acme: Any) -> None:
    amount = acme.nodes["make_payment/ask.amount"]
    assert (amount.reads, amount.writes) == ({"customer"}, "amount")
    sign_in = acme.nodes["verify_caller/do.billing.sign_in"]
    assert (sign_in.reads, sign_in.writes) == ({"account", "passcode"}, "customer")
    assert acme.nodes["faq/do.kb.answer"].reads == frozenset()


def test_inputs_are_wired_by_name_and_with_wins(acme: Any) -> None:
    assert acme.nodes["make_payment/do.pay.card"].wiring["amount"].path == ("amount",)
    assert acme.nodes["faq/do.kb.answer"].wiring["question"].path == ("caller", "said")


def test_only_the_confirmation_before_a_commit_is_marked(acme: Any) -> None:
    marked = {name for name, node in acme.nodes.items() if node.before_commit}
    assert marked == {"make_payment/confirm.so_thats_amount_from", "on.unanswered/confirm.shall_we_call_you"}


def test_a_commit_after_a_flow_that_another_flow_runs_marks_the_confirmation_inside_it() -> None:
    found = load(ACME).project
    assert found is not None
    asks = flow("asks", Confirm(text("Sure?"), AT, no=(End(AT, hangup=True),)))
    pays = flow("pays", Ask("amount", AT), Run("asks", AT), Do("pay.card", AT, result="card"), slots=AMOUNT)
    made = project(asks, pays)
    plan = compile_plan(made, registry_for(ACME, found), builtin_blocks(made))
    assert plan.nodes["asks/confirm.sure"].before_commit


AMOUNT = {"amount": Slot("amount", SlotType("money"), text("How much?"), AT)}


def test_values_are_spoken_by_the_types_that_handlers_declare(acme: Any) -> None:
    assert acme.kinds["customer", "owes"] == "money"
    assert acme.kinds["card", "last4"] == "", "plain text is said as it is"
    assert acme.kinds["order", "state"] == "one_of"
    assert acme.kinds["order_number",] == "digits"


def test_the_nearest_on_block_wins() -> None:
    slot = Slot("x", SlotType("digits"), text("X?"), AT, on={"human": (Say(text("slot"), AT),)})
    a = flow("a", Ask("x", AT), Listen(text("Well?"), AT), slots={"x": slot}, on={"human": (Say(text("flow"), AT),)})
    b = flow("b", Listen(text("Well?"), AT))
    plan = compiled(a, b, on={"human": (Say(text("project"), AT),)})
    found = [plan.event("human", plan.nodes[name]) for name in ("a/ask.x", "a/listen.well", "b/listen.well")]
    assert found == ["a/x/on.human/say.slot", "a/on.human/say.flow", "on.human/say.project"]
    assert plan.event("cancel", None) == "on.cancel/say.okay_ive_stopped_that"
    assert plan.overridden("cancel", None) is None
    assert plan.overridden("human", None) == "on.human/say.project"


def test_every_node_knows_its_place(acme: Any) -> None:
    for node in acme.nodes.values():
        assert node.at.line >= 1
        if node.flow and node.step is not None:
            assert node.at.file == f"flows/{node.flow}.yaml"


@pytest.mark.parametrize("step", [Run("nowhere", AT), Redo("nothing", AT)], ids=str)
def test_a_dangling_name_is_a_flow_error(step: Any) -> None:
    with pytest.raises(FlowError, match=r"flows/x\.yaml:1:1"):
        compiled(flow("a", step))


# ------------------------------------------------------------------------------------------------------- for any flow

LEAVES = st.sampled_from(
    [
        Say(text("Hello there."), AT),
        Ask("x", AT),
        Listen(text("Well?"), AT),
        Run("other", AT),
        TransferTo("desk", AT),
        End(AT),
        End(AT, hangup=True),
    ]
)
CONDITION = parse("x == 1", AT)


def branches(steps: Any) -> Any:
    blocks = st.lists(steps, max_size=3).map(tuple)
    return st.one_of(
        st.builds(If, st.just(CONDITION), blocks, blocks, st.just(AT)),
        st.builds(lambda a, b: Match(Reference(("x",), AT), {"1": a}, b, AT), blocks, st.none() | blocks),
        st.builds(lambda a, b: Confirm(text("Sure?"), AT, a, b), st.none() | blocks, st.none() | blocks),
        st.builds(lambda a: Do("unknown.handler", AT, "r", on={"error": a}), blocks),
    )


STEPS = st.lists(st.recursive(LEAVES, branches, max_leaves=8), max_size=5).map(tuple)
X = {"x": Slot("x", SlotType("digits"), text("X?"), AT)}


@given(STEPS)
@settings(max_examples=200, deadline=None)
def test_any_flow_compiles_to_nodes_that_lead_somewhere_and_end(steps: Any) -> None:
    plan = compiled(flow("a", *steps, slots=X), flow("other", Say(text("Hi."), AT)))
    for node in plan.nodes.values():
        assert all(target in plan.nodes for target in node.edges.values()), node.name
    reached: set[str] = set()
    ahead = [plan.entries["a"]]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(plan.successors(plan.nodes[name]))
    assert all(ends(plan, name) for name in reached)
    assert TURN not in reached


def ends(plan: Plan, start: str) -> bool:
    """Whether some way on from ``start`` returns or ends the call."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name == RETURN or not plan.nodes[name].edges:
            return True
        if name not in seen:
            seen.add(name)
            ahead.extend(plan.nodes[name].edges.values())
    return False
