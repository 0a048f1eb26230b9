from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.flows.model import Position
from engine.rehearsal.heard import holds, holds_in_writing, in_order, up_to
from engine.rehearsal.model import Fragment

AT = Position("tests/calls/x.yaml", 1, 1)


def fragment(text: str, *, pattern: bool = False) -> Fragment:
    return Fragment(text, AT, pattern)


def test_case_spacing_and_quotes_do_not_count() -> None:
    assert holds(fragment("you're THROUGH to"), "You\u2019re  through\nto Fellside")
    assert not holds(fragment("through too"), "You're through to Fellside")


def test_a_pattern_is_searched() -> None:
    assert holds(fragment(r"order (one )+one", pattern=True), "I can't find order one one one one.")
    assert not holds(fragment(r"order (two )+two", pattern=True), "I can't find order one one one one.")


def test_a_note_holds_what_is_written_and_what_would_be_read_out() -> None:
    note = "Late order 4568, now due Friday."
    assert holds_in_writing(fragment("order 4568"), note, "en-GB")
    assert holds_in_writing(fragment("Late order four five six eight, now due"), note, "en-GB")
    assert not holds_in_writing(fragment("four five six nine"), note, "en-GB")


def test_up_to_keeps_what_was_heard() -> None:
    assert up_to(fragment("was delivered"), "It was  delivered on Monday.") == "It was  delivered"
    assert up_to(fragment("was eaten"), "It was delivered on Monday.") is None


def test_in_order_allows_others_in_between_but_no_other_order() -> None:
    assert in_order(["a", "c"], ["a", "b", "c"]) is None
    assert in_order(["c", "a"], ["a", "b", "c"]) == "a"


@given(st.lists(st.sampled_from("abc")), st.data())
def test_what_is_picked_in_order_is_found(happened: list[str], data: st.DataObject) -> None:
    chosen = [one for one in happened if data.draw(st.booleans())]
    assert in_order(chosen, happened) is None


@given(st.text(alphabet="ab '", min_size=1), st.text(alphabet="ab '"), st.text(alphabet="ab '"))
def test_a_piece_of_a_text_is_in_it(piece: str, before: str, after: str) -> None:
    assert holds(fragment(piece), before + piece + after)
