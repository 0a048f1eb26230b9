"""The doors: what is refused, and that it is refused before any provider is touched."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest
import structlog

from engine.types import CallStarted, HangUp, Listening
from telephony.ladder import Rung

QUIET = Listening("ask", wait_ms=10**9)


async def get(app: Any, path: str, *, client: str = "127.0.0.1", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app, client=(client, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://calls.test") as browser:
        return await browser.get(path, headers=headers)


def untouched(r: Any) -> bool:
    return not r.ears.ears and not r.voice.said and len(r.dialog.scenes) == 1


def test_answers_a_signed_webhook_with_a_one_time_stream(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted()))
        answer = await r.phone.post("/voice")
        assert answer.headers["content-type"] == "application/xml"
        assert re.search(r'<Stream url="ws://calls\.test/stream/[\w-]{32}"', answer.text)
        assert 'action="http://calls.test/voice/after"' in answer.text

    virtual(story())


@pytest.mark.parametrize("path", ["/voice", "/voice/after"])
def test_refuses_a_webhook_that_is_not_signed(virtual: Any, rig: Any, scene: Any, path: str) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted()))
        assert (await r.phone.post(path, sign=False)).status_code == 403
        assert untouched(r)
        assert 'trunkline_refused_total{reason="webhook signature"} 1.0' in r.metrics.page().decode()

    virtual(story())


def test_who_calls_is_told_when_the_webhook_is_believed(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        came: list[tuple[str, str]] = []
        r = rig(scene(CallStarted()), came=lambda sid, number: came.append((sid, number)))
        await r.phone.post("/voice", sign=False)
        assert came == []
        await r.phone.post("/voice")
        assert came == [(r.phone.sid, "+441632960001")]

    virtual(story())


def test_refuses_a_form_that_is_too_large_or_names_no_call(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted()))
        assert (await r.phone.post("/voice", Noise="x" * 70_000)).status_code == 413
        assert (await r.phone.post("/voice", CallSid="../../etc/passwd")).status_code == 400
        assert untouched(r)

    virtual(story())


def test_a_repeated_webhook_gets_one_stream_however_often_it_comes(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), (), QUIET))
        answers = await asyncio.gather(*(r.phone.post("/voice") for _ in range(3)))
        assert len({answer.text for answer in answers}) == 1
        await r.phone.start()
        assert (await r.phone.post("/voice")).status_code == 409
        r.phone.hang_up()
        await r.phone.over()
        assert len(r.ears.ears) == 1

    virtual(story())


def test_refuses_a_stream_that_is_unsigned_unknown_or_replayed(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), (), QUIET))
        url = await r.phone.ring()
        assert not await fakes.Phone(r.app).open(url, sign=False)
        assert not await fakes.Phone(r.app).open("ws://calls.test/stream/guess")
        assert untouched(r)
        await r.phone.start(url)
        assert not await fakes.Phone(r.app).open(url)
        r.phone.hang_up()
        await r.phone.over()

    virtual(story())


def test_refuses_a_stream_that_names_another_call_or_none(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted()))
        await r.phone.start(sid="CA2")
        await r.phone.over()
        silent = fakes.Phone(r.app, "CA3")
        assert await silent.open(await silent.ring())
        began = asyncio.get_running_loop().time()
        await silent.over()
        assert asyncio.get_running_loop().time() - began == pytest.approx(5.0, abs=0.1)
        assert untouched(r)

    virtual(story())


@pytest.mark.parametrize("people", ["+441632960999", ""])
def test_a_full_house_leads_to_people_or_says_so_and_counts_calls_that_are_on_their_way(
    virtual: Any, rig: Any, scene: Any, fakes: Any, people: str
) -> None:
    async def story() -> None:
        came: list[str] = []
        r = rig(scene(CallStarted()), most=1, people=people, came=lambda sid, _: came.append(sid))
        await r.phone.ring()
        other = await fakes.Phone(r.app, "CA2").post("/voice")
        assert (f"<Number>{people}</Number>" if people else "lines are busy") in other.text
        assert "<Stream" not in other.text
        assert ("/voice/unanswered" if people else "<Hangup") in other.text
        assert (await get(r.app, "/health")).status_code == 503
        assert (came, untouched(r)) == (["CA1"], True)
        assert 'trunkline_calls_total{end_reason="us.admission.full"} 1.0' in r.metrics.page().decode()

    virtual(story())


def test_a_full_house_does_not_lead_a_call_away_that_it_let_in(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), (), QUIET), most=1)
        url = await r.phone.ring()
        assert await r.phone.ring() == url
        await r.phone.start(url)
        assert (await r.phone.post("/voice")).status_code == 409
        r.phone.hang_up()
        await r.phone.over()

    virtual(story())


def test_a_house_that_drains_takes_no_new_call(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted()))
        assert (await get(r.app, "/health")).json()["ready"] is True
        r.switchboard.draining = True
        assert "<Dial" in (await r.phone.post("/voice")).text
        assert 'trunkline_calls_total{end_reason="us.admission.draining"} 1.0' in r.metrics.page().decode()
        told = {"live": True, "ready": False, "calls": 0, "rungs": {}, "release": {"current": "r1"}}
        assert (await get(r.app, "/health")).json() == told

    virtual(story())


def test_a_call_that_was_cut_goes_to_people(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), (), QUIET))
        await r.phone.start()
        await r.phone.line(0.5)
        r.phone.inbound.put_nowait({"type": "websocket.disconnect", "code": 1006})
        await r.phone.over()
        assert r.trace()["end_reason"] == "carrier.media.dropped"
        assert "+441632960999" in (await r.phone.post("/voice/after")).text

    virtual(story())


def test_a_call_that_the_server_cut_itself_is_not_blamed_on_the_carrier(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), (), QUIET))
        await r.phone.start()
        await r.phone.line(0.5)
        r.switchboard.draining = r.switchboard.stopped = True
        r.phone.inbound.put_nowait({"type": "websocket.disconnect", "code": 1012})
        await r.phone.over()
        assert r.trace()["end_reason"] == "us.server.stopped"
        assert 'trunkline_calls_total{end_reason="us.server.stopped"} 1.0' in r.metrics.page().decode()

    virtual(story())


def test_shows_a_live_trace_to_this_machine_only(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Hello.",), QUIET))
        await r.phone.start()
        await r.phone.line(1.0)
        trace = (await get(r.app, "/calls/CA1")).json()
        assert (trace["sid"], trace["end_reason"]) == ("CA1", None)
        assert trace["turns"][0]["lines"][0]["heard"] == "Hello."
        assert (await get(r.app, "/calls/CA1", client="203.0.113.9")).status_code == 404
        assert (await get(r.app, "/calls/CA9")).status_code == 404
        r.phone.hang_up()
        await r.phone.over()

    virtual(story())


def test_a_refused_signature_is_told_with_what_was_checked(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted()))
        for path in ("/voice?a=1", "/voice/back/passage"):
            async with httpx.AsyncClient(transport=httpx.ASGITransport(r.app), base_url="http://other") as client:
                assert (await client.post(path, data={"CallSid": "CA1"})).status_code == 403

    with structlog.testing.capture_logs() as logs:
        virtual(story())
    told = [each for each in logs if each["event"] == "refused"]
    assert [each["checked"] for each in told] == ["http://calls.test/voice", "http://calls.test/voice/back/{passage}"]
    assert "TRUNKLINE_PUBLIC_URL" in told[0]["todo"]
    assert "TWILIO_AUTH_TOKEN" in told[0]["todo"]


def test_health_shows_the_whole_ladder(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        ladder = (Rung("transcriber", "deepgram-flux", ""), Rung("transcriber", "local", ""), Rung("database", "x", ""))
        r = rig(scene(CallStarted()), rungs=ladder)
        told = (await get(r.app, "/health")).json()["rungs"]
        assert told == {"transcriber": ["deepgram-flux", "local"], "database": ["x"]}

    virtual(story())


def test_serves_figures(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Hello.",), HangUp()))
        await r.phone.start()
        await r.phone.over()
        page = (await get(r.app, "/metrics")).text
        assert 'trunkline_calls_total{end_reason="us.dialog.done"} 1.0' in page
        assert 'trunkline_turns_total{by="nobody",event="started"} 1.0' in page

    virtual(story())


def test_shows_figures_to_this_machine_only(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted()))
        assert (await get(r.app, "/metrics", client="203.0.113.9")).status_code == 404
        assert (await get(r.app, "/metrics", client="203.0.113.9", authorization="Bearer ")).status_code == 404
        assert (await get(r.app, "/metrics")).status_code == 200

    virtual(story())


def test_shows_figures_to_whoever_sends_the_token(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted()), metrics_token="s3cret")
        for client in ("127.0.0.1", "203.0.113.9"):
            refused = await get(r.app, "/metrics", client=client)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
            told = await get(r.app, "/metrics", client=client, authorization="Bearer s3cret")
            assert "trunkline_calls_total" in told.text

    virtual(story())


def test_the_token_is_in_no_log(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    with structlog.testing.capture_logs() as logs:

        async def story() -> None:
            r = rig(scene(CallStarted(), (), HangUp()))
            url = await r.phone.ring()
            token = url.rpartition("/")[2]
            await r.phone.start(url)
            await r.phone.over()
            assert not await fakes.Phone(r.app).open(url)
            assert logs
            assert token not in str(logs)

        virtual(story())
