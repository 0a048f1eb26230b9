"""The judge: the phrases it was fitted on, what the floor makes of its judgements, and the same judge twice."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest

from telephony.judging.bearing import Bearing, in_silence, over_us
from telephony.judging.features import Vector, words
from telephony.judging.judge import Judge
from telephony.judging.label import Judgement, Label
from telephony.judging.phrases import phrases


def meaning(word: str) -> Vector:
    return np.random.default_rng(crc32(word.encode())).normal(size=8).astype(np.float32)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(meaning, 8)


def test_every_label_has_phrases_and_every_language_has_every_label() -> None:
    found = {(phrase.family.partition(".")[0], phrase.label) for phrase in phrases()}
    assert found == {(language, label) for language in ("en", "de", "es") for label in Label}


def test_what_it_was_fitted_on_it_knows(judge: Judge) -> None:
    right = [judge.judge(phrase.text).label is phrase.label for phrase in phrases()]
    assert sum(right) > 0.85 * len(right)


def test_the_same_phrases_make_the_same_judge(judge: Judge) -> None:
    assert Judge(meaning, 8).judge("put that down please") == judge.judge("put that down please")


def test_listening_noises_are_one_word() -> None:
    assert words("Uh-huh, that\u2019s it") == ["uhhuh", "that's", "it"]


def judging(meant: float, label: Label = Label.ASIDE, sure: float = 0.5) -> object:
    return lambda _: Judgement(label, sure, meant)


@pytest.mark.parametrize(
    ("meant", "text", "final", "bearing"),
    [
        (0.6, "cancel", False, Bearing.IDLE),
        (0.9, "cancel", False, Bearing.MEANT),
        (0.7, "cancel it", False, Bearing.MEANT),
        (0.45, "where did you put", False, Bearing.DOUBTFUL),
        (0.3, "where did you put", True, Bearing.MEANT),
        (0.1, "where did you put", True, Bearing.DOUBTFUL),
        (0.9, "um", True, Bearing.IDLE),
        (0.9, "mm-hmm", True, Bearing.IDLE),
    ],
)
def test_first_words_must_be_surer(meant: float, text: str, final: bool, bearing: Bearing) -> None:
    assert over_us(judging(meant), text, "open", final=final) is bearing


def test_a_known_noise_needs_no_pause() -> None:
    assert over_us(judging(0.1, Label.BACKCHANNEL, 0.8), "go on then", "open", final=True) is Bearing.IDLE


def test_a_yes_over_a_question_for_one_is_an_answer() -> None:
    assert over_us(judging(0.0, Label.BACKCHANNEL, 1.0), "yes", "confirm", final=False) is Bearing.MEANT


@pytest.mark.parametrize(
    ("text", "expects", "meant", "for_us"),
    [
        ("sit down Rex", "open", 0.01, False),
        ("one minute past ten", "time", 0.03, True),
        ("hold on a second", "open", 0.0, True),
        ("um", "open", 1.0, False),
    ],
)
def test_in_silence_only_what_is_surely_not_for_us_is_passed_over(
    text: str, expects: str, meant: float, for_us: bool
) -> None:
    assert in_silence(judging(meant), text, expects) is for_us
