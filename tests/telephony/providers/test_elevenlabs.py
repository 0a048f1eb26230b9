"""The ElevenLabs adapter, over the real SDK, against the stand-in."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any, cast

import pytest

from engine.errors import ProviderError
from engine.settings import Settings
from telephony.providers import elevenlabs
from telephony.providers.elevenlabs import CHUNK_BYTES, VOICE, ElevenLabs
from telephony.simulator.standins.elevenlabs import KEY, ElevenLabsStandin
from telephony.simulator.standins.tones import speak as tones
from telephony.speech import Voicing

TEXT = "Your order is on its way."


@asynccontextmanager
async def opened(standin: ElevenLabsStandin, key: str = KEY) -> AsyncIterator[ElevenLabs]:
    async with standin.serving() as url:
        voice = elevenlabs.build(Settings(_env_file=None, elevenlabs_url=url, elevenlabs_api_key=key), ("ignored",))
        try:
            yield voice
        finally:
            await voice.close()


async def spoken(voice: ElevenLabs, text: str = TEXT, voicing: Voicing | None = None) -> bytes:
    return b"".join([piece async for piece in voice.speak(text, voicing or Voicing())])


async def eventually(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for happens in the server
        await asyncio.sleep(0.005)


async def test_speech_comes_in_small_pieces_of_mu_law() -> None:
    standin = ElevenLabsStandin()
    async with opened(standin) as voice:
        pieces = [piece async for piece in voice.speak(TEXT, Voicing(before="Hello there."))]
    assert b"".join(pieces) == tones(TEXT)
    assert {len(piece) for piece in pieces[:-1]} == {CHUNK_BYTES}
    asked = standin.requests[0]
    assert (asked.voice, asked.query, asked.outcome) == (VOICE, {"output_format": "ulaw_8000"}, "whole")
    assert asked.body == {"text": TEXT, "model_id": "eleven_flash_v2_5", "previous_text": "Hello there."}


async def test_a_voice_of_the_projects_own() -> None:
    standin = ElevenLabsStandin(speak=lambda text, voice: f"{voice}:{text}".encode())
    async with opened(standin) as voice:
        assert await spoken(voice, "hi", Voicing(voice="our-voice")) == b"our-voice:hi"


async def test_speech_that_happens_to_begin_like_json_is_speech() -> None:
    audio = b"{" + tones(TEXT)
    async with opened(ElevenLabsStandin(speak=lambda text, voice: audio)) as voice:
        assert await spoken(voice) == audio


async def test_more_at_once_than_the_plan_allows() -> None:
    standin = ElevenLabsStandin(pace=2.0, at_once=1)
    async with opened(standin) as voice, aclosing(cast("Any", voice.speak(TEXT, Voicing()))) as pieces:
        await anext(pieces)
        with pytest.raises(ProviderError) as limited:
            await spoken(voice)
    assert limited.value.cause == "limited"
