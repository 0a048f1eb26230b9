"""What providers tell of a text, laid over it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.providers.voices.timing import Timing
from telephony.speech import Alignment

TEXT = "Hello,  you. OK?"


def spelled(text: str) -> list[tuple[str, float]]:
    return [(each, 10.0 * number) for number, each in enumerate(text, start=1)]


def test_characters_are_told_as_they_come() -> None:
    timing = Timing("Hi you")
    assert timing.characters(spelled("Hi ")) == Alignment("Hi ", (10, 20, 30))
    assert not timing.whole
    assert timing.characters([("y", 40), ("o", 50), ("u", 60), (" ", 70)]) == Alignment("you", (40, 50, 60))
    assert timing.whole
    assert timing.rest() is None


def test_spaces_may_differ() -> None:
    timing = Timing(TEXT)
    told = timing.characters(spelled(" Hello, you.OK? "))
    assert told is not None
    assert (told.characters, timing.whole) == (TEXT, True)


def test_another_text_ends_the_telling() -> None:
    timing = Timing("Pay 5 now")
    assert timing.characters(spelled("Pay five now")) == Alignment("Pay ", (10, 20, 30, 40))
    assert timing.characters(spelled("now")) is None
    assert (timing.whole, timing.rest()) == (False, None)


def test_words_are_spread_and_punctuation_waits_for_the_next() -> None:
    timing = Timing(TEXT)
    told = timing.words([("Hello", 0, 500), ("you", 600, 900)])
    assert told == Alignment("Hello,  you", (100, 200, 300, 400, 500, 600, 600, 600, 700, 800, 900))
    assert timing.words([("OK?", 1000, 1300)]) == Alignment(". OK?", (1000, 1000, 1100, 1200, 1300))


def test_what_is_left_is_told_only_if_it_is_no_word() -> None:
    timing = Timing("Go on.")
    timing.words([("Go", 0, 100)])
    assert timing.rest() is None
    timing.words([("on", 200, 300)])
    assert timing.rest() == Alignment(".", (300,))


@pytest.mark.parametrize("word", ["there", "you"])
def test_a_word_that_is_not_next_ends_the_telling(word: str) -> None:
    timing = Timing("Hello to you")
    timing.words([("Hello", 0, 100)])
    assert timing.words([(word, 100, 200)]) is None
    assert timing.words([("to", 200, 300)]) is None


@pytest.mark.parametrize("at", [math.nan, math.inf, -math.inf])
def test_times_that_are_none_end_the_telling(at: float) -> None:
    assert Timing("Hello").characters([("H", at)]) is None
    assert Timing("Hello").words([("Hello", 0.0, at)]) is None


letters = st.text("ab .,", max_size=12)
times = st.floats(-1e6, 1e6)


@given(letters, st.lists(st.one_of(
    st.lists(st.tuples(st.sampled_from("ab .,"), times), max_size=6),
    st.lists(st.tuples(letters, times, times), max_size=4),
), max_size=6))  # fmt: skip
def test_whatever_is_told_is_a_prefix_that_never_falls(text: str, told: list[list[tuple[object, ...]]]) -> None:
    timing = Timing(text)
    found: list[Alignment | None] = []
    for some in told:
        if some and len(some[0]) == 2:
            found.append(timing.characters(some))  # type: ignore[arg-type]
        else:
            found.append(timing.words(some))  # type: ignore[arg-type]
    found.append(timing.rest())
    characters = "".join(each.characters for each in found if each)
    ends = [end for each in found if each for end in each.ends_ms]
    assert text.startswith(characters)
    assert len(ends) == len(characters)
    assert ends == sorted(ends)
    assert all(math.isfinite(end) for end in ends)
