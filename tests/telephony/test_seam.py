"""What the call is told when a new line goes on in the middle of a turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.seam import Seam, Told, join
from telephony.speech import EagerEndOfTurn, EndOfTurn, Hearing, StartOfTurn, TurnResumed, Update, Word


def words(*times: tuple[str, float, float]) -> tuple[Word, ...]:
    return tuple(Word(*each) for each in times)


@pytest.mark.parametrize(
    ("told", "seam", "said", "becomes"),
    [
        (Told(True), Seam(), StartOfTurn(), ()),
        (Told(True), Seam(), StartOfTurn("my"), (Update("my", 0.0),)),
        (Told(True, text="my number"), Seam(), StartOfTurn("my"), ()),
        (Told(True, text="my number"), Seam(), Update("my", 0.9), ()),
        (Told(True, text="my number"), Seam(), Update("my number", 0.9), ()),
        (Told(True, text="my number"), Seam(), Update("my number is", 0.9), (Update("my number is", 0.9),)),
        (Told(True, text="my lumber"), Seam(), Update("my number", 0.9), (Update("my number", 0.9),)),
        (Told(True, True, "yes"), Seam(), EagerEndOfTurn("yes", 0.9), ()),
        (Told(True, True, "yes"), Seam(), Update("yes it", 0.9), (TurnResumed(), Update("yes it", 0.9))),
        (Told(True, True, "yes"), Seam(), EagerEndOfTurn("yes it is", 0.9),
         (TurnResumed(), EagerEndOfTurn("yes it is", 0.9))),
        (Told(True, text="yes"), Seam(), EagerEndOfTurn("yes", 0.9), (EagerEndOfTurn("yes", 0.9),)),
        (Told(True), Seam(), TurnResumed(), ()),
        (Told(True, True), Seam(), TurnResumed(), (TurnResumed(),)),
        (Told(True, True, "yes"), Seam(), EndOfTurn("yes", 0.9), (EndOfTurn("yes", 0.9),)),
        (Told(True, text="yes it is"), Seam(), EndOfTurn("yes", 0.9), (EndOfTurn("yes", 0.9),)),
        (Told(True, True, "yes"), Seam(), EndOfTurn("yes it is"), (TurnResumed(), EndOfTurn("yes it is"))),
        (Told(True, text="yes", confidence=0.4), Seam(), EndOfTurn("", 0.0), (EndOfTurn("yes", 0.4),)),
        (Told(True), Seam(), EndOfTurn("", 0.0), (EndOfTurn("", 0.0),)),
        (Told(True, text="one two"), Seam("one two"), EndOfTurn("three"), (EndOfTurn("one two three"),)),
        (Told(True, text="one two"), Seam("one two"), Update("three", 0.5), (Update("one two three", 0.5),)),
    ],
    ids=str,
)  # fmt: skip
def test_a_turn_goes_on(told: Told, seam: Seam, said: Hearing, becomes: tuple[Hearing, ...]) -> None:
    assert join(told, seam, said, ()) == becomes


@pytest.mark.parametrize(
    ("text", "times", "whole"),
    [
        ("two three", [("two", 0, 190), ("three", 210, 400)], "one two three"),
        ("two, three", [("two,", 0, 190), ("three", 210, 400)], "one two three"),
        ("two three", [("two", 150, 260), ("three", 260, 400)], "one two two three"),
        ("2, 3", [("two", 0, 190), ("three", 210, 400), ("four", 400, 500)], "one two three four"),
        ("two", [("two", 0, 190)], "one two"),
        ("three", [], "one two three"),
    ],
    ids=str,
)
def test_words_from_before_the_seam_are_known(text: str, times: list[tuple[str, float, float]], whole: str) -> None:
    assert Seam("one two", 200.0).whole(text, words(*times)) == whole


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        (StartOfTurn(), (StartOfTurn(),)),
        (StartOfTurn("two"), ()),
        (Update("two", 0.5), ()),
        (EndOfTurn("two"), ()),
        (Update("two three", 0.5), (StartOfTurn("three"), Update("three", 0.5))),
        (EndOfTurn("two three"), (StartOfTurn("three"), EndOfTurn("three"))),
        (TurnResumed(), ()),
    ],
    ids=str,
)
def test_what_is_known_of_a_turn_that_is_over_begins_no_other(said: Hearing, becomes: tuple[Hearing, ...]) -> None:
    times = words(("two", 0, 190), ("three", 300, 500))[: len(getattr(said, "text", "").split())]
    assert join(Told(), Seam("", 200.0), said, times) == becomes


hearings = st.one_of(
    st.builds(StartOfTurn, st.sampled_from(["", "a"])),
    st.builds(Update, st.sampled_from(["a", "a b", "a b c"])),
    st.builds(EagerEndOfTurn, st.sampled_from(["a", "a b"])),
    st.just(TurnResumed()),
)


@given(st.lists(hearings), st.lists(hearings), st.sampled_from(["", "a b"]))
def test_what_the_call_is_told_is_one_turn(before: list[Hearing], after: list[Hearing], end: str) -> None:
    told = Told().after(StartOfTurn())
    for each in before:
        told = told.after(each)
    for said in (*after, EndOfTurn(end)):
        for each in join(told, Seam(), said, ()):
            assert not isinstance(each, StartOfTurn)
            assert told.paused or not isinstance(each, TurnResumed)
            last = told = told.after(each)
    assert last == Told()
