"""The turn machine of listen v1, alone."""

from typing import Any

import pytest
from deepgram.core.unchecked_base_model import construct_type
from deepgram.listen.v1.socket_client import V1SocketClientResponse
from hypothesis import given
from hypothesis import strategies as st

from telephony.providers.deepgram.line import LONGEST_TEXT, Configured, Failed, Nonsense
from telephony.providers.deepgram_nova import Gap, Nothing, Started, Turn, Words, advance, parse
from telephony.speech import EagerEndOfTurn, EndOfTurn, Hearing, StartOfTurn, TurnResumed, Update


def words(text: str = "", end: float = 2.0, *, final: bool = False, speech: bool = False, asked: bool = False) -> Words:
    return Words(text, 0.9 if text else 0.0, end, final=final, speech_final=speech, finalized=asked)


def run(*heard: Any, patient: bool = False) -> list[Hearing]:
    turn, told = Turn(), []
    for each in heard:
        turn, news = advance(turn, each, patient=patient)
        told += news
    return told


def results(**changes: Any) -> dict[str, Any]:
    best = {"transcript": " where is it ", "confidence": 0.9, "words": []}
    message = {
        "type": "Results", "channel_index": [0, 1], "duration": 1.5, "start": 0.5, "is_final": True,
        "speech_final": False, "channel": {"alternatives": [best]}, "metadata": {},
    }  # fmt: skip
    return message | changes


def parsed(message: object) -> object:
    return parse(construct_type(type_=V1SocketClientResponse, object_=message))


def test_results_are_read() -> None:
    assert parsed(results()) == Words("where is it", 0.9, 2.0, final=True, speech_final=False, finalized=False)
    assert parsed(results(from_finalize=True, speech_final=True)) == Words(
        "where is it", 0.9, 2.0, final=True, speech_final=True, finalized=True
    )


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        ({"type": "SpeechStarted", "channel": [0, 1], "timestamp": 1.25}, Started(1.25)),
        ({"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": -1}, Gap()),
        ({"type": "ConfigureSuccess", "request_id": "r"}, Configured()),
        ({"type": "ConfigureFailure", "request_id": "r", "code": "C", "description": "d"}, Configured()),
        ({"type": "Error", "variant": "SchemaError", "description": "d"}, Failed("SchemaError")),
        ({"type": "Metadata", "transaction_key": "", "request_id": "", "sha256": "", "created": "", "duration": 1,
          "channels": 1}, Nothing()),
        ({"type": "Results", "channel": 7}, Nonsense()),
        ({"type": "Tomorrow"}, Nonsense()),
        ([], Nonsense()),
        (None, Nonsense()),
        (b"\x00", Nonsense()),
    ],
)  # fmt: skip
def test_every_other_message_is_read(message: object, meaning: object) -> None:
    assert parsed(message) == meaning


def test_a_novel_is_cut() -> None:
    best = {"transcript": "word " * 10_000, "confidence": 7, "words": []}
    found = parsed(results(channel={"alternatives": [best]}))
    assert isinstance(found, Words)
    assert (len(found.text), found.confidence) == (LONGEST_TEXT, 1.0)


def test_speech_final_ends_a_turn() -> None:
    told = run(
        Started(0.4), words("where"), words("where is my", final=True), words("order", final=True, speech=True), Gap()
    )
    assert told == [
        StartOfTurn(), Update("where", 0.9), Update("where is my", 0.9), EndOfTurn("where is my order", 0.9),
    ]  # fmt: skip


def test_utterance_end_ends_a_turn_whose_final_never_came() -> None:
    assert run(words("my order"), Gap()) == [
        StartOfTurn("my order"),
        Update("my order", 0.9),
        EndOfTurn("my order", 1.0),
    ]


def test_finalize_ends_a_turn_and_says_nothing_without_one() -> None:
    assert run(words("four five"), words("four five six", final=True, asked=True))[-1] == EndOfTurn(
        "four five six", 0.9
    )
    assert run(words(final=True, asked=True)) == []


def test_a_patient_question_lets_the_caller_go_on() -> None:
    told = run(
        words("my number", final=True, speech=True), words("is four", final=True, speech=True), Gap(), patient=True
    )
    assert told == [
        StartOfTurn("my number"), EagerEndOfTurn("my number", 0.9), TurnResumed(),
        EagerEndOfTurn("my number is four", 0.9), EndOfTurn("my number is four", 0.9),
    ]  # fmt: skip
    paused = run(words("my number", final=True, speech=True), Started(3.0), patient=True)
    assert paused[-1] == TurnResumed()


def test_a_cough_ends_without_words() -> None:
    assert run(Started(1.0), words(end=0.8, final=True), words(end=3.0, final=True)) == [
        StartOfTurn(),
        EndOfTurn("", 0.0),
    ]
    assert run(Started(1.0), Gap()) == [StartOfTurn(), EndOfTurn("", 0.0)]


heards = st.one_of(
    st.builds(Started, st.floats(0, 9)),
    st.just(Gap()),
    st.just(Nothing()),
    st.builds(words, st.sampled_from(["", "one", "two three"]), st.floats(0, 9), final=st.booleans(),
              speech=st.booleans(), asked=st.booleans()),
)  # fmt: skip


@given(st.lists(heards, max_size=40), st.booleans())
def test_turns_are_well_formed(heard: list[Any], patient: bool) -> None:
    inside = paused = False
    for event in run(*heard, patient=patient):
        match event:
            case StartOfTurn():
                assert not inside
                inside = True
            case EagerEndOfTurn(text):
                assert inside
                assert text
                paused = True
            case TurnResumed():
                assert paused
                paused = False
            case EndOfTurn():
                assert inside
                inside = paused = False
            case Update():
                assert inside
                assert not paused
