"""The ladder of transcribers: when one is opened again, and when the next takes over."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import pytest

from engine.errors import ProviderError
from engine.types import Listening
from telephony.ears import CLOSE_S, PAUSE_S, EarReports, Ears
from telephony.lines import DIAL_S
from telephony.speech import SILENCE, EndOfTurn, Pulse, Settled, StartOfTurn, Update

LOUD = b"\x10" * 160


class Told:
    """What the ears reported."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.opened: list[str] = []
        self.causes: list[str] = []
        self.deaf = False

    def reports(self) -> EarReports:
        return EarReports(
            self.heard.append,
            self.opened.append,
            lambda e: self.causes.append(e.cause),
            lambda: setattr(self, "deaf", True),
        )


def pulsing(fakes: Any, pulse: Pulse) -> Any:
    """Return a transcriber whose lines live by ``pulse``."""

    class Pulsing(fakes.Transcriber):  # type: ignore[misc]
        @asynccontextmanager
        async def listen(self, focus: Any) -> Any:
            async with super().listen(focus) as ear:
                ear.pulse = pulse
                yield ear

    return Pulsing("one")


def dead(cause: str) -> ProviderError:
    return ProviderError("gone", provider="p", cause=cause)


@pytest.mark.parametrize(
    ("lasted", "cause", "opened"),
    [
        (20.0, "dropped", ["one", "one"]),
        (1.0, "dropped", ["one", "one"]),
        (1.0, "refused", ["one", "two"]),
        (1.0, "limited", ["one", "two"]),
        (5.0, "stalled", ["one", "two"]),
    ],
)
def test_who_listens_after_a_line_broke(virtual: Any, fakes: Any, lasted: float, cause: str, opened: list[str]) -> None:
    async def story() -> None:
        one, told = fakes.Transcriber("one"), Told()
        run = asyncio.create_task(Ears((one, fakes.Transcriber("two")), told.reports()).run())
        await asyncio.sleep(lasted)
        one.ear.hear(dead(cause))
        await asyncio.sleep(PAUSE_S * 2)
        assert told.opened == opened
        assert one.closed == 1
        run.cancel()

    virtual(story())


def test_one_that_was_heard_and_stalls_is_tried_again(virtual: Any, fakes: Any) -> None:
    async def story() -> None:
        one, told = fakes.Transcriber("one"), Told()
        run = asyncio.create_task(Ears((one, fakes.Transcriber("two")), told.reports()).run())
        await asyncio.sleep(1.0)
        one.ear.hear(StartOfTurn(), dead("stalled"))
        await asyncio.sleep(PAUSE_S * 2)
        assert told.opened == ["one", "one"]
        run.cancel()

    virtual(story())


def test_a_line_that_breaks_again_and_again_is_given_up(virtual: Any, fakes: Any) -> None:
    async def story() -> None:
        one, told = fakes.Transcriber("one"), Told()
        run = asyncio.create_task(Ears((one,), told.reports()).run())
        for _ in range(3):
            await asyncio.sleep(PAUSE_S * 2)
            one.ear.hear(None)
        await run
        assert told.opened == ["one"] * 3
        assert told.causes == ["dropped"] * 3
        assert told.deaf

    virtual(story())


def test_one_that_does_not_answer_gives_way_in_time(virtual: Any, fakes: Any) -> None:
    class Hanging:
        name = "hanging"

        def listen(self, focus: Any) -> Any:
            return self

        async def __aenter__(self) -> Any:
            await asyncio.sleep(3600)

        async def __aexit__(self, *why: object) -> None:
            raise AssertionError("never entered")

    async def story() -> None:
        told = Told()
        run = asyncio.create_task(Ears((Hanging(), fakes.Transcriber("two")), told.reports()).run())
        await asyncio.sleep(DIAL_S + 0.1)
        assert (told.causes, told.opened) == (["unreachable"], ["two"])
        run.cancel()

    virtual(story())


def test_a_line_that_breaks_and_then_hangs_gives_way_in_time(virtual: Any, fakes: Any) -> None:
    class Clinging(fakes.Transcriber):  # type: ignore[misc]
        @asynccontextmanager
        async def listen(self, focus: Any) -> Any:
            async with super().listen(focus) as ear:
                try:
                    yield ear
                finally:
                    await asyncio.sleep(3600)

    async def story() -> None:
        one, told = Clinging("one"), Told()
        ears = Ears((one, fakes.Transcriber("two")), told.reports())
        run = asyncio.create_task(ears.run())
        await asyncio.sleep(1.0)
        one.ear.hear(dead("refused"))
        await asyncio.sleep(0.1)
        sent = len(one.ear.sent)
        ears.send(b"\x10" * 160)
        assert len(one.ear.sent) == sent, "a line that is being closed is sent nothing more"
        await asyncio.sleep(CLOSE_S)
        assert (told.causes, told.opened) == (["refused"], ["one", "two"])
        run.cancel()
        await asyncio.sleep(CLOSE_S + 0.1)
        assert run.done()

    virtual(story())


def test_an_adapters_defect_costs_its_rung_not_the_call(virtual: Any, fakes: Any) -> None:
    async def story() -> None:
        one, told = fakes.Transcriber("one"), Told()
        run = asyncio.create_task(Ears((one,), told.reports()).run())
        for _ in range(3):
            await asyncio.sleep(PAUSE_S * 2)
            one.ear.hear(KeyError("a defect"))
        await run
        assert told.causes == ["garbage"] * 3

    virtual(story())


