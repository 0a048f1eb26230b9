"""Who is dialled, who is passed over, and what is shared by all calls."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from engine.errors import ProviderError
from telephony.breakers import Breakers
from telephony.lines import DIAL_S, Lines
from telephony.speech import Focus
from telephony.standby import Standby


class Failing:
    name = "failing"

    def __init__(self, cause: str) -> None:
        self.cause, self.dials = cause, 0

    @asynccontextmanager
    async def listen(self, focus: Focus) -> Any:
        self.dials += 1
        if self.cause == "hangs":
            await asyncio.sleep(3600)
        if self.cause:
            raise ProviderError("no", provider="failing", cause=self.cause)
        yield object()


async def cause_of(lines: Lines, transcriber: Any) -> str:
    async with AsyncExitStack() as line:
        try:
            await lines.open(transcriber, Focus(), line, lost=False)
        except ProviderError as error:
            return error.cause
    return ""


@pytest.mark.parametrize(("cause", "dials"), [("refused", 2), ("unreachable", 3), ("limited", 3), ("hangs", 3)])
def test_who_failed_several_calls_is_not_asked_by_the_next(virtual: Any, cause: str, dials: int) -> None:
    async def story() -> None:
        lines, failing = Lines(), Failing(cause)
        with capture_logs() as logs:
            for _ in range(dials):
                assert await cause_of(lines, failing) == cause.replace("hangs", "unreachable")
            assert await cause_of(lines, failing) == "resting"
        assert failing.dials == dials
        assert [log["event"] for log in logs] == ["provider_rests"]
        failing.cause = ""
        await asyncio.sleep(46.0)
        assert [await cause_of(lines, failing), await cause_of(lines, failing)] == ["", "resting"]
        lines.breakers.worked("failing")
        assert await cause_of(lines, failing) == ""

    virtual(story())


def test_lines_that_break_are_no_reason_not_to_dial(virtual: Any) -> None:
    async def story() -> None:
        breakers = Breakers()
        for _ in range(10):
            breakers.failed("one", ProviderError("gone", provider="one", cause="dropped"))
        breakers.ask("one")

    virtual(story())


def test_a_dial_that_fails_takes_a_line_that_waits(virtual: Any, fakes: Any) -> None:
    async def story() -> None:
        one = fakes.Transcriber("one")
        standby = Standby(one, limit=9)
        async with standby.running(), AsyncExitStack() as line:
            await asyncio.sleep(1.0)
            one.refusing = True
            assert await Lines(standby).open(one, Focus(), line, lost=False) is one.ears[0]

    virtual(story())


def test_the_deadline_of_a_dial(virtual: Any) -> None:
    async def story() -> None:
        began = asyncio.get_running_loop().time()
        assert await cause_of(Lines(), Failing("hangs")) == "unreachable"
        assert asyncio.get_running_loop().time() - began == pytest.approx(DIAL_S)

    virtual(story())
