"""What only ElevenLabs' socket has: contexts, and what its messages mean. The rest is in the conformance suite."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.settings import Settings
from telephony.providers import elevenlabs_stream
from telephony.providers.elevenlabs_stream import MOST_CONTEXTS, ElevenLabsStream, failed, parse
from telephony.providers.voices.line import Ended, Failed, Nonsense
from telephony.providers.voices.sentence import Piece
from telephony.simulator.standins import contexts
from telephony.simulator.standins.elevenlabs import KEY, ElevenLabsStandin
from telephony.simulator.standins.tones import speak as tones
from telephony.speech import Alignment, Voicing

from .conformance.suite import eventually
from .conformance.synthesizers import NEXT, TEXT, first_sound, said, sound, speaking


@asynccontextmanager
async def opened(standin: ElevenLabsStandin) -> AsyncIterator[ElevenLabsStream]:
    async with standin.serving() as url:
        voice = elevenlabs_stream.build(Settings(_env_file=None, elevenlabs_url=url, elevenlabs_api_key=KEY))
        try:
            yield voice
        finally:
            await voice.close()


# -------------------------------------------------------------------------------------------------------- contexts


async def test_a_turn_is_said_in_one_context_and_another_turn_in_another() -> None:
    standin = ElevenLabsStandin()
    async with opened(standin) as voice:
        await said(voice)
        await said(voice, NEXT, before=TEXT)
        await said(voice, "Anything else?", before=NEXT)
        await said(voice, "Good morning.")
    first, second, third, other = (asked.context for asked in standin.requests)
    assert first == second == third != other
    assert standin.sockets == 1


async def test_two_calls_that_said_the_same_never_share_a_context() -> None:
    standin = ElevenLabsStandin()
    async with opened(standin) as voice:
        await asyncio.gather(said(voice), said(voice))
        one, other = await asyncio.gather(said(voice, "Go on, Anna.", TEXT), said(voice, "Go on, Bert.", TEXT))
    assert (sound(one), sound(other)) == (tones("Go on, Anna."), tones("Go on, Bert."))
    assert len({asked.context for asked in list(standin.requests)[2:]}) == 2


async def test_no_socket_ever_has_more_than_four_contexts() -> None:
    standin = ElevenLabsStandin(pace=3.0)
    async with opened(standin) as voice, AsyncExitStack() as stack:
        for number in range(9):
            pieces = await stack.enter_async_context(speaking(voice, f"Sentence {number} of nine."))
            await first_sound(pieces)
    assert (standin.most_contexts, standin.sockets) == (4, 3)


async def test_an_interrupted_context_keeps_its_place_until_the_provider_has_ended_it() -> None:
    standin = ElevenLabsStandin(pace=3.0)
    async with opened(standin) as voice, AsyncExitStack() as stack:
        for number in range(MOST_CONTEXTS):
            pieces = await stack.enter_async_context(speaking(voice, f"Sentence {number} of four."))
            await first_sound(pieces)
        await stack.aclose()  # all four are interrupted, and none has ended yet
        assert sound(await said(voice)) == tones(TEXT)
        assert (standin.most_contexts, standin.sockets) == (4, 2)
        await eventually(lambda: {asked.outcome for asked in list(standin.requests)[:4]} == {"client left"})


async def test_a_context_that_waits_in_vain_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elevenlabs_stream, "PARKED_S", 0.05)
    standin = ElevenLabsStandin()
    async with opened(standin) as voice:
        for number in range(MOST_CONTEXTS * 2):
            await said(voice, f"Sentence {number} of many.")
            await asyncio.sleep(0.1)
        await said(voice, NEXT, before=TEXT)
    assert (standin.most_contexts, standin.sockets) == (1, 1)


async def test_each_voice_has_its_own_socket() -> None:
    standin = ElevenLabsStandin(speak=lambda text, voice: f"{voice}:{text}".encode() * 10)
    async with opened(standin) as voice:
        for name in ("anna", "bert"):
            pieces: Any = voice.speak("Hello.", Voicing(voice=name))
            assert sound([piece async for piece in pieces]) == f"{name}:Hello.".encode() * 10
    assert standin.sockets == 2


async def test_without_times_a_sentence_ends_when_its_context_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contexts, "_alignment", lambda *_: None)
    standin = ElevenLabsStandin()
    async with opened(standin) as voice:
        pieces = await said(voice)
        again = await said(voice, NEXT, before=TEXT)
    assert (sound(pieces), sound(again)) == (tones(TEXT), tones(NEXT))
    assert not any(isinstance(piece, Alignment) for piece in pieces)
    assert len({asked.context for asked in standin.requests}) == 2


# -------------------------------------------------------------------------------------------------------- messages


def test_audio_comes_with_the_times_of_its_characters() -> None:
    told = {"chars": ["H", "i"], "charStartTimesMs": [0, 90], "charDurationsMs": [90, 110]}
    message = {"audio": base64.b64encode(b"\x10" * 8).decode(), "contextId": "c", "alignment": told}
    assert parse(json.dumps(message)) == ("c", Piece(b"\x10" * 8, (("H", 90.0), ("i", 200.0))))
    assert parse(json.dumps(message | {"alignment": None})) == ("c", Piece(b"\x10" * 8))


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        ({"isFinal": True, "contextId": "c"}, ("c", Ended())),
        ({"audio": None, "contextId": "c"}, ("", Piece())),
        ({"error": "max_active_conversations", "message": "m"}, ("", Failed("limited", "has too many at once"))),
        ({"error": "quota_exceeded", "contextId": "c"}, ("c", Failed("unpaid", "wants to be paid"))),
        ({"audio": "***", "contextId": "c"}, ("", Nonsense())),
        ({"audio": "AAAA", "contextId": 7}, ("", Nonsense())),
        ([1], ("", Nonsense())),
    ],
)
def test_every_other_message_is_read(message: object, meaning: object) -> None:
    assert parse(json.dumps(message)) == meaning


def test_a_close_without_a_reason_is_a_broken_line() -> None:
    assert failed("").cause == "dropped"
    assert failed("Invalid API key (invalid_api_key)").cause == "refused"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("ab*=", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab*=", max_size=8), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(("audio", "isFinal", "contextId", "alignment", "normalizedAlignment", "error", "message", "x"))


@given(st.dictionaries(keys, values, max_size=5) | values)
def test_no_message_raises(message: object) -> None:
    parse(json.dumps(message))


@given(st.binary(max_size=40) | st.text(max_size=40))
def test_no_bytes_raise(message: str | bytes) -> None:
    parse(message)
