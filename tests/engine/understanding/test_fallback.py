from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.llm.protocol import Done, Event, Request, TextDelta, ToolUse, Usage
from engine.llm.schema import fits
from engine.types import (
    Answer,
    Candidate,
    ChooseBetween,
    Correct,
    DoAct,
    Fill,
    NoMove,
    OfferedFlow,
    OfferedSlot,
    Situation,
    StartFlow,
)
from engine.understanding.cascade import Cascade
from engine.understanding.fallback import move_of, tools

SITUATION = Situation(
    utterance="Actually make that four five six eight, not the other one.",
    question="Which order is it?",
    flow="Says where an order is.",
    candidates=(Candidate("order_status", 0.41), Candidate("cancel_order", 0.33)),
    fills=(OfferedSlot("order_number", "digits", "Which order is it?"),),
    corrects=(OfferedSlot("amount", "money", "How much?"),),
    starts=(OfferedFlow("make_payment", "Takes a payment."), OfferedFlow("faq", "Answers questions.")),
    acts=("human", "repeat"),
    yes_no=True,
)
BARE = Situation(utterance="hm", question="Anything else?", flow="", candidates=())


class Scripted:
    """A language model that gives what it was told to give."""

    name = "scripted"

    def __init__(self, *events: Event) -> None:
        self.events = events
        self.asked: list[Request] = []

    async def stream(self, request: Request) -> AsyncIterator[Event]:
        self.asked.append(request)
        for event in self.events:
            yield event
        yield Done("tool_use", Usage())

    async def close(self) -> None: ...


def test_tools_are_exactly_the_offered_moves() -> None:
    assert [tool.name for tool in tools(SITUATION)] == [
        "none",
        "act",
        "start_flow",
        "choose_between",
        "answer",
        "fill",
        "correct",
    ]
    assert [tool.name for tool in tools(BARE)] == ["none"]
    assert "answer" not in [tool.name for tool in tools(replace(SITUATION, yes_no=False))]
    one = replace(SITUATION, starts=SITUATION.starts[:1])
    assert "choose_between" not in [tool.name for tool in tools(one)]


def test_every_choice_is_restricted_to_what_is_offered() -> None:
    enums = {tool.name: [p.get("enum") for p in tool.schema["properties"].values()] for tool in tools(SITUATION)}
    flows = ["make_payment", "faq"]
    assert enums["fill"] == [["order_number"], None]
    assert enums["correct"] == [["amount"], None]
    assert enums["start_flow"] == [flows]
    assert enums["choose_between"] == [flows, flows]
    assert enums["act"] == [["human", "repeat"]]
    assert all(tool.schema["additionalProperties"] is False for tool in tools(SITUATION))


@pytest.mark.parametrize(
    ("name", "given_input", "move"),
    [
        ("fill", {"slot": "order_number", "text": "four five six eight"}, Fill("order_number", "four five six eight")),
        (
            "fill",
            {"slot": "order_number", "text": "Four five six eight,"},
            Fill("order_number", "Four five six eight,"),
        ),
        ("fill", {"slot": "order_number", "text": "4568"}, None),
        ("fill", {"slot": "order_number", "text": "four five six eight nine"}, None),
        ("fill", {"slot": "order_number", "text": "our five six"}, None),
        ("fill", {"slot": "order_number", "text": " "}, None),
        ("fill", {"slot": "amount", "text": "four"}, None),
        ("correct", {"slot": "amount", "text": "the other one"}, Correct("amount", "the other one")),
        ("correct", {"slot": "order_number", "text": "four"}, None),
        ("start_flow", {"flow": "faq"}, StartFlow("faq")),
        ("start_flow", {"flow": "refund"}, None),
        ("answer", {"yes": True}, Answer(True)),
        ("choose_between", {"first": "faq", "second": "make_payment"}, ChooseBetween("faq", "make_payment")),
        ("choose_between", {"first": "faq", "second": "faq"}, None),
        ("choose_between", {"first": "faq", "second": "refund"}, None),
        ("act", {"act": "human"}, DoAct("human")),
        ("act", {"act": "goodbye"}, None),
        ("none", {}, NoMove()),
        ("transfer_money", {}, None),
    ],
)
def test_moves(name: str, given_input: dict[str, Any], move: object) -> None:
    assert move_of(ToolUse(name, given_input), SITUATION) == move


def test_yes_is_refused_where_it_was_not_offered() -> None:
    assert move_of(ToolUse("answer", {"yes": True}), replace(SITUATION, yes_no=False)) is None


async def test_asks_once_and_gives_the_moves_in_order() -> None:
    model = Scripted(
        TextDelta("Let me see."),
        ToolUse("fill", {"slot": "order_number", "text": "four five six eight"}),
        ToolUse("start_flow", {"flow": "refund"}),
        ToolUse("act", {"act": "repeat"}),
        ToolUse("act", {"act": "repeat"}),
    )
    fallback = Cascade((model,))
    assert await fallback.moves(SITUATION) == (Fill("order_number", "four five six eight"), DoAct("repeat"))
    assert fallback.name == "scripted"
    assert model.asked[0].must_use
    assert model.asked[0].several


async def test_two_flows_are_two_moves_in_the_order_they_were_said() -> None:
    uses = [ToolUse("start_flow", {"flow": flow}) for flow in ("faq", "make_payment")]
    assert await Cascade((Scripted(*uses),)).moves(SITUATION) == (StartFlow("faq"), StartFlow("make_payment"))
    one = Scripted()
    await Cascade((one,)).moves(replace(SITUATION, starts=SITUATION.starts[:1]))
    assert not one.asked[0].several


async def test_nothing_usable_is_no_move() -> None:
    assert await Cascade((Scripted(),)).moves(SITUATION) == (NoMove(),)


async def test_the_cached_prefix_is_the_same_for_every_caller() -> None:
    model = Scripted()
    await Cascade((model,)).moves(SITUATION)
    await Cascade((model,)).moves(replace(SITUATION, utterance="something else", candidates=()))
    one, other = model.asked
    assert (one.system, one.tools) == (other.system, other.tools)
    assert one.messages != other.messages


INPUTS = st.dictionaries(
    st.sampled_from(["slot", "text", "flow", "yes", "first", "second", "act"]),
    st.sampled_from(["order_number", "amount", "faq", "make_payment", "human", "four five", "refund"]) | st.booleans(),
)


@given(st.sampled_from([tool.name for tool in tools(SITUATION)]), INPUTS)
def test_whatever_fits_a_schema_is_an_offered_move_or_dropped(name: str, given_input: dict[str, Any]) -> None:
    schema = next(tool.schema for tool in tools(SITUATION) if tool.name == name)
    if not fits(given_input, schema):
        return
    match move_of(ToolUse(name, given_input), SITUATION):
        case Fill(slot, text):
            assert slot == "order_number"
            assert text in SITUATION.utterance
        case Correct(slot, _):
            assert slot == "amount"
        case StartFlow(flow):
            assert flow in {"faq", "make_payment"}
        case DoAct(act):
            assert act in {"human", "repeat"}
