"""Lines that wait: how many, for whom, and what becomes of those that break."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, ExitStack
from typing import Any

import pytest

from engine.errors import ProviderError
from engine.settings import Settings
from telephony.ears import EarReports, Ears
from telephony.lines import Lines
from telephony.providers import deepgram_flux
from telephony.simulator.standins.deepgram import KEY, DeepgramStandin
from telephony.speech import EndOfTurn, Focus, Hearing
from telephony.standby import LOOK_S, OLD_S, Standby, spares


@pytest.mark.parametrize(
    ("calls", "limit", "wait"),
    [(0, 50, 1), (1, 50, 1), (20, 50, 1), (21, 50, 2), (45, 50, 3), (48, 50, 2), (50, 50, 0), (60, 50, 0), (0, 0, 0),
     (200, 500, 10)],
)  # fmt: skip
def test_how_many_wait(calls: int, limit: int, wait: int) -> None:
    assert spares(calls, limit) == wait


def test_one_waits_and_another_follows_the_one_that_is_taken(virtual: Any, fakes: Any) -> None:
    async def story() -> None:
        one = fakes.Transcriber("one")
        standby = Standby(one, limit=50)
        async with standby.running():
            await asyncio.sleep(1.0)
            assert (len(standby), len(one.ears)) == (1, 1)
            async with AsyncExitStack() as line:
                assert await standby.take(line) is one.ears[0]
                assert await standby.take(line) is None
                await asyncio.sleep(1.0)
                assert (len(standby), len(one.ears), one.closed) == (1, 2, 0)
            assert one.closed == 1
        assert one.closed == 2

    virtual(story())


def test_more_wait_when_there_are_more_calls_and_fewer_again(virtual: Any, fakes: Any) -> None:
    async def story() -> None:
        one = fakes.Transcriber("one")
        standby = Standby(one, limit=50)
        async with standby.running():
            with ExitStack() as calls:
                for _ in range(30):
                    calls.enter_context(standby.beside())
                await asyncio.sleep(2.0)
                assert len(standby) == 2
            await asyncio.sleep(LOOK_S + 1)
            assert (len(standby), one.closed) == (1, 1)

    virtual(story())


def test_one_that_breaks_or_grows_old_is_replaced(virtual: Any, fakes: Any) -> None:
    async def story() -> None:
        one = fakes.Transcriber("one")
        standby = Standby(one, limit=50)
        async with standby.running():
            await asyncio.sleep(1.0)
            one.ear.hear(ProviderError("gone", provider="one", cause="dropped"))
            await asyncio.sleep(0.01)
            assert len(standby) == 0
            async with AsyncExitStack() as line:
                assert await standby.take(line) is None
            await asyncio.sleep(1.0)
            assert (len(standby), len(one.ears), one.closed) == (1, 2, 1)
            await asyncio.sleep(OLD_S + LOOK_S + 1)
            assert (len(standby), len(one.ears), one.closed) == (1, 3, 2)

    virtual(story())


@pytest.mark.parametrize(("cause", "most"), [("refused", 3), ("unreachable", 9)])
def test_who_does_not_answer_is_not_dialled_again_and_again(virtual: Any, cause: str, most: int) -> None:
    class Failing:
        name, dials = "failing", 0

        def listen(self, focus: Focus) -> Any:
            self.dials += 1
            raise ProviderError("no", provider="failing", cause=cause)

    async def story() -> None:
        failing = Failing()
        async with Standby(failing, limit=50, draw=lambda: 0.5).running():
            await asyncio.sleep(60.0)
        assert 2 <= failing.dials <= most

    virtual(story())


async def test_a_line_that_waited_takes_a_turn_over_in_mid_speech() -> None:
    heard: asyncio.Queue[Hearing] = asyncio.Queue()
    standin, causes = DeepgramStandin(), []
    for _ in range(2):
        standin.scripts.expect(["where is my order please"])
    reports = EarReports(heard.put_nowait, lambda _: None, lambda e: causes.append(e.cause), lambda: None)
    async with standin.serving() as url:
        flux = deepgram_flux.build(Settings(_env_file=None, deepgram_url=url, deepgram_api_key=KEY))
        standby = Standby(flux, limit=2)
        ears = Ears((flux,), reports, Lines(standby))
        run = asyncio.create_task(ears.run())
        await asyncio.sleep(0.1)
        async with standby.running():
            while not len(standby):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)
            for n in range(110):
                if n == 50:
                    standin.faults.set("drop", times=1)
                ears.send(b"\x10" * 160 if n < 75 else b"\xff" * 160)
                await asyncio.sleep(0.01)
            told = [await heard.get()]
            while not isinstance(told[-1], EndOfTurn):
                told.append(await heard.get())
        run.cancel()
        await asyncio.wait([run])
    assert causes == ["dropped"]
    assert told[-1] == EndOfTurn("where is my order please", 0.97)
    assert [type(each).__name__ for each in told].count("StartOfTurn") == 1
    assert standin.sessions[0].closed == "dropped by us"
    assert len(standin.sessions[1].orders) == 1, "the line that waited was told what is listened for"
