"""The bench of what was heard, on a hundredth of its answers; and its own judgement, on cuts that are known."""

from __future__ import annotations

import pytest

from telephony.bench.heard import Speech, _judged, report

SPEECH = Speech("ab cd", (100.0, 200.0, 300.0, 400.0, 500.0))


def test_with_alignment_history_is_what_was_heard() -> None:
    told = report(5, 7, lambda *_: None)
    perfect = {"exact": 1.0, "most_words_off": 0, "with_a_word_never_played": 0, "right_to_the_sentence": 1.0}
    assert told["aligned"] == perfect
    assert told["unaligned"]["right_to_the_sentence"] == 1.0


@pytest.mark.parametrize(
    ("held", "played", "exact", "off", "unplayed"),
    [
        ("ab", 8 * 101, True, 0, False),
        ("ab", 8 * 99, False, 1, False),
        ("ab cd", 8 * 299, False, 1, True),
        ("ab", 8 * 401, False, -1, False),
        ("ab cd", 8 * 401, True, 0, False),
    ],
)
def test_an_answer_is_judged_by_what_was_played(held: str, played: int, exact: bool, off: int, unplayed: bool) -> None:
    found = _judged([SPEECH], [held], played)
    assert (found.exact, found.off, found.unplayed) == (exact, off, unplayed)


def test_another_sentence_than_the_one_that_was_cut_must_be_right() -> None:
    assert _judged([SPEECH, SPEECH], ["ab cd", ""], 8 * 510).sentence
    assert not _judged([SPEECH, SPEECH], ["ab", ""], 8 * 510).sentence
    assert not _judged([SPEECH, SPEECH], ["ab", "ab"], 8 * 210).sentence
