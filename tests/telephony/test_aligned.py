"""What was heard of a line whose synthesizer tells when its characters sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.types import Line
from telephony.aligned import Aligned
from telephony.playback import Playback
from telephony.speech import Alignment

TEXT = "your bill is forty pounds"
TOLD = Alignment(TEXT, tuple(100.0 * n for n in range(1, len(TEXT) + 1)))


@pytest.mark.parametrize(
    ("played_ms", "heard"),
    [
        (0, ""),
        (200, ""),
        (201, "your"),
        (499, "your"),
        (500 + 201, "your bill"),
        (1000, "your bill"),
        (1151, "your bill is"),
        (2199, "your bill is forty"),
        (2201, "your bill is forty pounds"),
        (9999, TEXT),
    ],
)
def test_a_word_was_heard_when_over_half_of_it_was_played(played_ms: float, heard: str) -> None:
    aligned = Aligned()
    aligned.add(TOLD)
    assert aligned.heard(TEXT, played_ms) == heard


def test_of_words_that_nothing_was_told_of_none_was_heard() -> None:
    aligned = Aligned()
    assert aligned.heard(TEXT, 9999) is None
    aligned.add(Alignment("your bi", (1, 2, 3, 4, 5, 6, 7)))
    assert aligned.heard(TEXT, 9999) == "your"


@given(st.lists(st.tuples(st.text("ab c,", max_size=6), st.floats(0, 500))), st.floats(-50, 5000))
def test_however_it_is_told_it_is_a_beginning_in_whole_words(told: list[tuple[str, float]], played: float) -> None:
    text, aligned, at = "".join(part for part, _ in told), Aligned(), 0.0
    for part, takes in told:
        aligned.add(Alignment(part, tuple(at + takes * (n + 1) for n in range(len(part)))))
        at += takes * len(part)
    heard = aligned.heard(text, played)
    if heard is not None:
        assert text.startswith(heard)
        assert not heard[-1:].isspace()
        assert not text[len(heard) : len(heard) + 1].strip() or not heard


def test_the_playback_goes_by_it_and_leaves_gaps_out() -> None:
    playback, line, aligned = Playback(), Line("1.0", TEXT, "ask"), Aligned()
    aligned.add(TOLD)
    playback.begin()
    playback.send(line, 8 * 600, 1000.0, None, aligned)
    playback.send(line, 8 * 600, 2000.0, None, aligned)  # 400 ms late: the caller heard nothing for that long
    (cut,) = playback.clear(2150.0)
    assert cut.text == "your bill", "750 ms of the line were played"


def test_without_alignment_it_goes_by_what_share_was_played() -> None:
    playback, line = Playback(), Line("1.0", TEXT, "ask")
    playback.begin()
    playback.send(line, 8 * 1000, 0.0, 8 * 1000)
    (cut,) = playback.clear(500.0)
    assert cut.text == "your bill is"
