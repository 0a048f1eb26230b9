"""What is written is read back as what was done; a value is written so that it holds on another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.flows.model import Position
from engine.flows.source import read_text
from engine.handlers import orders
from engine.handlers.registry import Registry, handlers_of
from engine.rehearsal.deeds import Answered, Recorded
from engine.rehearsal.model import Caller, Fragment, Rehearsal
from engine.rehearsal.read import read_source
from engine.rehearsal.write import Known, written
from engine.types import Candidate, Fill, HangUp, Line, Listening, Secret, Transfer, Turn

TODAY = date(2026, 3, 4)
KNOWN = Known({"my order": "order_status", "it's raining": None}, {"order_status": "order_status"}, frozenset({"day"}))
RING = Turn(1, "started", "", "started", "nobody", (), (), (), (), {}, Listening("x"), {})
BEGIN = Recorded(Caller("calls"), RING)
LOOKUP = Registry(handlers_of(orders)).get("orders.lookup")
assert LOOKUP


def deed(text: str, **changes: Any) -> Recorded:
    turn = replace(RING, event="said", heard=text, rule="no_match", by="rule")
    of_turn = {name: changes.pop(name) for name in list(changes) if hasattr(turn, name)}
    caller = changes.pop("caller", Caller("says", text))
    return Recorded(caller, replace(turn, **of_turn), **changes)


def one(*deeds: Recorded, **how: Any) -> Any:
    """Write a call, and return it as the YAML has it."""
    text = written("x", (BEGIN, *deeds), KNOWN, TODAY, **how)
    return yaml.load(text, yaml.BaseLoader)[0]  # noqa: S506 - every scalar is text


def last(each: Recorded, **how: Any) -> Any:
    return one(each, **how)["turns"][-1]


def said(*texts: str, **how: Any) -> tuple[Line, ...]:
    return tuple(Line(f"1.{n}", text, "a/say.b", **how) for n, text in enumerate(texts, 1))


def test_of_what_we_said_a_few_words_of_the_first_and_the_last_line_are_kept() -> None:
    lines = said("It's on its way, and due on Friday.", "Not heard of again.", "Anything else?")
    assert last(deed("mmm", lines=lines))["hears"] == ["It's on its way, and due", "Anything else"]
    assert "hears" not in last(deed("mmm", lines=said("One moment.", filler=True)))
    assert last(deed("mmm", lines=lines), without={"Anything else"})["hears"] == ["It's on its way, and due"]


@pytest.mark.parametrize(
    ("turn", "pin"),
    [
        ({"by": "rule"}, None),
        ({"by": "classifier", "rule": "start(order_status)"}, {"flow": "order_status"}),
        ({"by": "m", "rule": "start(pay, order_status)"}, {"flows": ["pay", "order_status"]}),
        ({"by": "classifier", "rule": "human"}, {"label": "human"}),
        ({"by": "closed question", "rule": "no_match", "candidates": (Candidate("a", 0.3),)}, "nothing"),
        ({"by": "m", "rule": "fill(day)", "moves": (Fill("day", "friday"),)}, {"fill": {"day": "friday"}}),
        ({"by": "classifier", "rule": "clarify", "between": ("a", "b")}, {"between": ["a", "b"]}),
    ],
)
def test_what_it_was_taken_for_is_pinned(turn: dict[str, Any], pin: Any) -> None:
    assert last(deed("hello there", **turn)).get("understood") == pin


def test_a_sentence_of_the_intents_needs_no_pin_unless_it_was_taken_for_something_else() -> None:
    start = {"by": "classifier", "rule": "start(order_status)"}
    assert "understood" not in last(deed("My order!", **start))
    assert last(deed("My order!", by="closed question"))["understood"] == "nothing"
    assert "understood" not in last(deed("it's raining", by="closed question"))


def test_answers_are_given_in_order_and_the_same_again_and_again_is_given_once() -> None:
    late = Answered(LOOKUP, "done", {"state": "late", "day": TODAY + timedelta(days=2), "token": Secret("t")})
    assert one(deed("a", answers=(late,)), deed("b", answers=(late,)))["given"] == {
        "orders.lookup": {"state": "late", "day": "Friday"}
    }
    lost = Answered(LOOKUP, "not_found")
    assert one(deed("a", answers=(lost,)), deed("b", answers=(late, late)))["given"]["orders.lookup"][0] == "not_found"
    slow = Answered(LOOKUP, "not_found", seconds=1.7)
    assert one(deed("a", answers=(slow,)))["given"]["orders.lookup"] == {"takes": "1.7s", "gives": "not_found"}


@pytest.mark.parametrize(
    ("away", "name"), [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (7, "Wednesday"), (8, "2026-03-12")]
)
def test_a_near_day_goes_by_its_name(away: int, name: str) -> None:
    day = TODAY + timedelta(days=away)
    assert last(deed("a", slots={"day": day.isoformat()}))["slots"] == {"day": name}
    assert last(deed("a", slots={"text": day.isoformat()}))["slots"] == {"text": day.isoformat()}


def test_slots_that_were_known_or_are_secret_are_left_out() -> None:
    slots = {"old": "1", "new": Decimal("40.00"), "pin": "•••", "card": "•••• card"}
    assert last(deed("a", slots=slots, known={"old": "1"}))["slots"] == {"new": "40.00"}


def test_a_secret_that_was_keyed_must_never_appear() -> None:
    keys = deed("2580", caller=Caller("keys", "2580"), secret=True)
    assert last(keys) == {"keys": "2580", "never": ["2580"]}
    assert last(replace(keys, secret=False)) == {"keys": "2580"}
    assert last(keys, without={"2580"}) == {"keys": "2580"}


def test_how_it_ends() -> None:
    assert one(deed("a", next=HangUp()))["ends"] == "hangup"
    assert one(deed("a", next=Transfer("desk", "+1", "Late.")))["ends"] == {"transfer": "desk", "note": "Late."}
    assert one(deed("a", next=Transfer("desk", "+1")))["ends"] == {"transfer": "desk"}
    assert one(deed("a"), idle=True)["ends"] == "done"
    assert "ends" not in one(deed("a"))
    assert "ends" not in one(deed("a"), deed("", caller=Caller("hangs up")), idle=True)


def test_the_language_and_the_day_stand_at_the_top() -> None:
    assert one(deed("a"), locale="es-ES", dated=True) == {
        "call": "x", "locale": "es-ES", "today": "2026-03-04", "turns": [{"caller": "a"}],
    }  # fmt: skip


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufeff"))
CALLERS = st.one_of(
    st.builds(lambda text: Caller("says", text), WORDS.filter(str.strip)),
    st.builds(lambda keys: Caller("keys", keys), st.text("0123456789", min_size=1)),
    st.just(Caller("silence")),
    st.builds(
        lambda text: Caller("interrupts", interrupts=Fragment(text, Position("typed", 1, 1))), WORDS.filter(str.strip)
    ),
)


@given(name=WORDS.filter(str.strip), callers=st.lists(CALLERS, min_size=1, max_size=5))
def test_what_is_written_is_read_back(name: str, callers: list[Caller]) -> None:
    text = written(name, (BEGIN, *(deed(each.text, caller=each) for each in callers)), KNOWN, TODAY)
    calls, findings = read_source(read_text(text, "x.yaml"))
    assert findings == ()
    (call,) = calls
    assert isinstance(call, Rehearsal)
    assert call.name == name
    assert [(turn.caller.does, turn.caller.text) for turn in call.turns[1:]] == [(c.does, c.text) for c in callers]
