from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from console.why import NUMBERED, explain, number
from engine.dialog import decisions
from engine.release import load
from engine.types import Candidate, Listening, Turn

PLAN = load(Path(__file__).parents[1] / "acme").plan
TURN = Turn(
    1, "said", "my order", "start(order_status)", "classifier",
    (Candidate("order_status", 0.97), Candidate("make_payment", 0.012)),
    ("order_status/ask.order_number",), (), (("orders.lookup", "done"),), {}, Listening("x"), {},
)  # fmt: skip


def test_rule_who_scores_and_places_are_told() -> None:
    assert list(explain(TURN, PLAN, 0.85)) == [
        "start(order_status): a flow starts from an open question (rule 5, start).",
        "The classifier decided it: order_status 0.97, make_payment 0.01; it acts from 0.85.",
        "  order_status/ask.order_number  at flows/order_status.yaml:17:5",
        "  orders.lookup came to 'done'",
    ]


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("keys", "A key needs no understanding."),
        ("rule", "The words alone decided it; no model was asked."),
        ("nobody", "There was nothing to understand."),
        ("closed question", "there is no language model to ask"),
        ("claude-haiku-5-5", "so claude-haiku-5-5 was asked (rule 7)"),
    ],
)
def test_everybody_who_may_understand_is_named(by: str, told: str) -> None:
    assert told in list(explain(replace(TURN, by=by), PLAN, None))[1]


def test_keys_are_rule_0_and_silence_is_none() -> None:
    assert number(replace(TURN, by="keys", rule="fill(amount)")) == "0, keypad"
    assert number(replace(TURN, by="nobody", rule="no_input")) == ""


def test_every_decision_of_the_policy_has_a_meaning() -> None:
    made = [
        decisions.Begin(), decisions.Broke(), decisions.GoOn("x"), decisions.CameBack("done", {}),
        decisions.Filled((decisions.Given("x", 1),)), decisions.AskedBack("x", 1), decisions.Unfit("x", 1, 0),
        decisions.Confirmed(yes=True), decisions.Confirmed(yes=False), decisions.Corrected(decisions.Given("x", 1)),
        decisions.Reopened("x"), decisions.TooLate("x"), decisions.Started("x"), decisions.Started("x", how="menu"),
        decisions.Started("x", how="choose"), decisions.Digressed("x"), decisions.Unwound("x"),
        decisions.StayedPut("x"), decisions.Ambiguous("x", "y"), decisions.Acted("human"), decisions.NoInput(),
        decisions.NoMatch(),
    ]  # fmt: skip
    assert {type(each) for each in made} == set(get_args(decisions.Decision))
    assert all(each.rule.partition("(")[0] in NUMBERED for each in made)
