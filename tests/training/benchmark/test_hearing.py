from __future__ import annotations

from pathlib import Path

import pytest

from engine.intents import load_intents
from engine.understanding.normalise import normalise
from training.benchmark.hearing import Hearing, error_rate, sound

ROOT = Path(__file__).parents[3]
TEXTS = [normalise(text) for intent in load_intents(ROOT).intents.values() for text in intent.examples]


def test_the_rate_that_was_asked_is_the_rate_that_is_measured() -> None:
    hearing = Hearing(TEXTS, 0.10, 1)
    heard = list(map(hearing, TEXTS))
    assert 0.085 < error_rate(TEXTS, heard) < 0.115
    assert all(heard)
    assert list(map(Hearing(TEXTS, 0.10, 1), TEXTS)) == heard
    assert list(map(Hearing(TEXTS, 0.0, 1), TEXTS)) == TEXTS


def test_content_words_are_misheard_too() -> None:
    hearing = Hearing(TEXTS, 0.5, 2)
    assert sum("parcel" not in hearing("where is my parcel").split() for _ in range(200)) > 40


@pytest.mark.parametrize(("one", "other"), [("bill", "pill"), ("pay", "bay"), ("card", "cart"), ("phone", "fan")])
def test_words_that_sound_alike_have_one_key(one: str, other: str) -> None:
    assert sound(one) == sound(other)
    assert sound("order") != sound("card")


def test_error_rate_counts_word_edits() -> None:
    assert error_rate(["a b c d"], ["a x c"]) == 0.5
    assert error_rate(["a b"], ["a b c"]) == 0.5
    assert error_rate([], []) == 0.0
