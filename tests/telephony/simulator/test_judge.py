import pytest

pytest.importorskip("pocketsphinx")
pytest.importorskip("espeakng_loader")

from telephony import mulaw
from telephony.simulator.judge import distractors, errors, pick
from telephony.simulator.mouth import render

pytestmark = pytest.mark.local

CHOICES = ("can i pay by card", "can i pay by cheque", "where is my order", "you owe 45 pounds", "yes please")


@pytest.mark.parametrize("number", range(len(CHOICES)))
def test_the_right_sentence_is_picked(number: int) -> None:
    spoken = CHOICES[number].replace("45", "forty five")
    assert pick(mulaw.decode(render(spoken)), CHOICES) == number


def test_distractors_are_like_the_text_and_never_the_same() -> None:
    others = ["Yes, please!", "no thanks", "a much longer sentence than that", "go on", "go on"]
    assert distractors("yes please", others, 2) == ["go on", "no thanks"]


def test_word_errors() -> None:
    assert errors(["a", "b", "c"], ["a", "c", "d"]) == 2
    assert errors([], ["a", "b"]) == errors(["a", "b"], []) == 2
    assert errors(["a"], ["a"]) == 0
