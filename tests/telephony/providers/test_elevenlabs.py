"""The ElevenLabs adapter, over the real SDK, against the stand-in."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any, cast

import pytest

from engine.errors import ProviderError, SettingsError
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


async def test_the_first_piece_does_not_wait_for_the_sentence() -> None:
    standin = ElevenLabsStandin(pace=5.0)
    async with opened(standin) as voice, aclosing(cast("Any", voice.speak(TEXT, Voicing()))) as pieces:
        await anext(pieces)
        assert standin.requests[0].sent_bytes < len(tones(TEXT)) / 2


async def test_a_voice_of_the_projects_own() -> None:
    standin = ElevenLabsStandin(speak=lambda text, voice: f"{voice}:{text}".encode())
    async with opened(standin) as voice:
        assert await spoken(voice, "hi", Voicing(voice="our-voice")) == b"our-voice:hi"


async def test_speech_that_happens_to_begin_like_json_is_speech() -> None:
    audio = b"{" + tones(TEXT)
    async with opened(ElevenLabsStandin(speak=lambda text, voice: audio)) as voice:
        assert await spoken(voice) == audio


async def test_closing_the_iterator_ends_the_request_at_the_provider() -> None:
    standin = ElevenLabsStandin(pace=2.0)
    async with opened(standin) as voice:
        async with aclosing(cast("Any", voice.speak(TEXT, Voicing()))) as pieces:
            await anext(pieces)
        await eventually(lambda: standin.requests[0].outcome == "client left")
    assert standin.requests[0].sent_bytes < len(tones(TEXT))


async def test_a_cancelled_task_ends_the_request_at_the_provider() -> None:
    standin = ElevenLabsStandin(pace=2.0)
    async with opened(standin) as voice:
        speaking = asyncio.create_task(spoken(voice))
        await eventually(lambda: standin.requests and standin.requests[0].sent_bytes)
        speaking.cancel()
        await asyncio.wait([speaking])
        assert speaking.cancelled()
        await eventually(lambda: standin.requests[0].outcome == "client left")


async def test_nothing_to_say_asks_nobody() -> None:
    standin = ElevenLabsStandin()
    async with opened(standin) as voice:
        assert await spoken(voice, "  ") == b""
    assert not standin.requests


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("refuse", "refused"), ("credit", "refused"), ("limit", "limited"), ("broken", "unreachable"),
     ("stall", "stalled"), ("slow", "stalled"),
     ("cut", "dropped"), ("not_audio", "garbage"), ("empty", "garbage"), ("endless", "garbage")],
)  # fmt: skip
async def test_what_goes_wrong_has_a_cause(fault: str, cause: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elevenlabs, "FIRST_AUDIO_S", 0.4)
    monkeypatch.setattr(elevenlabs, "NEXT_AUDIO_S", 0.2)
    standin = ElevenLabsStandin()
    async with opened(standin) as voice:
        standin.faults.set(fault, times=1)
        with pytest.raises(ProviderError) as failed:
            await spoken(voice)
        assert await spoken(voice) == tones(TEXT)
    assert (failed.value.provider, failed.value.cause) == ("elevenlabs", cause)


async def test_a_wrong_key_is_refused_and_not_shown() -> None:
    async with opened(ElevenLabsStandin(), "planted-secret-key") as voice:
        with pytest.raises(ProviderError) as refused:
            await spoken(voice)
    assert refused.value.cause == "refused"
    assert "planted-secret-key" not in repr(refused.value) + refused.value.todo
    assert refused.value.__cause__ is None


async def test_more_at_once_than_the_plan_allows() -> None:
    standin = ElevenLabsStandin(pace=2.0, at_once=1)
    async with opened(standin) as voice, aclosing(cast("Any", voice.speak(TEXT, Voicing()))) as pieces:
        await anext(pieces)
        with pytest.raises(ProviderError) as limited:
            await spoken(voice)
    assert limited.value.cause == "limited"


async def test_nobody_at_the_address() -> None:
    async with ElevenLabsStandin().serving() as url:
        pass
    voice = elevenlabs.build(Settings(_env_file=None, elevenlabs_url=url, elevenlabs_api_key=KEY))
    with pytest.raises(ProviderError) as failed:
        await spoken(voice)
    await voice.close()
    assert failed.value.cause == "unreachable"


def test_a_key_is_needed() -> None:
    with pytest.raises(SettingsError, match="key"):
        elevenlabs.build(Settings(_env_file=None, elevenlabs_api_key=None))
