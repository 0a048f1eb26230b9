"""What the floor does about words: scenes as a table, in a locale with a judge and in one without."""

from __future__ import annotations

import pytest

from telephony.judging.ruling import Ruling

ENGLISH, OTHER = Ruling.of("en-GB"), Ruling.of("fr-FR")


@pytest.mark.parametrize(
    ("said", "expects", "whole", "takes"),
    [
        ("stop", "open", False, True),
        ("no that's wrong", "open", False, True),
        ("mm-hmm", "open", False, False),
        ("oh great", "open", False, False),
        ("um", "open", True, False),
        ("put", "open", False, False),
        ("put your shoes on darling", "open", True, False),
        ("hold on a second", "open", True, False),
        ("repeat that please", "open", True, True),
        ("yes", "confirm", False, True),
        ("okay", "yes_no", True, True),
        ("one minute", "duration", True, True),
        ("four five six", "digits", False, True),
        ("um", "confirm", True, False),
    ],
)
def test_over_our_speech(said: str, expects: str, whole: bool, takes: bool) -> None:
    assert ENGLISH.takes_floor(said, expects, whole=whole) is takes


@pytest.mark.parametrize(
    ("said", "expects", "answers"),
    [
        ("i want to pay my bill", "open", True),
        ("okay", "open", True),
        ("um", "open", False),
        ("hold on a second", "open", True),
        ("put your shoes on darling please", "name", True),
        ("put that down and sit down please darling", "open", True),
    ],
)
def test_into_our_silence(said: str, expects: str, answers: bool) -> None:
    assert ENGLISH.answers(said, expects) is answers


@pytest.mark.parametrize(
    ("said", "expects", "doubts"),
    [
        ("i want to pay my bill", "open", False),
        ("put that down and sit down please darling", "open", True),
        ("put that down and sit down please darling", "name", False),
        ("and the", "open", True),
        ("can you block my card put your shoes on darling we are leaving", "open", False),
        ("hello", "open", False),
        ("a person please", "open", False),
    ],
)
def test_what_is_probably_not_for_us(said: str, expects: str, doubts: bool) -> None:
    assert ENGLISH.doubts(said, expects) is doubts


@pytest.mark.parametrize(("said", "takes"), [("arrêtez", True), ("hmm", False), ("ok", False)])
def test_without_a_judge_a_small_lexicon_decides(said: str, takes: bool) -> None:
    assert OTHER.judge is None
    assert OTHER.takes_floor(said, "open", whole=False) is takes
    assert OTHER.answers(said, "open") is (said != "hmm")
    assert not OTHER.doubts(said, "open")