def test_a_new_line_goes_on_where_the_last_one_was(virtual: Any, fakes: Any) -> None:
    async def story() -> None:
        one, told = fakes.Transcriber("one"), Told()
        ears = Ears((one,), told.reports())
        ears.send(b"a" * 160)  # nobody listens yet
        run = asyncio.create_task(ears.run())
        await asyncio.sleep(0.1)
        for frame in (b"b", b"c", b"d"):
            ears.send(frame * 160)
        assert bytes(one.ear.sent) == b"".join(each * 160 for each in (b"a", b"b", b"c", b"d"))
        one.ear.until = Settled(40.0)
        one.ear.hear(StartOfTurn("my"), Update("my number"), dead("dropped"))
        await asyncio.sleep(0)
        ears.send(b"e" * 160)
        await asyncio.sleep(0.01)
        ears.send(b"f" * 160)
        assert bytes(one.ear.sent) == b"".join(each * 160 for each in (b"c", b"d", b"e", b"f"))
        one.ear.hear(StartOfTurn("my"), Update("my number is"), EndOfTurn("my number is one"))
        await asyncio.sleep(0.01)
        assert told.heard == [
            StartOfTurn("my"), Update("my number"), Update("my number is"), EndOfTurn("my number is one"),
        ]  # fmt: skip
        run.cancel()

    virtual(story())


def test_a_secret_is_in_no_audio_that_a_new_line_is_given(virtual: Any, fakes: Any) -> None:
    async def story() -> None:
        one, told = fakes.Transcriber("one"), Told()
        ears = Ears((one,), told.reports())
        run = asyncio.create_task(ears.run())
        await asyncio.sleep(0.1)
        ears.listen_for(Listening(step="pin", secret=True))
        ears.send(b"s" * 160)
        one.ear.hear(dead("dropped"))
        await asyncio.sleep(0.1)
        assert bytes(one.ear.sent) == SILENCE
        run.cancel()

    virtual(story())


def test_an_old_line_that_clings_does_not_keep_the_new_one_waiting(virtual: Any, fakes: Any) -> None:
    class Clinging(fakes.Transcriber):  # type: ignore[misc]
        @asynccontextmanager
        async def listen(self, focus: Any) -> Any:
            async with super().listen(focus) as ear:
                try:
                    yield ear
                finally:
                    await asyncio.sleep(3600)

    async def story() -> None:
        one, told = Clinging("one"), Told()
        run = asyncio.create_task(Ears((one,), told.reports()).run())
        await asyncio.sleep(1.0)
        one.ear.hear(dead("dropped"))
        await asyncio.sleep(0.01)
        assert told.opened == ["one", "one"]
        run.cancel()

    virtual(story())


@pytest.mark.parametrize(("spoke", "opened"), [(True, ["one", "one"]), (False, ["one", "two"])])
def test_a_line_that_goes_mute_is_given_up(virtual: Any, fakes: Any, spoke: bool, opened: list[str]) -> None:
    async def mute() -> None:
        one, told = pulsing(fakes, Pulse()), Told()
        ears = Ears((one, fakes.Transcriber("two")), told.reports())
        run = asyncio.create_task(ears.run())
        await asyncio.sleep(1.0)
        if spoke:
            one.ear.hear(StartOfTurn(), EndOfTurn(""))
        await asyncio.sleep(0.1)
        for frame in range(67):
            assert not told.causes or frame > 55
            ears.send(LOUD)
            await asyncio.sleep(0.02)
        assert told.causes == ["stalled"]
        await asyncio.sleep(PAUSE_S)
        assert told.opened == opened
        run.cancel()

    virtual(mute())


@pytest.mark.parametrize("answers", [True, False])
def test_a_line_that_passes_over_a_short_sound_is_asked(virtual: Any, fakes: Any, answers: bool) -> None:
    async def story() -> None:
        one, told = pulsing(fakes, Pulse(blip_ms=120)), Told()
        ears = Ears((one,), told.reports())
        run = asyncio.create_task(ears.run())
        await asyncio.sleep(0.1)
        first = one.ear
        for frame in range(80):
            ears.send(LOUD if frame < 10 else SILENCE)
            if answers and first.ended_turns:
                first.beats = 1
            await asyncio.sleep(0.02)
        assert first.ended_turns == 1
        assert told.causes == ([] if answers else ["stalled"])
        assert told.heard == []
        run.cancel()

    virtual(story())


@pytest.mark.parametrize("by_silence", [True, False])
def test_a_turn_in_whose_middle_a_line_took_over_is_ended_for_it_once(
    virtual: Any, fakes: Any, by_silence: bool
) -> None:
    async def story() -> None:
        one, told = pulsing(fakes, Pulse(owed_ms=5000, by_silence=by_silence)), Told()
        ears = Ears((one,), told.reports())
        run = asyncio.create_task(ears.run())
        await asyncio.sleep(0.1)
        one.ear.hear(StartOfTurn(), Update("four"), dead("dropped"))
        for frame in range(60):
            ears.send(LOUD if frame < 10 else SILENCE)
            await asyncio.sleep(0.02)
            if frame == 15:
                one.ear.hear(StartOfTurn(), Update("four five"))
            assert one.ear.ended_turns == (by_silence and frame >= 44)
        run.cancel()

    virtual(story())
