"""One call's recording: what is asked of Twilio, and what is believed when it does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ProviderError
from telephony import recorder as recorder_module
from telephony.recorder import RESUMES_S, STARTS, CallRecorder
from telephony.twilio_rest import CURRENT, Change, Tape

Run = Callable[[Coroutine[Any, Any, Any]], Any]
RE = "RE" + "1" * 32
LATE, REFUSED, DOWN = "stalled", "refused", "unreachable"


@dataclass
class FakeRest:
    """Twilio, which fails as it is told: (what is asked, cause), each once; ``begins`` although it gives no answer."""

    fails: list[tuple[str, str]] = field(default_factory=list)
    lies: bool = False
    takes_s: float = 0.1
    begins: bool = True
    status: str = ""
    asked: list[str] = field(default_factory=list)
    aimed: list[str] = field(default_factory=list)
    under_way: int = 0

    async def start(self, call: str, callback: str) -> Tape | None:
        assert (call, callback) == ("CA1", "https://calls.test/voice/recording")
        failed = self._fails("start")
        if self.begins and failed != REFUSED:
            self.status = "in-progress"
        await self._answer("start", failed)
        return Tape(RE, self.status)

    async def change(self, call: str, recording: str, status: Change) -> Tape | None:
        assert call == "CA1"
        self.aimed.append(recording)
        failed = self._fails(status)
        await self._answer(status, failed)
        if self.status not in ("in-progress", "paused"):
            return None
        if not self.lies:
            self.status = status
        return Tape(RE, self.status)

    async def fetch(self, call: str, recording: str) -> Tape | None:
        await self._answer("fetch", self._fails("fetch"))
        return Tape(RE, self.status) if self.status else None

    def _fails(self, what: str) -> str:
        cause = next((cause for each, cause in self.fails if each == what), "")
        if cause:
            self.fails.remove((what, cause))
        return cause

    async def _answer(self, what: str, failed: str) -> None:
        self.asked.append(what)
        self.under_way += 1
        assert self.under_way == 1, "one at a time"
        await asyncio.sleep(self.takes_s)
        self.under_way -= 1
        if failed:
            raise ProviderError("", provider="twilio", cause=failed)


@dataclass
class Notes:
    """What was noted."""

    noted: list[tuple[str, str, str]] = field(default_factory=list)

    def started(self, call: str, recording: str) -> None:
        self.noted.append(("started", call, recording))

    def unwanted(self, call: str, recording: str) -> None:
        self.noted.append(("unwanted", call, recording))


def opened(*fails: tuple[str, str], **more: Any) -> tuple[CallRecorder, FakeRest, Notes]:
    rest, notes = FakeRest(list(fails), **more), Notes()
    return CallRecorder(rest, "CA1", "https://calls.test/voice/recording", notes), rest, notes


def test_it_starts_pauses_goes_on_and_stops(virtual: Run) -> None:
    async def story() -> None:
        recorder, rest, notes = opened()
        recorder.record()
        assert await recorder.pause()
        assert rest.status == "paused"
        recorder.record()
        await recorder.done()
        assert rest.status == "in-progress"
        assert await recorder.stop()
        assert rest.asked == ["start", "paused", "in-progress", "stopped"]
        assert rest.aimed == [RE] * 3
        assert notes.noted == [("started", "CA1", RE)]

    virtual(story())


def test_a_pause_outlasts_what_it_was_for(virtual: Run) -> None:
    async def story() -> None:
        recorder, rest, _ = opened()
        recorder.record()
        assert await recorder.pause()
        recorder.record()
        await asyncio.sleep(RESUMES_S - 0.1)
        assert rest.status == "paused"
        assert await recorder.pause()
        await asyncio.sleep(5.0)
        assert rest.asked == ["start", "paused"], "what comes meanwhile comes first"
        recorder.record()
        await asyncio.sleep(RESUMES_S + 0.2)
        assert rest.status == "in-progress"

    virtual(story())


def test_what_is_so_already_is_not_asked_for(virtual: Run) -> None:
    async def story() -> None:
        recorder, rest, _ = opened()
        assert (await recorder.pause(), await recorder.stop()) == (True, True)
        recorder.end()
        for _ in range(3):
            recorder.record()
        await recorder.done()
        assert await recorder.pause()
        assert await recorder.pause()
        assert rest.asked == ["start", "paused"]

    virtual(story())


@pytest.mark.parametrize("cause", [LATE, DOWN, REFUSED])
def test_a_pause_that_fails_is_a_stop(virtual: Run, cause: str) -> None:
    async def story() -> None:
        recorder, rest, _ = opened(("paused", cause))
        recorder.record()
        assert await recorder.pause()
        assert (rest.asked, rest.status) == (["start", "paused", "stopped"], "stopped")
        recorder.record()
        await recorder.done()
        assert rest.asked[-1] == "start", "another begins when it may"

    virtual(story())


def test_a_pause_that_is_said_and_not_done_is_none(virtual: Run) -> None:
    async def story() -> None:
        recorder, _, notes = opened(lies=True)
        recorder.record()
        assert not await recorder.pause()
        assert notes.noted[-1] == ("unwanted", "CA1", RE)

    virtual(story())


def test_a_stop_without_an_answer_may_have_been_done(virtual: Run) -> None:
    async def story() -> None:
        recorder, rest, _ = opened(("stopped", LATE))
        recorder.record()
        assert await recorder.stop()
        assert rest.asked == ["start", "stopped", "stopped"]
        recorder, rest, _ = opened(("stopped", LATE), ("stopped", LATE))
        recorder.record()
        await recorder.done()
        rest.status = "completed"
        assert await recorder.stop()
        assert rest.asked[-1] == "fetch"

    virtual(story())


def test_what_cannot_be_stopped_is_told_tried_again_and_never_used_again(virtual: Run) -> None:
    async def story() -> None:
        stuck = [("stopped", DOWN)] * 2 + [("fetch", DOWN)]
        recorder, rest, notes = opened(("paused", DOWN), *stuck, *stuck)
        recorder.record()
        assert not await recorder.pause()
        recorder.record()
        await recorder.done()
        assert rest.asked.count("start") == 1
        assert rest.status == "in-progress"
        assert await recorder.pause(), "now it works"
        assert rest.status == "stopped"
        recorder.record()
        await recorder.done()
        assert rest.asked.count("start") == 1
        assert notes.noted == [("started", "CA1", RE), ("unwanted", "CA1", RE)]

    virtual(story())


def test_a_start_that_was_refused_is_tried_again_a_few_times(virtual: Run) -> None:
    async def story() -> None:
        recorder, rest, _ = opened(*[("start", REFUSED)] * 9)
        for _ in range(9):
            recorder.record()
            assert await recorder.pause()
        assert rest.asked == ["start"] * STARTS

    virtual(story())


def test_a_start_without_an_answer_that_has_begun_is_stopped(virtual: Run) -> None:
    async def story() -> None:
        recorder, rest, _ = opened(("start", LATE))
        recorder.record()
        await recorder.done()
        assert (rest.status, rest.aimed) == ("stopped", [CURRENT])
        recorder.record()
        assert await recorder.pause()
        assert rest.asked.count("start") == 1

    virtual(story())


def test_a_start_that_comes_true_later_is_stopped_before_a_secret(virtual: Run) -> None:
    async def story() -> None:
        recorder, rest, notes = opened(("start", LATE), begins=False)
        recorder.record()
        await recorder.done()
        rest.status = "in-progress"
        assert await recorder.pause()
        assert rest.status == "stopped"
        rest.status = "in-progress"
        recorder.known(RE)
        await recorder.done()
        assert rest.status == "stopped"
        assert notes.noted == [("unwanted", "CA1", RE)]

    virtual(story())


def test_who_stops_waiting_does_not_stop_the_pause(virtual: Run) -> None:
    async def story() -> None:
        recorder, rest, _ = opened()
        recorder.record()
        waiting = asyncio.ensure_future(recorder.pause())
        await asyncio.sleep(0.05)
        waiting.cancel()
        await recorder.done()
        assert rest.status == "paused"

    virtual(story())


ORDERS = st.lists(st.sampled_from(["record", "pause", "stop", "end"]), max_size=8)
FAILS = st.lists(
    st.tuples(
        st.sampled_from(["start", "paused", "stopped", "in-progress", "fetch"]), st.sampled_from([LATE, DOWN, REFUSED])
    ),
    max_size=12,
)


@given(orders=ORDERS, fails=FAILS)
def test_a_yes_is_true_whatever_fails(orders: list[str], fails: list[tuple[str, str]]) -> None:
    async def story() -> None:
        recorder, rest, _ = opened(*fails, takes_s=0.0)
        for order in orders:
            match order:
                case "record":
                    recorder.record()
                case "end":
                    recorder.end()
                case "pause":
                    if await recorder.pause():
                        assert rest.status != "in-progress"
                case "stop":
                    if await recorder.stop():
                        assert rest.status not in ("in-progress", "paused")
        await recorder.done()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recorder_module, "RESUMES_S", 0.0)
        asyncio.run(story())
