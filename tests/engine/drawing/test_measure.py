"""Do words stay in their box?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.drawing.measure import ELLIPSIS, clipped, width, wrapped

TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=200)


@given(TEXTS, st.floats(20, 400), st.integers(1, 6))
def test_every_line_fits_and_there_are_not_too_many(text: str, room: float, most: int) -> None:
    lines = wrapped(text, 13, room, most)
    assert len(lines) <= most
    assert all(width(line, 13) <= room or line == ELLIPSIS for line in lines)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=8), max_size=30))
def test_no_word_is_lost_where_there_is_room(words: list[str]) -> None:
    assert " ".join(wrapped(" ".join(words), 13, 300, 99)).split() == words


def test_what_is_left_is_cut_with_an_ellipsis() -> None:
    lines = wrapped("one two three four five six seven eight nine ten", 13, 60, 2)
    assert len(lines) == 2
    assert lines[-1].endswith(ELLIPSIS)


@given(TEXTS, st.floats(20, 200))
def test_a_text_that_fits_is_left_alone(text: str, room: float) -> None:
    cut = clipped(text, 12, room)
    assert cut == text if width(text, 12) <= room else cut.endswith(ELLIPSIS)


def test_wide_letters_are_wider_and_a_bold_name_more_so() -> None:
    assert width("WWW", 13) > width("iii", 13)
    assert width("name", 13, bold=True) > width("name", 13)
    assert width("name", 13, mono=True) == width("iiii", 13, mono=True)
