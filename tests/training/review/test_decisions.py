"""Is every decision on the disk at once, kept through a crash, and can it be taken back?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DataError
from engine.types import Candidate
from training.mine.item import Item
from training.review.decisions import Decision, append, decided, proposal, read_decisions, standing
from training.review.desk import Desk, chosen, named

AT = datetime(2026, 11, 25, tzinfo=UTC)
ITEM = Item("1", "pay my bill", "CA1", 2, ("audit",), (Candidate("pay", 0.6),), 0.3, caller="c1", seen=4)


def test_a_decision_says_who_said_what_about_which_turn() -> None:
    found = decided(ITEM, "relabel", "order", "jo", AT)
    assert found == Decision("1", "relabel", "pay my bill", "order", "CA1", 2, "c1", "jo", AT, audit=True, seen=4)
    assert decided(ITEM, "out", "", "jo", AT).label == "_out_of_scope"
    assert decided(ITEM, "discard", "pay", "jo", AT).label == ""


def test_accepting_takes_what_it_was_acted_on_as_else_the_likeliest_else_none() -> None:
    assert proposal(Item("1", "x", "", 0, (), (Candidate("pay", 0.6),), 0.3, meaning="order")) == "order"
    assert proposal(ITEM) == "pay"
    assert proposal(Item("1", "x", "", 0, (), (Candidate("pay", 0.3),), 0.6)) == "_out_of_scope"
    assert proposal(Item("1", "x", "", 0, ())) == "_out_of_scope"


def test_what_is_appended_is_read_and_a_half_line_is_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    first, second = decided(ITEM, "accept", "pay", "jo", AT), decided(ITEM, "out", "", "jo", AT)
    append(path, first)
    path.write_bytes(path.read_bytes() + b'{"id":"2","act":"acc')  # the power went
    assert read_decisions(path) == [first]
    append(path, second)
    assert read_decisions(path) == [first, second]
    path.write_bytes(b'{"id":"2","act":"shrug"}\n')
    with pytest.raises(DataError, match=r"labels.jsonl:1"):
        read_decisions(path)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["accept", "out", "discard", "undo"]))))
def test_the_last_decision_holds_unless_it_was_taken_back(acts: list[tuple[str, str]]) -> None:
    decisions = [Decision(one, act) for one, act in acts]  # type: ignore[arg-type]
    last = {one: act for one, act in dict(acts).items() if act != "undo"}
    assert {one: each.act for one, each in standing(decisions).items()} == last


def test_the_desk_goes_forth_and_back() -> None:
    other = Item("2", "y", "CA1", 3, ())
    desk = Desk((ITEM, other))
    assert desk.after().asked == other
    assert desk.after().after().asked is None
    assert desk.after().back() == desk
    assert desk.back() == desk


@pytest.mark.parametrize(
    ("typed", "label", "why"),
    [
        ("2", "pay_bill", ""),
        ("order", "order", ""),
        ("pay_c", "pay_card", ""),
        ("pay", "", "may be pay_bill, pay_card"),
        ("x", "", "no intent begins"),
        ("9", "", "there are 3 intents"),
        ("", "", "no intent begins"),
    ],
)
def test_a_label_is_picked_by_number_or_beginning(typed: str, label: str, why: str) -> None:
    found = chosen(typed, ["order", "pay_bill", "pay_card"])
    assert found[0] == label
    assert why in found[1]


def test_a_new_intent_needs_a_name_of_its_own() -> None:
    proposed = Item("2", "y", "", 0, (), name="parking_permit")
    assert named("", proposed, [])[0] == "parking_permit"
    assert named("Parking Permit", proposed, [])[0] == ""
    assert "relabel" in named("pay", proposed, ["pay"])[1]
