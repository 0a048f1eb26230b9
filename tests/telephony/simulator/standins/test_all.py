"""All stand-ins together, driven from another process by HTTP, used by the adapters through settings."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import anthropic
import httpx
import pytest
import structlog

from engine.errors import ProviderError
from engine.settings import Settings
from telephony.providers import deepgram_flux, elevenlabs
from telephony.simulator.standins.all import NAMES, Standins
from telephony.simulator.standins.control import announce
from telephony.speech import EndOfTurn, Focus, Voicing

SOUND = bytes([0x90] * 10 + [0x10] * 10) * 8


@pytest.fixture
async def standins() -> AsyncIterator[Standins]:
    async with Standins() as running:
        yield running


@pytest.fixture
async def control(standins: Standins) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=standins.urls["control"], trust_env=False) as http:
        yield http


async def test_a_call_announced_elsewhere_is_heard_and_answered(standins: Standins, control: httpx.AsyncClient) -> None:
    settings = Settings(_env_file=None, **standins.settings)
    await announce(standins.urls["control"], "CA7", ["where is my order", {"text": "thank you", "ms": 600}])
    with structlog.contextvars.bound_contextvars(call_sid="CA7"):
        async with deepgram_flux.build(settings).listen(Focus()) as ear:
            for frame in [SOUND] * 45 + [b"\xff" * 160] * 40:
                ear.send(frame)
                await asyncio.sleep(0.001)
            heard = [hearing async for hearing in _first_turn(ear)]
    assert heard[-1] == EndOfTurn("where is my order", 0.97)
    voice = elevenlabs.build(settings)
    assert len(b"".join([piece async for piece in voice.speak("It is late.", Voicing())])) > 4000
    await voice.close()
    overview = (await control.get("/")).json()
    assert {name: count for name, count in overview["asked"].items() if count} == {"deepgram": 1, "elevenlabs": 1}
    assert overview["addresses"] == standins.urls


async def _first_turn(ear: Any) -> AsyncIterator[object]:
    async for hearing in ear:
        yield hearing
        if isinstance(hearing, EndOfTurn):
            return


async def test_claude_is_scripted_from_elsewhere(standins: Standins, control: httpx.AsyncClient) -> None:
    scripted = {"text": "", "tools": [{"name": "none", "input": {}}]}
    assert (await control.post("/replies", json=scripted)).status_code == 204
    tool: Any = {"name": "none", "input_schema": {"type": "object", "properties": {}}}
    key, url = standins.claude.key, standins.urls["anthropic"]
    async with anthropic.AsyncAnthropic(api_key=key, base_url=url, max_retries=0) as sdk:
        message = await sdk.messages.create(
            model="claude-haiku-5-5", max_tokens=9, messages=[{"role": "user", "content": "hi"}], tools=[tool]
        )
    assert message.stop_reason == "tool_use"


async def test_faults_come_and_go_from_elsewhere(standins: Standins, control: httpx.AsyncClient) -> None:
    voice = elevenlabs.build(Settings(_env_file=None, **standins.settings))
    wrong = {"provider": "elevenlabs", "kind": "limit"}
    assert (await control.post("/faults", json=wrong)).status_code == 204
    with pytest.raises(ProviderError):
        await anext(aiter(voice.speak("hello", Voicing())))
    assert (await control.delete("/faults")).status_code == 204
    assert b"".join([piece async for piece in voice.speak("hello", Voicing())])
    await voice.close()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/script", {"call": "CA1"}),
        ("/script", {"call": 1, "utterances": []}),
        ("/script", {"utterances": [7]}),
        ("/script", []),
        ("/replies", {"tools": [{"name": "x"}]}),
        ("/faults", {"provider": "deepgram", "kind": "boom"}),
        ("/faults", {"provider": "nobody", "kind": "drop"}),
        ("/faults", {"provider": "deepgram", "kind": "drop", "times": "often"}),
        ("/faults", {"provider": "deepgram", "kind": "drop", "seconds": "long"}),
    ],
)
async def test_orders_are_read_strictly(control: httpx.AsyncClient, path: str, body: Any) -> None:
    answer = await control.post(path, json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]


async def test_what_is_no_json_or_too_much_of_it_is_refused(control: httpx.AsyncClient) -> None:
    assert (await control.post("/script", content=b"{")).status_code == 422
    assert (await control.post("/script", content=b" " * (2**20 + 1))).status_code == 422


async def test_a_taken_port_stops_what_was_started(standins: Standins) -> None:
    taken = int(standins.urls["deepgram"].rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"):
        async with Standins(port=taken):
            pass


def test_the_environment_names_what_settings_read() -> None:
    standins = Standins()
    standins.urls = {name: f"http://{name}" for name in NAMES}
    assert standins.environment["TRUNKLINE_DEEPGRAM_URL"] == "http://deepgram"
    assert standins.environment["ANTHROPIC_API_KEY"] == standins.claude.key
    assert len(standins.environment) == len(standins.settings) == 13
