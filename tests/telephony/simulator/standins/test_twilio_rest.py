"""Twilio's REST stand-in, through the real SDK."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from telephony.simulator.standins.twilio_rest import ACCOUNT, TOKEN, TwilioStandin

SID = "CA" + "1" * 32


class Redirected(AsyncTwilioHttpClient):
    """The SDK's transport, with another host."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)  # type: ignore[no-untyped-call]
        self._base = base

    async def request(self, method: str, url: str, *rest: Any, **more: Any) -> Any:  # type: ignore[override]
        return await super().request(method, self._base + urlsplit(url).path, *rest, **more)


@asynccontextmanager
async def opened(standin: TwilioStandin, token: str = TOKEN) -> AsyncIterator[Client]:
    async with standin.serving() as url:
        transport = Redirected(url)
        try:
            yield Client(ACCOUNT, token, http_client=transport)
        finally:
            await transport.close()


async def test_a_call_is_redirected_and_ended_once() -> None:
    standin = TwilioStandin()
    async with opened(standin) as twilio:
        moved = await twilio.calls(SID).update_async(twiml="<Response><Hangup/></Response>")
        ended = await twilio.calls(SID).update_async(status="completed")
        with pytest.raises(TwilioRestException) as late:
            await twilio.calls(SID).update_async(status="completed")
        fetched = await twilio.calls(SID).fetch_async()
    assert (moved.status, ended.status, fetched.status) == ("in-progress", "completed", "completed")
    assert (late.value.status, late.value.code) == (400, 21220)
    assert [order.fields for order in standin.orders] == [
        {"Twiml": "<Response><Hangup/></Response>"},
        {"Status": "completed"},
    ]


async def test_a_call_is_placed() -> None:
    standin = TwilioStandin()
    async with opened(standin) as twilio:
        call = await twilio.calls.create_async(to="+441632960001", from_="+441632960000", url="https://calls.example/v")
    assert (call.status, standin.calls[str(call.sid)].url) == ("queued", "https://calls.example/v")


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"from_": "+44", "twiml": "<R/>"}, 21201), ({"to": "+44", "twiml": "<R/>"}, 21213),
     ({"to": "+44", "from_": "+4"}, 21205)],
)  # fmt: skip
async def test_a_call_without_a_number_or_a_plan_is_refused(fields: dict[str, str], code: int) -> None:
    async with opened(TwilioStandin()) as twilio:
        with pytest.raises(TwilioRestException) as refused:
            await twilio.calls.create_async(**({"to": "", "from_": ""} | fields))
    assert refused.value.code == code


async def test_a_wrong_token_or_call() -> None:
    async with opened(TwilioStandin(), "wrong") as twilio:
        with pytest.raises(TwilioRestException) as refused:
            await twilio.calls(SID).fetch_async()
    assert (refused.value.status, refused.value.code) == (401, 20003)
    async with opened(TwilioStandin()) as twilio:
        with pytest.raises(TwilioRestException) as unknown:
            await twilio.calls("CAnobody").fetch_async()
    assert (unknown.value.status, unknown.value.code) == (404, 20404)


@pytest.mark.parametrize(("fault", "status"), [("limit", 429), ("broken", 500), ("unavailable", 503)])
async def test_trouble_on_demand(fault: str, status: int) -> None:
    standin = TwilioStandin()
    async with opened(standin) as twilio:
        standin.faults.set(fault, times=1)
        with pytest.raises(TwilioRestException) as failed:
            await twilio.calls(SID).update_async(status="completed")
        await twilio.calls(SID).update_async(status="completed")
    assert failed.value.status == status
