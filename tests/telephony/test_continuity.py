"""Where a new line goes on."""

from __future__ import annotations

from telephony.continuity import OVERLAP, Continuity
from telephony.ring import SIZE
from telephony.speech import EndOfTurn, Settled, StartOfTurn, Update, Word

FRAME = 160


QUIET = b"\xff" * FRAME


def hush(continuity: Continuity) -> None:
    continuity.put(QUIET)
    continuity.passed(20.0, quiet_ms=20.0)


def fed(frames: int, quiet: int = 0) -> Continuity:
    continuity = Continuity()
    for n in range(frames):
        continuity.put(bytes([n % 251]) * FRAME)
    for _ in range(quiet):
        hush(continuity)
    return continuity


def test_what_was_said_before_the_first_line_opened_is_heard() -> None:
    assert len(fed(10).begin()) == 10 * FRAME


def test_a_line_that_settled_nothing_leaves_everything_to_the_next() -> None:
    continuity = fed(5)
    continuity.begin()
    continuity.put(bytes(FRAME))
    assert continuity.lost(Settled(), ()) == ()
    assert len(continuity.begin()) == 6 * FRAME


def test_the_next_line_begins_where_the_last_turn_was_settled_and_the_line_after_it_too() -> None:
    continuity = fed(100)
    continuity.begin()
    for each in (StartOfTurn(), Update("one"), EndOfTurn("one")):
        assert continuity.hear(each, tuple) == (each,)
    continuity.lost(Settled(1000.0), ())
    given = continuity.begin()
    assert given[0] == 50
    assert len(given) == 50 * FRAME
    assert continuity.hear(StartOfTurn("two"), tuple) == (StartOfTurn("two"),)
    continuity.lost(Settled(400.0), ())
    assert continuity.begin()[0] == 70


def test_finals_in_mid_speech_are_kept_and_a_little_is_heard_again() -> None:
    continuity = fed(200)
    continuity.begin()
    for each in (StartOfTurn(), Update("one two")):
        continuity.hear(each, tuple)
    continuity.lost(Settled(3000.0, "one two"), ())
    given = continuity.begin()
    assert len(given) == 50 * FRAME + OVERLAP
    times = [Word("two", 0, 190), Word("three", 240, 500)]
    assert continuity.hear(Update("two three", 0.5), lambda: times) == (Update("one two three", 0.5),)
    continuity.lost(Settled(600.0, "two three"), times)
    continuity.begin()
    assert continuity.hear(EndOfTurn("four"), tuple) == (EndOfTurn("one two three four"),)
    assert continuity.hear(StartOfTurn("five"), tuple) == (StartOfTurn("five"),)


def test_words_before_a_key_press_are_not_heard_again_and_their_turn_ends_once() -> None:
    continuity = fed(100)
    continuity.begin()
    for each in (StartOfTurn(), Update("four five", 0.8)):
        continuity.hear(each, tuple)
    continuity.close_turn()
    continuity.put(bytes(FRAME))
    assert continuity.lost(Settled(), ()) == (EndOfTurn("four five", 0.8),)
    assert continuity.begin() == bytes(FRAME)
    assert continuity.hear(StartOfTurn(), tuple) == (StartOfTurn(),)


def test_a_closed_turn_that_the_line_ended_is_over() -> None:
    continuity = fed(100)
    continuity.begin()
    continuity.hear(StartOfTurn(), tuple)
    continuity.close_turn()
    continuity.hear(EndOfTurn("four"), tuple)
    assert continuity.lost(Settled(), ()) == ()


def test_of_a_turn_longer_than_the_memory_the_end_is_heard_again() -> None:
    continuity = fed(1600)
    assert len(continuity.begin()) == SIZE


def test_a_turn_that_was_settled_whole_ends_in_the_silence_that_the_new_line_hears() -> None:
    continuity = fed(200)
    continuity.begin()
    for each in (StartOfTurn(), Update("one two", 0.9)):
        continuity.hear(each, tuple)
    assert not continuity.mending
    continuity.lost(Settled(4000.0, "one two"), ())
    continuity.begin()
    for _ in range(34):
        hush(continuity)
        assert continuity.over(700) == ()
    hush(continuity)
    assert continuity.over(1500) == ()
    assert continuity.over(700) == (EndOfTurn("one two", 0.9),)
    assert continuity.over(700) == ()
    known = [Word("two", 0, 190)]
    assert continuity.hear(EndOfTurn("two"), lambda: known) == ()
    assert not continuity.mending
    continuity.lost(Settled(), ())
    assert continuity.begin() == b""


def test_a_new_line_that_has_begun_ends_the_turn_itself() -> None:
    continuity = fed(200)
    continuity.begin()
    continuity.hear(StartOfTurn(), tuple)
    continuity.lost(Settled(), ())
    continuity.begin()
    continuity.hear(StartOfTurn(), tuple)
    for _ in range(100):
        hush(continuity)
    assert continuity.over(700) == ()


def test_a_new_line_that_was_given_words_ends_the_turn_itself() -> None:
    continuity = fed(200, quiet=100)
    continuity.begin()
    continuity.hear(StartOfTurn(), tuple)
    continuity.lost(Settled(), ())
    continuity.begin()
    assert continuity.over(700) == ()


def test_silence_tells_when_a_turn_is_due_that_the_new_line_took_up() -> None:
    continuity = fed(200)
    continuity.begin()
    continuity.hear(StartOfTurn(), tuple)
    continuity.lost(Settled(), ())
    continuity.begin()
    continuity.hear(StartOfTurn("one"), tuple)
    for _ in range(34):
        hush(continuity)
    assert not continuity.due(700)
    hush(continuity)
    assert continuity.due(700)
    assert not continuity.due(1500)
    continuity.hear(EndOfTurn("one"), tuple)
    assert not continuity.due(700)
