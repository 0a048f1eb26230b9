from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.types import Line
from telephony.playback import Playback, prefix

ONE = Line("1.0", "Your order is on its way.", "a")
TWO = Line("1.1", "It comes on Friday.", "a")


def sent(*lines: Line, ms: int = 1000) -> tuple[Playback, list[str]]:
    play = Playback()
    play.begin()
    marks = []
    for line in lines:
        play.send(line, ms * 8, 0.0)
        marks.append(play.complete(line, 0.0))
    return play, marks


def test_finished_is_every_mark_and_the_replys_end_in_either_order() -> None:
    play, (one, two) = sent(ONE, TWO)
    play.end()
    assert not play.finished
    play.echo(one, 1000)
    assert not play.finished
    play.echo(two, 2000)
    assert play.finished
    other, (mark,) = sent(ONE)
    other.echo(mark, 1000)
    assert not other.finished
    other.end()
    assert other.finished


def test_a_marks_line_was_heard_whole_when_it_was_played() -> None:
    play, (one, two) = sent(ONE, TWO)
    heard = play.echo(one, 1003)
    assert heard is not None
    assert (heard.text, heard.began_ms, heard.ended_ms) == (ONE.text, 0, 1000)
    heard = play.echo(two, 1990)
    assert heard is not None
    assert (heard.began_ms, heard.ended_ms) == (1000, 1990)


def test_a_mark_that_comes_back_because_of_a_clear_means_nothing() -> None:
    play, (one, two) = sent(ONE, TWO)
    play.echo(one, 1000)
    cut = play.clear(1500)
    assert [h.line for h in cut] == [TWO]
    assert cut[0].text == "It comes"
    assert (cut[0].began_ms, cut[0].ended_ms) == (1000, 1500)
    assert play.echo(two, 1501) is None
    assert play.finished is False
    play.end()
    assert play.finished


def test_a_line_that_never_played_was_not_heard() -> None:
    play, _ = sent(ONE, TWO)
    cut = play.clear(400)
    assert [h.text for h in cut] == ["Your order", ""]


def test_a_line_that_is_still_being_made_is_measured_by_its_text() -> None:
    play = Playback()
    play.begin()
    play.send(ONE, 800, 0.0)
    (cut,) = play.clear(100.0)
    assert cut.text == ""


def test_a_mark_that_never_comes_is_taken_for_echoed_one_and_a_half_seconds_late() -> None:
    play, _ = sent(ONE, TWO)
    play.end()
    assert play.due_ms == 2500
    assert play.overdue(2499) == ()
    assert [h.line for h in play.overdue(2500)] == [ONE]
    assert [h.line for h in play.overdue(9000)] == [TWO]
    assert play.finished


def test_what_is_sent_into_a_pause_plays_from_then_on() -> None:
    play, _ = sent(ONE)
    play.send(TWO, 8000, 5000.0)
    assert play.playing(4000.0) is None
    assert play.playing(5500.0) is TWO
    assert play.lead(5400.0) == 600.0


@given(st.text(max_size=60), st.floats(0, 1))
def test_a_prefix_is_the_texts_own_beginning_in_whole_words(text: str, fraction: float) -> None:
    part = prefix(text, fraction)
    assert text.startswith(part)
    assert part == part.rstrip()
    rest = text[len(part) :]
    assert not rest or not part or rest[0].isspace()


STEPS = st.lists(
    st.tuples(st.sampled_from(["line", "echo", "stale", "clear", "late"]), st.integers(0, 900)), max_size=30
)


@given(STEPS)
def test_whatever_happens_each_line_is_told_once_and_the_end_is_reached(steps: list[tuple[str, int]]) -> None:
    play, now, told, lines, marks, old = Playback(), 0.0, [], [], [], []
    play.begin()
    for number, (what, ms) in enumerate(steps):
        now += ms
        if what == "line":
            lines.append(Line(f"1.{number}", "some words to say", "a"))
            play.send(lines[-1], ms * 8, now)
            marks.append(play.complete(lines[-1], now))
        elif what == "echo" and marks:
            told += [h for h in [play.echo(marks.pop(0), now)] if h]
        elif what == "stale" and old:
            assert play.echo(old[0], now) is None
        elif what == "clear":
            told += play.clear(now)
            old, marks = old + marks, []
        elif what == "late":
            told += play.overdue(now)
    told += play.overdue(now + 1e9)
    play.end()
    assert play.finished
    assert [h.line.id for h in told] == [line.id for line in lines]
    assert all(h.began_ms <= h.ended_ms for h in told)


def test_a_pause_goes_on_where_the_caller_was() -> None:
    play, (one, _) = sent(ONE, TWO)
    assert [heard.line for heard in play.pause(1500)] == [ONE]
    play.resume(4000)
    play.send(TWO, 500 * 8, 4000)
    mark = play.complete(TWO, 4000)
    assert play.echo(one, 4100) is None
    assert (play.played(4200), play.lead(4200)) == (700, 300)
    heard = play.echo(mark, 4500)
    assert heard is not None
    assert heard.line is TWO
    play.end()
    assert play.finished


def test_what_is_cut_in_a_pause_was_heard_up_to_it() -> None:
    play, _ = sent(ONE)
    play.pause(500)
    (cut,) = play.clear(9000)
    assert cut.text == "Your order"
