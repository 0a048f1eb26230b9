"""The judge of interruptions: what it was fitted on, and what holds for anything that is said."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from telephony.judging.features import features, words
from telephony.judging.judge import LABELS, LANGUAGES, digest, judge
from telephony.judging.vectors import FOLDER, common

SPOKEN = sorted(path.stem for path in LANGUAGES.glob("*.yaml"))
ANY = st.text(max_size=60) | st.lists(
    st.sampled_from(["wait", "mm-hmm", "um", "put", "that", "down", "zzyzx", "don't"]), max_size=8
).map(" ".join)


@pytest.mark.parametrize("language", SPOKEN)
def test_the_weights_are_of_the_phrases_as_they_are(language: str) -> None:
    with np.load(FOLDER / f"{language}.npz", allow_pickle=False) as arrays:
        assert str(arrays["phrases"]) == digest(language), "run scripts/fit_judges.py"


@pytest.mark.parametrize("language", SPOKEN)
def test_every_label_has_phrases_and_no_phrase_has_two(language: str) -> None:
    told = yaml.safe_load((LANGUAGES / f"{language}.yaml").read_text("utf-8"))
    assert tuple(told) == LABELS
    pairs = {(phrase, label) for label, families in told.items() for each in families.values() for phrase in each}
    assert all(isinstance(phrase, str) and words(phrase) for phrase, _ in pairs)
    assert len({phrase for phrase, _ in pairs}) == len(pairs)


@pytest.mark.parametrize("language", SPOKEN)
def test_most_of_what_was_learned_is_known(language: str) -> None:
    ask = judge(language)
    assert ask is not None
    told = yaml.safe_load((LANGUAGES / f"{language}.yaml").read_text("utf-8"))
    for label, families in told.items():
        found = [ask(phrase, whole=True) for each in families.values() for phrase in each]
        assert np.mean([one is not None and one.label == label for one in found]) > 0.6, label


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("no wait i meant the other order", "interruption"),
        ("mm-hmm", "backchannel"),
        ("yeah okay great", "backchannel"),
        ("umm", "tic"),
        ("put your toys away please darling", "aside"),
    ],
)
def test_what_is_said(said: str, label: str) -> None:
    ask = judge("en-GB")
    found = ask(said, whole=True) if ask else None
    assert found is not None
    assert found.label == label


@given(ANY, st.booleans())
def test_anything_is_judged(said: str, whole: bool) -> None:
    ask = judge("en-US")
    found = ask(said, whole=whole) if ask else None
    assert (found is None) == (not words(said))
    if found is not None:
        assert 0 <= found.interruption <= 1
        assert 0 <= found.aside <= 1.0001
        assert np.isfinite(features(words(said), common(), whole=whole)).all()


def test_a_language_without_phrases_has_no_judge() -> None:
    assert judge("fr-FR") is None


def test_words_that_are_alike_lie_near_one_another_and_unknown_ones_nowhere() -> None:
    vectors = common()
    monday, tuesday, dog = (vectors.mean([word]) for word in ("monday", "tuesday", "dog"))
    assert monday @ tuesday > monday @ dog
    assert not vectors.mean(["qwxzqwxz", "é", ""]).any()
    assert np.allclose(vectors.mean(["monday", "qwxzqwxz"]), monday / 2)
