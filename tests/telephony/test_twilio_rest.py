"""What we ask of Twilio, answered by its stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from engine.errors import ProviderError
from engine.settings import Settings, read_settings
from telephony import twilio_rest
from telephony.simulator.standins.twilio_rest import TwilioStandin
from telephony.twilio_rest import CURRENT, TwilioRest, deleted

CALL = "CA" + "1" * 32


def settings(standin: TwilioStandin, url: str, **more: Any) -> Settings:
    wanted = {"twilio_url": url, "twilio_account_sid": standin.account, "twilio_auth_token": standin.token, **more}
    return read_settings(**wanted)


@asynccontextmanager
async def opened(standin: TwilioStandin, **more: Any) -> AsyncIterator[TwilioRest]:
    async with standin.serving() as url, TwilioRest.open(settings(standin, url, **more)) as rest:
        assert rest is not None
        yield rest


async def test_a_call_is_recorded_paused_and_stopped() -> None:
    standin = TwilioStandin()
    async with opened(standin) as rest:
        tape = await rest.start(CALL, "")
        assert tape is not None
        changes = [await rest.change(CALL, name, status) for name, status in (
            (tape.sid, "paused"), (CURRENT, "in-progress"), (tape.sid, "stopped"),
        )]  # fmt: skip
        assert [each.status for each in changes if each is not None] == ["paused", "in-progress", "stopped"]
        fetched = await rest.fetch(CALL, tape.sid)
        assert fetched is not None
        assert fetched.status == "completed"
        assert await rest.change(CALL, CURRENT, "paused") is None, "nothing runs any more"
        await rest.delete(tape.sid)
        assert await rest.fetch(CALL, tape.sid) is None
    assert standin.orders[0].fields["RecordingChannels"] == "dual"
    assert standin.orders[1].fields == {"Status": "paused", "PauseBehavior": "silence"}


async def test_a_call_that_is_over_is_not_recorded() -> None:
    standin = TwilioStandin()
    async with opened(standin) as rest:
        await standin.over(CALL)
        assert await rest.start(CALL, "") is None


@pytest.mark.parametrize(("fault", "cause"), [("refuse", "refused"), ("limit", "limited"), ("broken", "unreachable")])
async def test_trouble_has_a_cause(fault: str, cause: str) -> None:
    standin = TwilioStandin()
    async with opened(standin) as rest:
        standin.faults.set(fault)
        with pytest.raises(ProviderError) as failed:
            await rest.start(CALL, "")
    assert failed.value.cause == cause


async def test_nobody_there() -> None:
    standin = TwilioStandin()
    async with TwilioRest.open(settings(standin, "http://127.0.0.1:1")) as rest:
        assert rest is not None
        with pytest.raises(ProviderError) as failed:
            await rest.start(CALL, "")
    assert failed.value.cause == "unreachable"


async def test_an_answer_that_does_not_come_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio_rest, "REQUEST_S", 0.0)
    async with opened(TwilioStandin()) as rest:
        with pytest.raises(ProviderError) as failed:
            await rest.start(CALL, "")
    assert failed.value.cause == "stalled"


async def test_without_an_account_there_is_nobody_to_ask() -> None:
    async with TwilioRest.open(read_settings(twilio_account_sid="", twilio_auth_token=None)) as rest:
        assert rest is None
    assert await deleted(read_settings(twilio_account_sid="", twilio_auth_token=None), ["RE1"]) == frozenset()


async def test_what_is_gone_is_told() -> None:
    standin = TwilioStandin()
    async with standin.serving() as url, TwilioRest.open(settings(standin, url)) as rest:
        assert rest is not None
        tape = await rest.start(CALL, "")
        assert tape is not None
        assert await deleted(settings(standin, url), [tape.sid, "RE" + "0" * 32]) == {"RE" + "0" * 32}, "one runs"
        await standin.over(CALL)
        assert await deleted(settings(standin, url), [tape.sid]) == {tape.sid}
