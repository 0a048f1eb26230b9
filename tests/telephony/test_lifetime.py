"""Calls that leave our stream and come back to it, on virtual time: what Twilio does between is done by the test."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import structlog.testing

from engine.dialog.state import State
from engine.dialog.stranded import Stranded
from engine.dialog.wordings import wording
from engine.release import load
from engine.types import CallStarted, HangUp, Leave, Listening, Returned, Said, Transfer
from telephony.house import House
from telephony.lifetime import OUTSIDE_S, RETURN_S
from telephony.speech import EndOfTurn

ACME = Path(__file__).parents[1] / "acme"
PAY = Leave("pay/do.card", "pay.card", '<Pay tokenType="one-time" />')
FORM = {"Result": "success", "PaymentToken": "tok_planted_5c1d", "CallStatus": "in-progress"}


def leaving(scene: Any, *more: Any) -> tuple[Any, ...]:
    return (scene(CallStarted(), ("I'll take your card now.",), PAY), *more)


async def leave(r: Any) -> str:
    """Ring, listen, and be sent away; return the path by which the call comes back."""
    await r.phone.start()
    await r.phone.closed.wait()
    return await way_back(r.phone)


async def way_back(phone: Any) -> str:
    answer = await phone.post("/voice/after")
    (verb,) = ET.fromstring(answer.text)  # noqa: S314 - our own
    assert (verb.tag, verb.get("tokenType")) == ("Pay", "one-time")
    action = verb.get("action", "")
    assert action.startswith("http://calls.test/voice/back/")
    return action.removeprefix("http://calls.test")


def test_the_call_goes_on_where_it_left(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        r = rig(*leaving(scene, scene(Returned(), ("Thanks. That's paid.",)), scene(Said("bye"), (), HangUp())))
        path = await leave(r)
        assert r.phone.now() >= r.phone.ends - 1, "it leaves only when the announcement was played"
        assert (len(r.switchboard), r.ears.closed, r.dialog.closed) == (1, 1, False)
        await asyncio.sleep(20)
        again = fakes.Phone(r.app)
        await again.start(await again.ring(path, **FORM))
        assert {name: r.dialog.brought[0][name] for name in FORM} == FORM
        await again.line(3.0)
        r.ears.ear.hear(EndOfTurn("bye"))
        await again.over()
        await r.phone.over()
        assert "<Hangup" in (await again.post("/voice/after")).text
        trace = r.trace()
        assert (trace["end_reason"], [turn["event"] for turn in trace["turns"]]) == (
            "us.dialog.done", ["started", "returned", "said"],
        )  # fmt: skip
        assert trace["turns"][1]["heard"] is None
        assert trace["turns"][1]["lines"][0]["start_ms"] > 20_000, "one clock for the whole call"
        assert (len(r.ears.ears), len(r.switchboard)) == (2, 0)
        assert 'trunkline_calls_total{end_reason="us.dialog.done"} 1.0' in r.metrics.page().decode()
        r.dialog.finish()

    virtual(story())


def test_a_call_may_leave_again(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        r = rig(*leaving(scene, scene(Returned(), ("Once more.",), PAY), scene(Returned(), ("Done.",), HangUp())))
        first = await leave(r)
        second = fakes.Phone(r.app)
        await second.start(await second.ring(first, **FORM))
        await second.closed.wait()
        path = await way_back(second)
        assert path != first
        third = fakes.Phone(r.app)
        assert (await third.post(first, **FORM)).status_code == 409, "an errand is come back from once"
        await third.start(await third.ring(path, **FORM))
        await third.over()
        await second.over()
        await r.phone.over()
        assert len(r.dialog.brought) == 2
        r.dialog.finish()

    virtual(story())


@pytest.mark.parametrize("form", [{"Result": "caller-hung-up"}, {"Result": "success", "CallStatus": "completed"}])
def test_a_caller_who_hangs_up_outside_ends_the_call_and_what_came_of_it_is_kept(
    virtual: Any, rig: Any, scene: Any, form: dict[str, str]
) -> None:
    async def story() -> None:
        r = rig(*leaving(scene, scene(Returned(), ("Thanks. That's paid.",), Listening("ask"), takes_s=2.0)))
        path = await leave(r)
        assert "<Hangup" in (await r.phone.post(path, **form)).text
        await r.phone.over()
        trace = r.trace()
        assert (trace["end_reason"], [turn["event"] for turn in trace["turns"]]) == (
            "caller.phone.hung_up", ["started", "returned"],
        )  # fmt: skip
        assert len(r.switchboard) == 0
        r.dialog.finish()

    virtual(story())


def test_a_call_that_never_comes_back_is_a_timeout_after_a_bounded_time(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(*leaving(scene, scene(Returned("timeout"), (), Transfer("billing", "+441632960999"))))
        path = await leave(r)
        began = asyncio.get_running_loop().time()
        await r.phone.over()
        assert asyncio.get_running_loop().time() - began == pytest.approx(OUTSIDE_S)
        assert r.trace()["end_reason"] == "caller.outside.lost"
        late = await r.phone.post(path, **FORM)
        assert late.status_code == 200, "it may still be taken in: whoever resumes calls decides"
        r.dialog.finish()

    virtual(story())


def test_a_call_whose_next_stream_does_not_open_ends(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(*leaving(scene, scene(Returned(), ("Thanks.",))))
        path = await leave(r)
        await r.phone.ring(path, **FORM)
        began = asyncio.get_running_loop().time()
        await r.phone.over()
        assert asyncio.get_running_loop().time() - began == pytest.approx(RETURN_S)
        assert r.trace()["end_reason"] == "carrier.media.missing"
        r.dialog.finish()

    virtual(story())


def test_a_repeated_form_counts_once_and_leads_to_the_same_stream(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    async def story() -> None:
        r = rig(*leaving(scene, scene(Returned(), ("Thanks.",), HangUp())))
        path = await leave(r)
        again = fakes.Phone(r.app)
        answers = await asyncio.gather(*(again.post(path, **FORM) for _ in range(3)))
        assert len({answer.text for answer in answers}) == 1
        await again.start(await again.ring(path, **FORM))
        await again.over()
        await r.phone.over()
        assert len(r.dialog.brought) == 1
        r.dialog.finish()

    virtual(story())


def test_nobody_else_comes_back_for_a_call(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        r = rig(*leaving(scene, scene(Returned(), (), HangUp())))
        path = await leave(r)
        other = fakes.Phone(r.app, "CA2")
        assert (await other.post(path, **FORM)).status_code == 403
        assert (await r.phone.post(path, sign=False, **FORM)).status_code == 403
        assert (await r.phone.post("/voice/back/1-" + "0" * 32, **FORM)).status_code == 403
        assert (await r.phone.post("/voice", **FORM)).status_code == 409, "the call has begun long ago"
        assert r.dialog.brought == []
        again = fakes.Phone(r.app)
        await again.start(await again.ring(path, **FORM))
        await again.over()
        await r.phone.over()
        r.dialog.finish()

    virtual(story())


def test_what_a_redirect_brings_in_its_query_is_part_of_the_form(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    async def story() -> None:
        away = Leave("x/do.y", "y", "<Redirect>https://cards.example/take?to={back}</Redirect>")
        r = rig(scene(CallStarted(), (), away), scene(Returned(), (), HangUp()))
        await r.phone.start()
        await r.phone.closed.wait()
        answer = (await r.phone.post("/voice/after")).text
        found = re.search(r"to=http%3A%2F%2Fcalls\.test(%2Fvoice%2Fback%2F[\w-]+)", answer)
        assert found, answer
        again = fakes.Phone(r.app)
        await again.start(await again.ring(found.group(1).replace("%2F", "/") + "?Result=taken&Card=4242"))
        await again.over()
        await r.phone.over()
        assert (r.dialog.brought[0]["Result"], r.dialog.brought[0]["Card"]) == ("taken", "4242")
        r.dialog.finish()

    virtual(story())


def test_a_call_counts_while_it_is_outside(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        r = rig(*leaving(scene, scene(Returned(), (), HangUp())), most=1)
        path = await leave(r)
        assert "<Stream" not in (await fakes.Phone(r.app, "CA2").post("/voice")).text
        r.switchboard.draining = True
        again = fakes.Phone(r.app)
        await again.start(await again.ring(path, **FORM))
        await again.over()
        await r.phone.over()
        r.dialog.finish()

    virtual(story())


def test_a_stream_that_is_cut_after_the_return_goes_to_people_and_not_outside_again(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    async def story() -> None:
        r = rig(*leaving(scene, scene(Returned(), ("Thanks.",))))
        path = await leave(r)
        again = fakes.Phone(r.app)
        await again.start(await again.ring(path, **FORM))
        await again.line(0.5)
        again.inbound.put_nowait({"type": "websocket.disconnect", "code": 1006})
        await again.over()
        await r.phone.over()
        after = (await again.post("/voice/after")).text
        assert ("+441632960999" in after, "<Pay" in after) == (True, False)
        r.dialog.finish()

    virtual(story())


def test_a_call_of_a_process_that_is_no_more_goes_on_with_an_error(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    async def story() -> None:
        before = rig(*leaving(scene, scene(Returned("timeout"), (), HangUp())))
        path = await leave(before)
        kept = fakes.Dialog(scene(Returned("error"), ("Sorry, that did not work.",), HangUp()))
        asked: list[str] = []

        async def resume(sid: str) -> Any:
            asked.append(sid)
            return kept

        anew = rig(resume=resume)
        phone = anew.phone
        await phone.start(await phone.ring(path, **FORM))
        await phone.over()
        assert (asked, anew.voice.said) == (["CA1"], ["Sorry, that did not work."])
        assert kept.brought == []
        kept.finish()
        await before.phone.over()

    virtual(story())


@pytest.mark.parametrize("broken", [False, True])
def test_a_call_that_cannot_be_resumed_goes_to_people(virtual: Any, rig: Any, scene: Any, broken: bool) -> None:
    async def story() -> None:
        before = rig(*leaving(scene, scene(Returned("timeout"), (), HangUp())))
        path = await leave(before)

        async def resume(_sid: str) -> Any:
            if broken:
                raise OSError("the journal is gone")
            return None

        anew = rig(resume=resume)
        await anew.phone.start(await anew.phone.ring(path, **FORM))
        await anew.phone.over()
        assert "+441632960999" in (await anew.phone.post("/voice/after")).text
        assert anew.trace()["end_reason"] == "us.dialog.lost"
        await before.phone.over()

    virtual(story())


class Desk:
    """Gives every call ``house`` on its own release, and notes who sits when."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.seats: list[tuple[str, bool]] = []
        self.taken = 0

    def front(self) -> House:
        return replace(self.house, release="in force")

    @asynccontextmanager
    async def seat(self, sid: str, *, back: bool = False) -> AsyncIterator[House]:
        self.seats.append((sid, back))
        self.taken += 1
        yield self.house
        self.taken -= 1

    def releases(self) -> dict[str, Any]:
        return {}


