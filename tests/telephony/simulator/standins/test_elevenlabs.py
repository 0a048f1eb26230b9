"""What the ElevenLabs stand-in refuses, and its contexts over a WebSocket, with the SDK's own message types."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from elevenlabs.types.close_context import CloseContext
from elevenlabs.types.initialise_context import InitialiseContext
from elevenlabs.types.send_text_multi import SendTextMulti
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from telephony.simulator.standins.elevenlabs import KEY, ElevenLabsStandin
from telephony.simulator.standins.tones import speak as tones

PATH = "/v1/text-to-speech/voice/multi-stream-input?model_id=eleven_flash_v2_5&output_format=ulaw_8000"


@asynccontextmanager
async def socket(more: str = "", key: str = KEY) -> AsyncIterator[ClientConnection]:
    async with ElevenLabsStandin().serving() as url:
        address = url.replace("http", "ws", 1) + PATH + more
        async with connect(address, additional_headers={"xi-api-key": key}, proxy=None) as connection:
            yield connection


async def send(connection: ClientConnection, message: Any) -> None:
    await connection.send(message.json(exclude_none=True))


async def receive(connection: ClientConnection) -> dict[str, Any]:
    found = json.loads(await connection.recv())
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("query", "body", "status"),
    [
        ({}, {"text": "hi"}, 400),
        ({"output_format": "mp3_44100_128"}, {"text": "hi"}, 400),
        ({"output_format": "ulaw_8000"}, {"text": ""}, 400),
        ({"output_format": "ulaw_8000"}, {"text": "hi", "model_id": "tacotron"}, 400),
        ({"output_format": "ulaw_8000"}, ["hi"], 422),
        ({"output_format": "ulaw_8000"}, {"text": "hi"}, 200),
    ],
)
async def test_what_is_refused(query: dict[str, str], body: Any, status: int) -> None:
    async with ElevenLabsStandin().serving() as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        headers = {"xi-api-key": KEY}
        answer = await http.post("/v1/text-to-speech/v/stream", params=query, json=body, headers=headers)
    assert answer.status_code == status


async def test_two_contexts_speak_apart_and_end() -> None:
    said = ("hello a", "hello b and all others")
    async with socket() as connection:
        for name, text in zip("ab", said, strict=True):
            await send(connection, InitialiseContext(text=" ", context_id=name))
            await send(connection, SendTextMulti(text=f"{text} ", context_id=name, flush=name == "b"))
        message = await receive(connection)
        await send(connection, CloseContext(context_id="b", close_context=True))
        audio, told = b"", list[str]()
        while not message.get("isFinal"):
            assert message["contextId"] == "b"
            audio += base64.b64decode(message["audio"])
            told += message["alignment"]["chars"]
            assert min(message["alignment"]["charStartTimesMs"]) < 100, "times count from the piece's beginning"
            message = await receive(connection)
        assert (audio, "".join(told)) == (tones(said[1]), said[1])
        await connection.send(json.dumps({"close_socket": True}))
        rest = [json.loads(each) async for each in connection]
    assert {each["contextId"] for each in rest} == {"a"}
    assert rest[-1]["isFinal"]


async def test_a_context_closed_before_its_first_audio_says_nothing() -> None:
    async with socket("&inactivity_timeout=0.2") as connection:
        await send(connection, SendTextMulti(text="hello ", context_id="a", flush=True))
        await send(connection, CloseContext(context_id="a", close_context=True))
        with pytest.raises(ConnectionClosed, match="input_timeout_exceeded"):
            await connection.recv()


async def test_a_sixth_context_closes_the_socket() -> None:
    async with socket() as connection:
        for number in range(5):
            await send(connection, InitialiseContext(text=" ", context_id=str(number)))
        await send(connection, CloseContext(context_id="0", close_context=True))
        assert (await receive(connection))["isFinal"]
        await send(connection, InitialiseContext(text=" ", context_id="5"))
        await send(connection, InitialiseContext(text=" ", context_id="6"))
        assert (await receive(connection))["error"] == "max_active_conversations"
        with pytest.raises(ConnectionClosed, match="max_active_conversations") as closed:
            await connection.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


async def test_a_quiet_socket_is_closed() -> None:
    async with socket("&inactivity_timeout=0.05") as connection:
        with pytest.raises(ConnectionClosed, match="input_timeout_exceeded"):
            await connection.recv()


async def test_nonsense_closes_the_socket() -> None:
    async with socket() as connection:
        await connection.send("[")
        with pytest.raises(ConnectionClosed, match="invalid_message"):
            await connection.recv()


async def test_a_wrong_key_gets_no_socket() -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket(key="wrong"):
            pass
    assert refused.value.response.status_code == 401


async def test_another_format_gets_no_socket() -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket("&output_format=mp3_44100_128"):
            pass
    assert refused.value.response.status_code == 400
