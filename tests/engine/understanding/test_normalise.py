from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.understanding.normalise import normalise


@pytest.mark.parametrize(
    ("heard", "seen"),
    [
        ("Where's my ORDER?", "where's my order"),
        ("where\u2019s  my\torder", "where's my order"),
        ("um, I'd like to pay 1,250.50 please!", "i'd like to pay 1250 50 please"),
        ("'pay' my bill", "pay my bill"),
        ("Erm.", "erm"),
        ("snake_case", "snake case"),
        ("£45 — 10%", "£45 10%"),
        ("\uff26\uff35\uff2c\uff2c \uff57\uff49\uff44\uff54\uff48", "full width"),
        ("मुझे मदद चाहिए", "मुझे मदद चाहिए"),
        ("", ""),
        ("?!…", ""),
    ],
)
def test_examples(heard: str, seen: str) -> None:
    assert normalise(heard) == seen


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(
    st.lists(st.sampled_from(["pay", "order", "don't", "45", "um"]), min_size=1), st.sampled_from(["?", ".", "!", ","])
)
def test_punctuation_and_case_never_matter(words: list[str], mark: str) -> None:
    assert normalise(f"{mark} ".join(words).upper() + mark) == normalise(" ".join(words))
