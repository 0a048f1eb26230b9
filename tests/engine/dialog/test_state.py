from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from engine.dialog.snapshot import dump, load
from engine.dialog.state import (
    Change,
    Choice,
    Frame,
    Hold,
    Readback,
    Resume,
    State,
    Vaulted,
    Visit,
    cleared,
    depth,
    fill,
    forget,
    produce,
    push,
    root,
    slots_of,
    tried,
    tries,
    value_at,
    vaulted,
    visit,
)

ROOT = Frame("start", "make_payment", "return", said="pay my bill")
RUN = Frame("run", "verify_caller", "make_payment/say.x")
DIGRESSION = Frame("digress", "faq", "make_payment/ask.amount", said="is there a fee")


def state(*frames: Any) -> State:
    return State("r", stack=frames)


def test_values_belong_to_the_root_flow_that_is_open() -> None:
    filled = fill(state(ROOT, RUN), "account", "123456")
    assert filled.stack[0].slots == {"account": "123456"}
    assert filled.stack[1].slots == {}


def test_a_digression_sees_what_is_known_and_owns_what_it_asks() -> None:
    outer = produce(fill(state(ROOT), "account", "123456"), "customer", {"owes": Decimal(80)})
    inner = produce(fill(push(outer, DIGRESSION), "account", "654321"), "customer", {"owes": Decimal(20)})
    assert value_at(inner, ("account",)) == "654321"
    assert value_at(inner, ("customer", "owes")) == Decimal(20)
    assert value_at(outer, ("customer", "owes")) == Decimal(80)
    assert slots_of(inner) == {"account": "654321"}
    assert depth(inner) == 1


def test_a_kept_slot_outlasts_every_flow() -> None:
    kept = fill(state(ROOT), "account", "123456", keep=True)
    assert kept.stack == (ROOT,)
    assert slots_of(kept) == {"account": "123456"}


def test_what_is_not_known_is_none() -> None:
    assert value_at(state(ROOT), ("order", "day")) is None
    assert value_at(state(), ("caller", "said")) is None


def test_what_the_caller_said_is_what_started_the_flow() -> None:
    assert value_at(state(ROOT, DIGRESSION, RUN), ("caller", "said")) == "is there a fee"


def test_forgetting_reaches_every_frame() -> None:
    known = fill(push(fill(state(ROOT), "account", "1"), DIGRESSION), "account", "2")
    assert slots_of(forget(known, {"account"})) == {}


def test_a_digression_forgets_for_itself_alone() -> None:
    outer = produce(fill(state(ROOT), "account", "1"), "customer", {"owes": Decimal(80)})
    known = produce(fill(push(outer, DIGRESSION), "account", "2"), "customer", {"owes": Decimal(20)})
    gone = forget(known, {"account", "customer"})
    assert value_at(gone, ("account",)) is None
    assert value_at(gone, ("customer", "owes")) is None
    assert load(dump(gone)) == gone
    back = State("r", stack=gone.stack[:1])
    assert (value_at(back, ("account",)), value_at(back, ("customer", "owes"))) == ("1", Decimal(80))
    again = produce(fill(gone, "account", "3"), "customer", {"owes": Decimal(5)})
    assert (value_at(again, ("account",)), value_at(again, ("customer", "owes"))) == ("3", Decimal(5))


def test_failures_are_counted_per_root_and_forgotten_with_it() -> None:
    failed = tried(tried(state(ROOT), "a/ask.x"), "a/ask.x")
    assert tries(failed, "a/ask.x") == 2
    assert tries(push(failed, DIGRESSION), "a/ask.x") == 0
    assert tries(cleared(failed, "a/ask.x"), "a/ask.x") == 0
    assert tries(tried(state(), "done"), "done") == 1
    assert tries(cleared(tried(state(), "done"), "done"), "done") == 0


def test_a_visit_is_noted_once_with_how_to_get_back_and_a_commit_stays() -> None:
    once = visit(visit(state(ROOT, RUN), "a/do.x"), "a/do.x")
    assert root(once).trail == (Visit("a/do.x", (RUN,)),)
    assert root(visit(once, "a/do.x", committed=True)).trail == (Visit("a/do.x", (RUN,), committed=True),)
    assert visit(state(), "a/do.x") == state()


def test_what_is_in_the_vault_is_found_wherever_the_state_stands_for_it() -> None:
    held = fill(state(ROOT), "passcode", Vaulted("passcode#1"))
    held = produce(held, "card", {"last4": "4242", "token": Vaulted("card.token#2")})
    held = fill(held, "pin", Vaulted("pin#3"), keep=True)
    assert set(vaulted(held)) == {"passcode#1", "card.token#2", "pin#3"}


NAME = st.text("abc_", min_size=1, max_size=4)
VALUE = st.one_of(
    st.text(max_size=8),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.dates(),
    st.times(),
    st.booleans(),
    st.integers(-9, 9),
    st.builds(Vaulted, NAME),
)
VALUES = st.dictionaries(NAME, VALUE, max_size=3)
KIND = st.sampled_from(["start", "digress", "run", "on", "abort"])
PLAIN = st.builds(Frame, KIND, NAME, NAME)
FRAME = st.builds(
    Frame,
    KIND,
    NAME,
    NAME,
    said=st.text(max_size=5),
    slots=VALUES,
    results=st.dictionaries(NAME, VALUES, max_size=2),
    trail=st.lists(st.builds(Visit, NAME, st.lists(PLAIN, max_size=2).map(tuple), st.booleans()), max_size=2).map(
        tuple
    ),
    tries=st.dictionaries(NAME, st.integers(0, 9), max_size=2),
)
PENDING = st.one_of(
    st.none(),
    st.builds(Choice, NAME, NAME, NAME),
    st.builds(Readback, NAME, VALUE),
    st.just(Change()),
    st.just(Hold()),
    st.builds(Resume, NAME),
)


@given(
    st.builds(
        State,
        NAME,
        st.integers(0, 99),
        NAME,
        st.lists(FRAME, max_size=3).map(tuple),
        VALUES,
        st.dictionaries(NAME, st.integers(0, 9), max_size=2),
        PENDING,
        st.none() | NAME,
        st.sampled_from(["", "en-GB", "es-ES"]),
    )
)
def test_a_state_written_as_json_and_read_again_is_the_same(before: Any) -> None:
    assert load(orjson.loads(orjson.dumps(dump(before)))) == before


def test_types_that_json_does_not_have_come_back() -> None:
    kept = {"a": Decimal("45.00"), "b": date(2026, 3, 4), "c": time(9, 30), "d": True, "e": Vaulted("e#1")}
    found = load(orjson.loads(orjson.dumps(dump(State("r", kept=kept))))).kept
    assert [(name, type(value)) for name, value in found.items()] == [(n, type(v)) for n, v in kept.items()]
