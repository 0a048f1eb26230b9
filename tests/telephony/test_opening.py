from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import structlog

from engine.metrics import Metrics
from engine.remedies import remedies
from engine.settings import read_settings
from telephony.breakers import Breakers
from telephony.equipment import CLOSE_S, let_go, waiting_lines
from telephony.kept_voice import KeptVoice
from telephony.ladder import Rung
from telephony.language_models import built
from telephony.opening import get_ready
from telephony.providers import elevenlabs, elevenlabs_stream
from telephony.simulator.standins.all import Standins
from telephony.speech_store import Store


class Provider:
    def __init__(self, takes_s: float) -> None:
        self.takes_s, self.closed = takes_s, False

    async def close(self) -> None:
        await asyncio.sleep(self.takes_s)
        self.closed = True


class Local:
    closed = False

    def close(self) -> None:
        self.closed = True


def test_what_the_house_shares_is_closed_and_a_close_that_hangs_is_left(virtual: Any) -> None:
    async def story() -> None:
        loop, quick, hanging, local = asyncio.get_running_loop(), Provider(1.0), Provider(3600.0), Local()
        began = loop.time()
        for provider in (quick, hanging, local):
            await let_go(provider)
        assert (quick.closed, hanging.closed, local.closed) == (True, False, True)
        assert loop.time() - began == 1.0 + CLOSE_S

    virtual(story())


async def test_connections_are_open_before_the_first_call() -> None:
    async with Standins() as standins:
        settings = read_settings(**standins.settings)
        voice = KeptVoice(elevenlabs.build(settings), Store(Path("unused")))
        claude = next(built(settings, Metrics()))
        await get_ready((claude, voice, Local()))
        assert (standins.claude.looked, standins.elevenlabs.looked) == (1, 1)
        await claude.close()
        await voice.close()


async def test_a_provider_that_is_down_keeps_nobody_from_opening() -> None:
    nowhere = "http://127.0.0.1:9"
    settings = read_settings(
        anthropic_url=nowhere, anthropic_api_key="k", elevenlabs_url=nowhere, elevenlabs_api_key="k"
    )
    claude, voice = next(built(settings, Metrics())), elevenlabs.build(settings)
    stream = elevenlabs_stream.build(settings)
    with structlog.testing.capture_logs() as logs:
        await get_ready((claude, claude, voice, stream), remedies(settings))
    assert [(each["event"], each["log_level"]) for each in logs] == [("not_ready", "warning")] * 3
    assert [each["provider"] for each in logs] == ["anthropic", "elevenlabs", "elevenlabs-stream"]
    assert "TRUNKLINE_ANTHROPIC_URL, http://127.0.0.1:9," in logs[0]["todo"]
    assert "TRUNKLINE_ELEVENLABS_URL, http://127.0.0.1:9," in logs[1]["todo"]
    for each in (claude, voice, stream):
        await each.close()


async def test_a_key_that_is_refused_is_told_with_its_variable() -> None:
    async with Standins() as standins:
        wrong = dict.fromkeys(("anthropic_api_key", "elevenlabs_api_key"), "hunter2")
        settings = read_settings(**(standins.settings | wrong))
        claude, voice = next(built(settings, Metrics())), elevenlabs.build(settings)
        with structlog.testing.capture_logs() as logs:
            await get_ready((claude, voice), remedies(settings))
        assert [(each["log_level"], each["cause"]) for each in logs] == [("warning", "refused")] * 2
        assert logs[0]["todo"].startswith("check ANTHROPIC_API_KEY, and whether TRUNKLINE_ANTHROPIC_URL, http://")
        assert logs[1]["todo"].startswith("check ELEVENLABS_API_KEY, ")
        assert "hunter2" not in str(logs)
        await claude.close()
        await voice.close()


@pytest.mark.parametrize(
    ("provider", "wanted", "waits"),
    [("deepgram-flux", (50, True), 1), ("deepgram-flux", (50, False), 0), ("deepgram-flux", (0, True), 0),
     ("local", (50, True), 0)],
)  # fmt: skip
def test_a_line_waits_where_there_is_one_to_be_lost(
    virtual: Any, fakes: Any, provider: str, wanted: tuple[int, bool], waits: int
) -> None:
    async def story() -> None:
        limit, warm = wanted
        one, settings = fakes.Transcriber(provider), read_settings(transcriber_lines=limit)
        async with waiting_lines(Rung("transcriber", provider, "why"), one, settings, Breakers(), warm=warm):
            await asyncio.sleep(1.0)
            assert len(one.ears) == waits
        assert one.closed == waits

    virtual(story())