def desk(dialog: Any, resumed: Any = None) -> Desk:
    async def resume(_sid: str) -> Any:
        return resumed

    return Desk(House(lambda _sid: dialog, "its own", (), (), resume, people="+441632960777"))


def test_a_call_keeps_its_seat_over_its_errand(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        dialog = fakes.Dialog(*leaving(scene, scene(Returned(), ("Thanks.",), HangUp())))
        seats = desk(dialog)
        r = rig(desk=seats)
        seats.house = replace(seats.house, transcribers=(r.ears,), synthesizers=(r.voice,))
        path = await leave(r)
        assert (seats.seats, seats.taken) == ([("CA1", False)], 1)
        again = fakes.Phone(r.app)
        await again.start(await again.ring(path, **FORM))
        await again.over()
        await r.phone.over()
        assert (seats.seats, seats.taken) == ([("CA1", False)], 0)
        assert r.trace()["release"] == "its own"
        dialog.finish()

    virtual(story())


def test_a_call_that_comes_back_to_another_process_asks_for_its_own_release(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    async def story() -> None:
        before = rig(*leaving(scene, scene(Returned("timeout"), (), HangUp())))
        path = await leave(before)
        project = load(ACME).project
        stranded = Stranded(project, State("gone"), sid="CA1")
        seats = desk(None, stranded)
        anew = rig(desk=seats)
        seats.house = replace(seats.house, transcribers=(anew.ears,), synthesizers=(anew.voice,))
        await anew.phone.start(await anew.phone.ring(path, **FORM))
        await anew.phone.over()
        assert seats.seats == [("CA1", True)]
        assert " ".join(anew.voice.said) == wording("lost_place", "en-GB")
        assert project.queues["front_desk"] in (await anew.phone.post("/voice/after")).text
        assert (anew.trace()["release"], seats.taken) == ("its own", 0)
        await before.phone.over()

    virtual(story())


def test_what_a_call_brings_back_is_in_no_log_and_no_trace(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    with structlog.testing.capture_logs() as logs:

        async def story() -> None:
            r = rig(*leaving(scene, scene(Returned(), ("Thanks.",), HangUp())))
            path = await leave(r)
            again = fakes.Phone(r.app)
            await again.start(await again.ring(path, **FORM))
            await again.over()
            await r.phone.over()
            for left in (str(logs), json.dumps(r.trace()), r.metrics.page().decode()):
                assert "tok_planted" not in left
                assert path.rpartition("/")[2] not in left
            assert {"event": "call_outside", "errand": 1, "log_level": "info"} in logs

        virtual(story())
