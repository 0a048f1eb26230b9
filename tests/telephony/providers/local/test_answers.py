import pytest

from telephony.providers.local.answers import answers
from telephony.providers.local.language_model import vocabulary


@pytest.mark.parametrize(
    ("expects", "word"),
    [
        ("yes_no", "no"),
        ("confirm", "yes"),
        ("choice", "second"),
        ("digits", "double"),
        ("phone", "oh"),
        ("money", "pence"),
        ("number", "hundred"),
        ("date", "tuesday"),
        ("time", "half"),
    ],
)
def test_each_closed_kind_has_its_words(expects: str, word: str) -> None:
    assert word in vocabulary(answers(expects))


def test_an_open_question_has_none() -> None:
    assert answers("open") == answers("text") == ()
