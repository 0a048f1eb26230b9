"""Calls that ring at people, on virtual time: what Twilio does meanwhile is done by the test."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import structlog.testing
from hypothesis import given
from hypothesis import strategies as st

from engine.types import CallStarted, HangUp, Listening, Returned, Said, Transfer
from telephony import twiml
from telephony.dialling import LONGEST, RINGING_S, fate, whispered
from telephony.lifetime import RETURN_S
from telephony.speech import EndOfTurn

DESK = "+441632960102"
TO = Transfer("billing", DESK, note="Wants to pay 45 pounds.")
UNTAKEN = ("busy", "no-answer", "failed", "canceled")
NOBODY = "Nobody is free at the moment. Please call again later."


def ringing(scene: Any, *more: Any, to: Transfer = TO) -> tuple[Any, ...]:
    return (scene(CallStarted(), ("I'll put you through.",), to), *more)


async def dial(r: Any) -> ET.Element:
    """Ring, listen, and be put through; return the verb."""
    await r.phone.start()
    await r.phone.closed.wait()
    (verb,) = ET.fromstring((await r.phone.post("/voice/after")).text)  # noqa: S314 - our own
    assert (verb.tag, verb.get("timeout")) == ("Dial", "30")
    return verb


def path_of(url: str | None) -> str:
    assert url is not None
    assert url.startswith("http://calls.test/voice/")
    return url.removeprefix("http://calls.test")


def untaken(status: str) -> dict[str, str]:
    return {"DialCallStatus": status, "DialCallSid": "CA9", "CallStatus": "in-progress"}


# ------------------------------------------------------------------------------------------------------------ pure


@pytest.mark.parametrize(
    ("form", "came"),
    [
        ({"DialCallStatus": "completed", "CallStatus": "in-progress"}, "taken"),
        ({"DialCallStatus": "completed", "CallStatus": "completed"}, "taken"),
        ({"DialCallStatus": "answered"}, "taken"),
        *(({"DialCallStatus": each, "CallStatus": "in-progress"}, "untaken") for each in UNTAKEN),
        ({"DialCallStatus": "no-answer", "CallStatus": "completed"}, "hung_up"),
        ({"DialCallStatus": "canceled", "CallStatus": "completed"}, "hung_up"),
        ({"DialCallStatus": "something new", "CallStatus": "in-progress"}, "untaken"),
        ({}, "untaken"),
    ],
)
def test_what_came_of_it(form: dict[str, str], came: str) -> None:
    assert fate(form) == came


def test_a_note_is_said_masked_short_and_digit_by_digit() -> None:
    told = whispered("Account 654321 is locked; card 4242 4242 4242 4242, code •••, 45 pounds.", "en-GB")
    assert told == "Account 6 5 4 3 2 1 is locked; card card, code , 45 pounds."
    assert len(whispered("word " * 500, "en-GB")) <= LONGEST
    assert whispered("", "en-GB") == whispered("•••", "en-GB") == ""


@given(st.text(), st.sampled_from(["en-GB", "es-ES", "de-DE"]))
def test_any_note_can_be_said(note: str, locale: str) -> None:
    told = whispered(note, locale)
    (said,) = ET.fromstring(twiml.whisper(told, locale))  # noqa: S314 - our own
    assert (said.text or "") == told


# --------------------------------------------------------------------------------------------------- nobody takes it


@pytest.mark.parametrize("status", UNTAKEN)
def test_a_call_that_nobody_takes_goes_on_with_the_dialog(
    virtual: Any, rig: Any, scene: Any, fakes: Any, status: str
) -> None:
    async def story() -> None:
        back = scene(Returned("unanswered"), ("Nobody is free. Shall we call you back?",))
        r = rig(*ringing(scene, back, scene(Said("no"), ("Goodbye.",), HangUp())))
        action = path_of((await dial(r)).get("action"))
        assert (len(r.switchboard), r.ears.closed, r.dialog.closed) == (1, 1, False)
        await asyncio.sleep(25)
        again = fakes.Phone(r.app)
        await again.start(await again.ring(action, **untaken(status)))
        await again.line(3.0)
        r.ears.ear.hear(EndOfTurn("no"))
        await again.over()
        await r.phone.over()
        assert "<Hangup" in (await again.post("/voice/after")).text
        assert r.trace()["end_reason"] == "us.dialog.done"
        assert [turn["event"] for turn in r.trace()["turns"]] == ["started", "returned", "said"]
        assert len(r.switchboard) == 0
        assert (await again.post(action, **untaken(status))).status_code == 409, "it has come back already"
        r.dialog.finish()

    virtual(story())


def test_a_call_may_ring_again_and_each_ringing_has_its_own_way_back(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    async def story() -> None:
        twice = scene(Returned("unanswered"), ("I'll try again.",), TO)
        r = rig(*ringing(scene, twice, scene(Returned("unanswered"), ("Sorry.",), HangUp())))
        first = path_of((await dial(r)).get("action"))
        second = fakes.Phone(r.app)
        await second.start(await second.ring(first, **untaken("busy")))
        await second.closed.wait()
        (verb,) = ET.fromstring((await second.post("/voice/after")).text)  # noqa: S314 - our own
        action = path_of(verb.get("action"))
        assert action != first
        third = fakes.Phone(r.app)
        await third.start(await third.ring(action, **untaken("busy")))
        await third.over()
        await second.over()
        await r.phone.over()
        r.dialog.finish()

    virtual(story())


def test_the_time_it_rang_is_not_held_against_the_call(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        back = scene(Returned("unanswered"), ("Sorry.",), Listening("ask", wait_ms=10**9))
        r = rig(*ringing(scene, back), longest_call_s=40.0)
        action = path_of((await dial(r)).get("action"))
        await asyncio.sleep(35)
        again = fakes.Phone(r.app)
        await again.start(await again.ring(action, **untaken("no-answer")))
        await again.line(20.0)
        assert not again.closed.is_set()
        await again.line(25.0)
        await again.over()
        await r.phone.over()
        assert r.trace()["end_reason"] == "policy.call.too_long"

    virtual(story())


def test_a_call_whose_stream_does_not_come_back_ends(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(*ringing(scene))
        await r.phone.ring(path_of((await dial(r)).get("action")), **untaken("busy"))
        began = asyncio.get_running_loop().time()
        await r.phone.over()
        assert asyncio.get_running_loop().time() - began == pytest.approx(RETURN_S)
        assert r.trace()["end_reason"] == "carrier.media.missing"

    virtual(story())


# ----------------------------------------------------------------------------------------------------- people take it


def test_a_call_that_people_take_is_over(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(*ringing(scene))
        action = path_of((await dial(r)).get("action"))
        answer = await r.phone.post(action, DialCallStatus="completed", CallStatus="in-progress")
        assert "<Hangup" in answer.text
        await r.phone.over()
        assert (r.trace()["end_reason"], len(r.switchboard)) == ("us.dialog.transferred", 0)
        assert 'trunkline_calls_total{end_reason="us.dialog.transferred"} 1.0' in r.metrics.page().decode()
        r.dialog.finish()

    virtual(story())


def test_people_who_talk_take_nobodys_place(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        r = rig(*ringing(scene), most=1)
        action = path_of((await dial(r)).get("action"))
        other = fakes.Phone(r.app, "CA2")
        assert "<Stream" not in (await other.post("/voice")).text, "while it rings it may come back"
        began = asyncio.get_running_loop().time()
        await r.phone.over()
        assert asyncio.get_running_loop().time() - began == pytest.approx(RINGING_S)
        assert r.trace()["end_reason"] == "us.dialog.transferred"
        assert "<Stream" in (await other.post("/voice")).text
        await asyncio.sleep(3600)
        answer = await r.phone.post(action, DialCallStatus="completed", CallStatus="in-progress")
        assert "<Hangup" in answer.text

    virtual(story())


def test_who_picks_up_is_told_the_note_once_and_the_place_is_free_at_once(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(*ringing(scene))
        (number,) = await dial(r)
        whisper = path_of(number.get("url"))
        leg = {"CallSid": "CA9", "ParentCallSid": "CA1", "CallStatus": "in-progress"}
        told = await r.phone.post(whisper, **leg)
        assert '<Say language="en-GB">Wants to pay 45 pounds.</Say>' in told.text
        await r.phone.over()
        assert (r.trace()["end_reason"], len(r.switchboard)) == ("us.dialog.transferred", 0)
        assert (await r.phone.post(whisper, **leg)).text.endswith("<Response />")
        r.dialog.finish()

    virtual(story())


def test_a_note_is_not_told_any_more_once_the_call_is_back(virtual: Any, rig: Any, scene: Any, fakes: Any) -> None:
    async def story() -> None:
        r = rig(*ringing(scene, scene(Returned("unanswered"), ("Sorry.",), HangUp())))
        verb = await dial(r)
        again = fakes.Phone(r.app)
        await again.start(await again.ring(path_of(verb.get("action")), **untaken("busy")))
        assert (await again.post(path_of(verb[0].get("url")))).text.endswith("<Response />")
        await again.over()
        await r.phone.over()

    virtual(story())


def test_without_a_note_nobody_is_whispered_to(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(*ringing(scene, to=Transfer("billing", "sip:desk@example.com")))
        (sip,) = await dial(r)
        assert (sip.tag, sip.text, sip.get("url")) == ("Sip", "sip:desk@example.com", None)
        await r.phone.over()

    virtual(story())


def test_a_caller_who_hangs_up_while_it_rings_has_a_reason_of_his_own(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(*ringing(scene))
        action = path_of((await dial(r)).get("action"))
        answer = await r.phone.post(action, DialCallStatus="no-answer", CallStatus="completed")
        assert "<Hangup" in answer.text
        await r.phone.over()
        assert (r.trace()["end_reason"], len(r.switchboard)) == ("caller.transfer.hung_up", 0)
        r.dialog.finish()

    virtual(story())


# ---------------------------------------------------------------------------------------------- when we cannot go on


def test_who_is_put_through_for_good_hears_a_last_word_only_if_nobody_takes_the_call(
    virtual: Any, rig: Any, scene: Any
) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), (), Transfer("billing", DESK, comes_back=False)))
        verb = await dial(r)
        await r.phone.over()
        assert r.trace()["end_reason"] == "us.dialog.transferred"
        action = path_of(verb.get("action"))
        for status in UNTAKEN:
            assert f"<Say>{NOBODY}</Say><Hangup />" in (await r.phone.post(action, **untaken(status))).text
        for form in (
            {"DialCallStatus": "completed", "CallStatus": "in-progress"},
            {"DialCallStatus": "no-answer", "CallStatus": "completed"},
        ):
            assert (await r.phone.post(action, **form)).text.endswith("<Response><Hangup /></Response>")
        assert (await r.phone.post(action, sign=False, **untaken("busy"))).status_code == 403

    virtual(story())


def test_a_call_that_we_cannot_continue_and_nobody_takes_hears_a_last_word(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), raises=RuntimeError("a defect")))
        await r.phone.start()
        await r.phone.over()
        say, verb = ET.fromstring((await r.phone.post("/voice/after")).text)  # noqa: S314 - our own
        assert "technical problem" in (say.text or "")
        assert NOBODY in (await r.phone.post(path_of(verb.get("action")), **untaken("busy"))).text

    virtual(story())


# ------------------------------------------------------------------------------------------------------ other processes


@pytest.mark.parametrize("late", [False, True], ids=["another process", "too late for this one"])
def test_a_call_that_nobody_waits_for_goes_on_from_the_journal(
    virtual: Any, rig: Any, scene: Any, fakes: Any, late: bool
) -> None:
    async def story() -> None:
        kept = fakes.Dialog(scene(Returned("error"), ("Nobody is free.",), HangUp()))
        asked: list[str] = []
        came: list[tuple[str, str]] = []

        async def resume(sid: str) -> Any:
            asked.append(sid)
            return kept

        more = {"resume": resume, "came": lambda sid, number: came.append((sid, number))}
        before = rig(*ringing(scene), **more)
        action = path_of((await dial(before)).get("action"))
        if late:
            await before.phone.over()
        anew = before if late else rig(**more)
        phone = fakes.Phone(anew.app)
        await phone.start(await phone.ring(action, **untaken("no-answer")))
        await phone.over()
        assert asked == ["CA1"]
        assert came[-1] == ("CA1", "+441632960001"), "whoever promises a call back must know the number"
        assert anew.voice.said[-1] == "Nobody is free."
        assert anew.trace()["end_reason"] == "us.dialog.done"
        kept.finish()
        await before.phone.over()

    virtual(story())


def test_a_whisper_in_a_process_that_does_not_know_the_call_connects_at_once(
    virtual: Any, rig: Any, scene: Any
) -> None:
    async def story() -> None:
        before = rig(*ringing(scene))
        (number,) = await dial(before)
        anew = rig()
        assert (await anew.phone.post(path_of(number.get("url")))).text.endswith("<Response />")
        await before.phone.over()

    virtual(story())


# ----------------------------------------------------------------------------------------------------------- forgeries


def test_nobody_else_comes_back_for_a_call_and_nobody_else_hears_its_note(
    virtual: Any, rig: Any, scene: Any, fakes: Any
) -> None:
    async def story() -> None:
        r = rig(*ringing(scene, scene(Returned("unanswered"), ("Sorry.",), HangUp())))
        verb = await dial(r)
        action, whisper = path_of(verb.get("action")), path_of(verb[0].get("url"))
        code = action.rpartition("/")[2]
        forged = (
            (fakes.Phone(r.app, "CA2"), action),
            (r.phone, "/voice/dialled/1-" + "0" * 32),
            (r.phone, "/voice/dialled/2-" + code.partition("-")[2]),
            (r.phone, "/voice/back/" + code),
            (r.phone, "/voice/dialled/" + whisper.rpartition("/")[2]),
            (r.phone, "/voice/whisper/CA1/" + code),
            (r.phone, whisper.replace("/CA1/", "/CA2/")),
            (r.phone, "/voice/whisper/CA1/1-" + "0" * 32),
        )
        for phone, path in forged:
            answer = await phone.post(path, **untaken("busy"))
            assert (answer.status_code, "pounds" in answer.text) == (403, False), path
        for path in (action, whisper):
            assert (await r.phone.post(path, sign=False, **untaken("busy"))).status_code == 403
        assert r.metrics.registry.get_sample_value("trunkline_refused_total", {"reason": "passage"}) == len(forged)
        again = fakes.Phone(r.app)
        await again.start(await again.ring(action, **untaken("busy")))
        await again.over()
        await r.phone.over()
        r.dialog.finish()

    virtual(story())


def test_no_passage_and_no_note_is_in_a_log_or_a_trace(virtual: Any, rig: Any, scene: Any) -> None:
    with structlog.testing.capture_logs() as logs:

        async def story() -> None:
            r = rig(*ringing(scene))
            verb = await dial(r)
            await r.phone.post(path_of(verb[0].get("url")), CallSid="CA9")
            await r.phone.over()
            for left in (str(logs), json.dumps(r.trace()), r.metrics.page().decode()):
                assert "pounds" not in left
                assert not re.search(r"1-[0-9a-f]{32}", left)
            events = [line["event"] for line in logs]
            assert events[-3:] == ["call_rings", "call_rang", "call_ended"]

        virtual(story())
