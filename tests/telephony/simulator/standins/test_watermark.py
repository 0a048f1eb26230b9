"""A word is heard when more than half of it arrived."""

from __future__ import annotations

import pytest

from telephony.simulator.standins.watermark import LATE_MS, MarkListener, Marks, spoken, token
from telephony.speech import FRAME_BYTES, SILENCE


def heard(frames: list[bytes]) -> list[str]:
    marks = Marks()
    for frame in (*frames, SILENCE):
        marks.take(frame)
    return [word.text for word in marks.words(marks.at_ms)]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(0, 10, ["w7"]), (4, 10, ["w7"]), (5, 10, []), (0, 6, ["w7"]), (0, 5, []), (2, 8, ["w7"])],
)
def test_half_a_word_is_none(first: int, last: int, words: list[str]) -> None:
    assert heard(spoken(7, 10)[first:last]) == words


def test_words_that_follow_at_once_are_two_words_even_when_each_is_cut() -> None:
    assert heard(spoken(1, 10)[4:] + spoken(300, 10)[:6]) == [token(1), token(300)]
    assert heard(spoken(1, 10) + spoken(2, 10)[:5]) == ["w1"]


def test_frames_are_frames_and_words_come_late() -> None:
    frames = spoken(1, 10) + [SILENCE] * 20
    assert {len(frame) for frame in frames} == {FRAME_BYTES}
    listener = MarkListener()
    instants = list(listener.hear(b"".join(frames)))
    out = next(instant for instant in instants if instant.words)
    assert out.at_ms == 10 * 20 + LATE_MS
    assert [(word.text, word.start_ms, word.end_ms) for word in out.words] == [("w1", 0, 200)]
    assert instants[-1].sure > 0.4
