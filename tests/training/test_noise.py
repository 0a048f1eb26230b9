from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from engine.understanding.normalise import normalise
from training.noise import misheard

SENTENCE = "i would like to know where my order is and pay the bill for it please"
TEXT = st.text(alphabet="abcdefghij '", min_size=1).map(normalise).filter(bool)


@given(TEXT, st.integers(), st.floats(0, 1))
def test_something_is_always_heard_and_it_is_normal(text: str, seed: int, rate: float) -> None:
    heard = misheard(text, random.Random(seed), rate)
    assert heard
    assert heard == " ".join(heard.split())


@given(TEXT, st.integers())
def test_the_same_seed_hears_the_same(text: str, seed: int) -> None:
    assert misheard(text, random.Random(seed)) == misheard(text, random.Random(seed))


@given(TEXT)
def test_no_noise_no_change(text: str) -> None:
    assert misheard(text, random.Random(1), 0.0) == text


def test_about_as_many_words_are_wrong_as_asked() -> None:
    words = SENTENCE.split()
    kept = [len(set(words) & set(misheard(SENTENCE, random.Random(n), 0.2).split())) for n in range(300)]
    assert 0.72 < sum(kept) / len(kept) / len(set(words)) < 0.88
