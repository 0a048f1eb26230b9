"""What a call's shell does for its recording: what was played is confirmed, and who leaves us is stopped first."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from engine.types import CallStarted, HangUp, Leave, Listening, Transfer
from telephony.house import House

QUIET = Listening("ask", wait_ms=10**9)
TO = Transfer("desk", "+441632960100")


class Noted:
    """The recordings of a process, which notes what it is told."""

    def __init__(self, *, takes_s: float = 0.0) -> None:
        self.told: list[tuple[str, str]] = []
        self.takes_s = takes_s

    async def stopped(self, sid: str) -> None:
        await asyncio.sleep(self.takes_s)
        self.told.append(("stopped", sid))

    async def left_behind(self, sid: str) -> None:
        self.told.append(("left behind", sid))

    async def reported(self, sid: str, form: dict[str, str]) -> None:
        self.told.append((form["RecordingStatus"], sid))

    def over(self, sid: str) -> None:
        self.told.append(("over", sid))

    @property
    def part(self) -> dict[str, Any]:
        return {"recordings": cast("House", self)}


def test_only_what_was_played_is_confirmed(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Calls may be recorded.", "How can I help?"), QUIET))
        await r.phone.start()
        await r.phone.line(0.5)
        assert r.dialog.confirmed == []
        await r.phone.line(8.0)
        assert r.dialog.confirmed == ["0.0", "0.1"]
        r.phone.hang_up()
        await r.phone.over()

    virtual(story())


def test_a_mark_that_never_comes_confirms_nothing(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), ("Calls may be recorded.",), QUIET))
        r.phone.echoes = False
        await r.phone.start()
        await r.phone.line(10.0)
        assert r.dialog.confirmed == []
        assert r.trace()["turns"][0]["lines"][0]["heard"] == "Calls may be recorded.", "taken for heard all the same"
        r.phone.hang_up()
        await r.phone.over()

    virtual(story())


@pytest.mark.parametrize("ahead", [TO, Leave("pay", "pay.card", "<Pay/>"), Transfer("desk", "+44", comes_back=False)])
def test_it_is_stopped_before_the_call_leaves(virtual: Any, rig: Any, scene: Any, ahead: Any) -> None:
    async def story() -> None:
        noted = Noted()
        r = rig(scene(CallStarted(), ("One moment.",), ahead), **noted.part)
        await r.phone.start()
        while r.switchboard.departure("CA1") is None:
            await r.phone.line(0.1)
        assert noted.told[0] == ("stopped", "CA1")
        await r.phone.closed.wait()

    virtual(story())


def test_nobody_waits_long_for_a_recording_to_stop(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        r = rig(scene(CallStarted(), (), TO), **Noted(takes_s=60.0).part)
        await r.phone.start()
        await r.phone.line(5.0)
        assert r.phone.closed.is_set()

    virtual(story())


def test_a_call_that_ends_ends_its_recording_by_itself(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        for ahead, hangs_up in ((HangUp(), False), (QUIET, True)):
            noted = Noted()
            r = rig(scene(CallStarted(), ("Goodbye.",), ahead), **noted.part)
            await r.phone.start()
            await r.phone.line(5.0)
            if hangs_up:
                r.phone.hang_up()
            await r.phone.over()
            assert noted.told == [("over", "CA1")]

    virtual(story())


def test_a_call_that_is_lost_to_us_is_not_recorded_on(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        noted = Noted()
        r = rig(scene(CallStarted(), ("Hello.",), QUIET), **noted.part)
        await r.phone.start()
        await r.phone.line(3.0)
        r.phone.inbound.put_nowait({"type": "websocket.disconnect", "code": 1006})
        await r.phone.over()
        assert noted.told == [("stopped", "CA1"), ("over", "CA1")]
        await r.phone.post("/voice/after")
        assert noted.told[-1] == ("left behind", "CA1")

    virtual(story())


def test_what_becomes_of_a_recording_is_believed_when_it_is_signed(virtual: Any, rig: Any, scene: Any) -> None:
    async def story() -> None:
        noted = Noted()
        r = rig(scene(CallStarted()), **noted.part)
        form = {"RecordingSid": "RE1", "RecordingStatus": "completed", "RecordingDuration": "7"}
        assert (await r.phone.post("/voice/recording", sign=False, **form)).status_code == 403
        assert noted.told == []
        assert (await r.phone.post("/voice/recording", **form)).status_code == 204
        assert noted.told == [("completed", "CA1")]
        without = rig(scene(CallStarted()))
        assert (await without.phone.post("/voice/recording", **form)).status_code == 204

    virtual(story())
