"""Is left out what must not be learned, and told?"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ModelError
from training.dataset.build import EACH, Sources, build
from training.dataset.learn import learnt
from training.dataset.row import Labelled, reviewed
from training.mine.sample import Sampled
from training.review.decisions import Decision

NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
TAUGHT = tuple(Labelled(f"{what} {n}", what) for what in ("pay", "order") for n in NUMBERS)
OUT = Labelled("hello there", "_out_of_scope")


def said(text: str, label: str, caller: str = "", sid: str = "CA1") -> Labelled:
    return Labelled(text, label, sid, 2, caller)


def test_what_is_taught_and_reviewed_is_in_it_normalised_and_once() -> None:
    built = build(Sources((*TAUGHT, OUT), (said("Settle, my BILL!", "pay"), said("settle my bill", "pay"))))
    assert [row.text for row in built.rows if row.logged] == ["settle my bill"]
    assert built.left_out == {"double": 1}
    assert len(built.rows) == 22


def test_intents_win_over_a_reviewer_and_the_place_is_told() -> None:
    built = build(Sources(TAUGHT, (said("pay one", "order"),)))
    assert built.left_out == {"contradiction": 1}
    assert built.told == ("contradiction: call CA1, turn 2 says order, intents/ says pay",)


def test_what_an_evaluation_asks_stays_out_wherever_it_comes_from() -> None:
    built = build(Sources(TAUGHT, (said("ask me later", "pay"),), kept_out=frozenset({"ask me later", "pay two"})))
    assert built.left_out == {"asked by an evaluation": 2}
    assert not {"ask me later", "pay two"} & {row.text for row in built.rows}


def test_an_erased_caller_does_not_come_back_and_a_blocked_one_is_not_believed() -> None:
    rows = (said("x one", "pay", "c1"), said("x two", "pay", "c2"), said("x three", "pay", "c3"))
    traffic = (Sampled("x one", "CA1", 0, "c1"), Sampled("x two", "CA2", 0, "c2"))
    built = build(Sources(TAUGHT, rows, traffic, erased=frozenset({"c1"}), blocked=frozenset({"c2"})))
    assert [row.text for row in built.rows if row.logged] == ["x three"]
    assert built.left_out == {"erased": 1, "not believed": 1}
    assert [turn.caller for turn in built.traffic] == ["c2"]


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 300))
def test_nobody_has_more_than_his_share(flood: int, others: int) -> None:
    rows = [said(f"flood {n} x", "pay", "c1") for n in range(flood)]
    rows += [said(f"other {n} y", "pay", f"d{n}") for n in range(others)]
    of = Counter(row.owner for row in build(Sources(TAUGHT, tuple(rows))).rows if row.logged)
    assert of["c1"] == min(flood, max(EACH, round(0.01 * (flood + others))))
    assert sum(of.values()) - of["c1"] == others


def test_a_caller_who_hides_his_number_is_his_call() -> None:
    rows = tuple(said(f"flood {n}", "pay", sid="CA9") for n in range(20))
    assert build(Sources(TAUGHT, rows)).left_out == {"more than one caller's share": 15}


def test_a_new_intent_waits_for_eight_sentences() -> None:
    rows = tuple(said(f"park {n}", "parking", f"c{n}") for n in NUMBERS)
    assert build(Sources(TAUGHT, rows[:7])).left_out == {"too few sentences": 7}
    assert {row.label for row in build(Sources(TAUGHT, rows)).rows} == {"pay", "order", "parking"}


def test_a_trainer_sees_background_and_traffic() -> None:
    rows = (*TAUGHT, OUT, reviewed(Decision("1", "out", "good day", "_out_of_scope", "CA1", 1, audit=True)))
    data = learnt(rows, (Sampled("Good day!", "CA1", 1), Sampled("good day", "CA2", 1), Sampled("pay one", "CA3", 1)))
    assert data.labels == ("order", "pay")
    assert data.background == ("hello there", "good day")
    assert data.traffic is not None
    assert data.traffic.turns == (("good day", 2), ("pay one", 1))
    assert (data.traffic.logged, data.traffic.audited) == ({"good day"}, {"good day"})
    assert learnt(rows, ()).traffic is None
    assert learnt(rows, ()).digest != data.digest
    with pytest.raises(ModelError):
        learnt((OUT,), ())
