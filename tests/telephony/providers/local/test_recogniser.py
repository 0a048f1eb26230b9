import pytest

pytest.importorskip("pocketsphinx")
pytest.importorskip("espeakng_loader")

from telephony.providers.local.recogniser import Question, Recogniser, confidence, mixture
from telephony.simulator.mouth import render
from telephony.speech import SILENCE

pytestmark = pytest.mark.local

SENTENCES = (
    "i'd like to make a payment please",
    "where is my order",
    "can i pay by direct debit",
    "can i talk to a person please",
    "do you have a shop in ambleside",
)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser(SENTENCES)


@pytest.mark.parametrize(
    ("said", "expects"),
    [
        ("i'd like to make a payment please", "open"),
        ("do you have a shop in ambleside", "open"),
        ("forty pounds", "money"),
        ("can i pay by direct debit", "money"),
        ("yes please", "confirm"),
        ("no i meant fifty pounds", "confirm"),
    ],
)
def test_what_is_said_is_recognised(recogniser: Recogniser, said: str, expects: str) -> None:
    found = recogniser.recognise(render(said), Question(expects))
    assert found.text == said
    assert 0 < found.confidence < 1


def test_nothing_said_is_no_words(recogniser: Recogniser) -> None:
    assert recogniser.recognise(SILENCE * 20, Question()).text == ""


def test_hints_bring_words_that_no_sentence_has(recogniser: Recogniser) -> None:
    said = render("turquoise")
    assert recogniser.recognise(said, Question("one_of", ("turquoise", "green"))).text == "turquoise"
    assert recogniser.recognise(said, Question()).text != "turquoise"


def test_the_same_audio_is_the_same_words_whoever_spoke_before(recogniser: Recogniser) -> None:
    audio = render("where is my order")
    first = recogniser.recognise(audio, Question())
    recogniser.recognise(b"\x10\x90" * 8000, Question())
    assert recogniser.recognise(audio, Question()) == first


def test_more_questions_than_models_are_kept(recogniser: Recogniser) -> None:
    for number in range(10):
        recogniser.recognise(SILENCE * 5, Question("one_of", ("red",) * (number + 1)))
    assert recogniser.recognise(render("where is my order"), Question()).text == "where is my order"


async def test_calls_share_the_decoders() -> None:
    recogniser = Recogniser(SENTENCES, decoders=1)
    assert recogniser.free
    found = await recogniser.words(render("where is my order"), Question())
    assert found.text == "where is my order"
    assert recogniser.free
    recogniser.close()


def test_confidence_rises_with_the_posterior_and_forgives_length() -> None:
    assert confidence(0.0, 3) < confidence(0.01, 3) < confidence(0.5, 3) <= 1
    assert confidence(0.01, 6) > confidence(0.01, 2)


def test_an_answer_takes_most_of_the_mixture_and_an_open_question_leaves_it_to_the_sentences() -> None:
    closed = mixture(("hello",), Question("confirm"))
    assert closed[1].part > 2 * closed[0].part
    assert mixture(("hello",), Question())[0].part == 1.0
