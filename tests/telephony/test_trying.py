"""Every provider asked, against the stand-ins: what works, and each way of not working."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.settings import Settings
from telephony import ladder
from telephony.simulator.standins.all import Standins
from telephony.trying import Tried, try_all

CLAUDE, GPT = Settings(_env_file=None).anthropic_model, Settings(_env_file=None).openai_model
EVERYBODY = {"deepgram-flux", "elevenlabs-stream", "elevenlabs", "cartesia", CLAUDE, GPT, "twilio"}


@pytest.fixture
async def standins() -> AsyncIterator[Standins]:
    async with Standins() as found:
        yield found


@pytest.fixture
def ask(standins: Standins, tmp_path: Path) -> Any:
    async def asked(**changes: Any) -> dict[str, Tried]:
        settings = Settings(_env_file=None, project=tmp_path, **(standins.settings | changes))
        return {each.provider: each for each in await try_all(settings, longest_s=3)}

    return asked


async def test_who_works_is_said_to(ask: Any, standins: Standins) -> None:
    tried = await ask()
    assert {name: each.result for name, each in tried.items()} == dict.fromkeys(EVERYBODY, "works")
    assert len(standins.deepgram.sessions) == 1
    assert len(standins.claude.requests) == 1


async def test_a_wrong_key_is_named_by_its_variable_and_not_shown(ask: Any, standins: Standins) -> None:
    wrong = {name: "hunter2" for name in standins.settings if name.endswith(("_key", "_token"))}
    tried = await ask(**wrong)
    assert {name: each.result for name, each in tried.items()} == dict.fromkeys(EVERYBODY, "wrong key")
    variables = [variable for each in tried.values() for variable in each.todo.replace(",", " ").split()]
    assert {name.upper() for name in wrong} <= set(variables)
    assert "hunter2" not in str(tried)


async def test_an_account_without_credit_is_told_apart_from_a_wrong_key(ask: Any, standins: Standins) -> None:
    for standin, fault in (
        (standins.deepgram, "credit"), (standins.elevenlabs, "credit"), (standins.cartesia, "credit"),
        (standins.claude, "spend_cap"), (standins.openai, "quota"),
    ):  # fmt: skip
        standin.faults.set(fault)
    standins.twilio.status = "suspended"
    tried = await ask()
    assert {name: each.result for name, each in tried.items()} == dict.fromkeys(EVERYBODY, "no credit")
    assert all("credit" in each.todo for name, each in tried.items() if name != "twilio")


async def test_who_cannot_be_reached_is_named_by_the_address(ask: Any, standins: Standins) -> None:
    urls = {name: "http://127.0.0.1:9" for name in standins.settings if name.endswith("_url")}
    tried = await ask(**urls)
    assert {name: each.result for name, each in tried.items()} == dict.fromkeys(EVERYBODY, "unreachable")
    assert "TRUNKLINE_DEEPGRAM_URL, http://127.0.0.1:9," in tried["deepgram-flux"].todo


async def test_one_that_hangs_holds_nobody_up(ask: Any, standins: Standins) -> None:
    standins.deepgram.faults.set("hang")
    standins.openai.faults.set("stall")
    async with asyncio.timeout(15):
        tried = await ask()
    results = {name: each.result for name, each in tried.items() if each.result != "works"}
    assert results == {"deepgram-flux": "unreachable", GPT: "unreachable"}


async def test_one_that_is_refused_for_another_reason_is_no_wrong_key(ask: Any, standins: Standins) -> None:
    standins.deepgram.faults.set("limit")
    tried = await ask(twilio_account_sid="AC" + "1" * 32)
    assert tried["deepgram-flux"].result == "too many at once"
    assert tried["twilio"].result == "wrong key", "Twilio asks for both in one"


async def test_nobody_is_asked_without_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "local_is_installed", lambda: True)
    assert await try_all(Settings(_env_file=None, project=tmp_path)) == ()
