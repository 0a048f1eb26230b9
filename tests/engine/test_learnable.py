from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language import LANGUAGES
from engine.learnable import _without_numbers, learnable


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("my card is 4111 1111 1111 1111 ok", "my card is •••• card ok"),
        ("my passcode is 7391", "my passcode is •••• number"),
        ("my passcode is seven three nine one", "my passcode is •••• number"),
        ("meine pin ist vier sieben eins eins", "meine pin ist •••• number"),
        ("mi clave es cuatro siete uno uno", "mi clave es •••• number"),
        ("ring me on 07700 900 123 please", "ring me on •••• number please"),
        ("mail jo.bloggs@example.com about it", "mail •••• email about it"),
        ("it's jo dot bloggs at example dot com", "it's •••• email"),
        ("j o e at example.com", "•••• email"),
        ("jo guion bloggs arroba example punto com", "•••• email"),
        ("pay 40 pounds of my bill", "pay 40 pounds of my bill"),
        ("I am at home, two for one", "I am at home, two for one"),
    ],
)
def test_what_is_personal_is_gone_and_the_rest_stays(said: str, kept: str) -> None:
    assert learnable(said) == kept


@given(st.text(alphabet="ab 0123456789@.-•", max_size=60) | st.text(max_size=40))
def test_twice_is_once_and_no_long_number_is_left(text: str) -> None:
    once = learnable(text)
    assert learnable(once) == once
    assert not any(len(word) > 3 and word.isdecimal() for word in once.split())


def test_a_very_long_utterance_is_cut() -> None:
    assert len(learnable("well " * 10_000)) == 500


SPOKEN = sorted(
    word
    for language in LANGUAGES.values()
    for n in (language.numbers,)
    for word in (*n.spoken, *n.scaled, *n.ones, *n.joints, *n.repeats, *n.plurals, *n.times)
)


@given(
    st.lists(
        st.sampled_from(
            [*SPOKEN, "a", "and", "half", "dozen", "FÜNF", "sechsundzwanzig", "neunzehnhundert", "to", "mañana"]
        )
        | st.text(alphabet="aefiünßo7 -'", max_size=5),
        max_size=8,
    ),
    st.sampled_from([" ", "-", ", "]),
)
def test_no_language_is_passed_over_in_which_a_number_stands(words: list[str], between: str) -> None:
    text = learnable(between.join(words))
    for language in LANGUAGES.values():
        assert _without_numbers(text, language) == text
