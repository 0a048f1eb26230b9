"""What every transcriber promises (``suite.ASPECTS``), over its real SDK, against its stand-in."""

from __future__ import annotations

import asyncio
import logging
import random
import time

import pytest
import structlog

from engine.errors import ProviderError, SettingsError
from telephony.providers.deepgram import dial
from telephony.speech import SILENCE, EndOfTurn, Focus, StartOfTurn, Update

from .suite import PLANTED, Subject, eventually, opened, port_of, proves
from .transcribers import ALL, NEXT, PHRASES, REMOTE, SENTENCE, feed, line, spoken, turn, until, well_formed

DIAL_S = 0.2


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the deadline of dialling."""
    monkeypatch.setattr(dial, "DIAL_S", DIAL_S)


def told(subject: Subject, *sentences: str) -> object:
    """Return a stand-in that knows what its next caller says; None: it is really heard."""
    if subject.standin is None:
        return None
    standin = subject.standin()
    standin.scripts.expect(sentences or [SENTENCE])
    return standin


# --------------------------------------------------------------------------------------------------------- streams


@proves("streams", ALL)
async def test_turns_are_heard_one_after_another(subject: Subject) -> None:
    async with line(subject, told(subject, *PHRASES)) as ear:
        hearings = aiter(ear)
        heard = [await turn(ear, hearings, spoken(subject, sentence)) for sentence in PHRASES]
    assert [each[-1].text for each in heard] == list(PHRASES)  # type: ignore[union-attr]
    assert all(isinstance(each[0], StartOfTurn) for each in heard)
    assert well_formed(heard[0] + heard[1])


@proves("streams", ALL)
async def test_words_come_while_the_caller_still_speaks(subject: Subject) -> None:
    audio = spoken(subject, SENTENCE, quiet_ms=0)
    async with line(subject, told(subject)) as ear:
        heard, _ = await asyncio.gather(until(aiter(ear), Update), feed(ear, audio[: len(audio) * 3 // 4]))
    update = heard[-1]
    assert isinstance(update, Update)
    assert SENTENCE.startswith(update.text)


@proves("streams", ALL)
async def test_audio_of_any_length_is_taken(subject: Subject) -> None:
    async with line(subject, told(subject)) as ear:
        audio = spoken(subject, SENTENCE)
        heard, _ = await asyncio.gather(until(aiter(ear), EndOfTurn), feed(ear, audio, pieces=333))
    assert heard[-1].text == SENTENCE  # type: ignore[union-attr]


@proves("streams", ALL)
async def test_calls_at_once_hear_their_own_callers(subject: Subject) -> None:
    standin = subject.standin() if subject.standin else None
    async with opened(subject, standin, phrases=PHRASES) as transcriber:

        async def call(sid: str, sentence: str) -> str:
            if standin:
                standin.scripts.tell(sid, [sentence])
            with structlog.contextvars.bound_contextvars(call_sid=sid):
                async with transcriber.listen(Focus()) as ear:
                    heard = await turn(ear, aiter(ear), spoken(subject, sentence))
            return heard[-1].text  # type: ignore[union-attr]

        said = PHRASES * 3
        heard = await asyncio.gather(*(call(f"CA{n}", sentence) for n, sentence in enumerate(said)))
    assert tuple(heard) == said


@proves("question", ALL)
async def test_the_open_question_may_change_at_any_time(subject: Subject) -> None:
    async with line(subject, told(subject)) as ear:
        hearings, audio = aiter(ear), spoken(subject, SENTENCE, quiet_ms=1800)
        hearing = asyncio.create_task(until(hearings, EndOfTurn))
        for number in range(0, len(audio), 1600):
            ear.focus(Focus(("open", "digits", "money")[number % 3] if number < 1600 else "open", PHRASES, 700))
            await feed(ear, audio[number : number + 1600])
        heard = await hearing
    assert heard[-1].text == SENTENCE  # type: ignore[union-attr]


@proves("question", ALL)
async def test_a_key_press_ends_the_turn_and_what_follows_is_another(subject: Subject) -> None:
    async with line(subject, told(subject, *PHRASES)) as ear:
        hearings = aiter(ear)
        await feed(ear, spoken(subject, SENTENCE, quiet_ms=0))
        ear.end_turn()
        await feed(ear, SILENCE * 45)
        feeding = asyncio.create_task(feed(ear, spoken(subject, NEXT)))
        ends: list[str] = []
        while NEXT not in ends:
            (*_, end) = await until(hearings, EndOfTurn)
            ends.append(end.text)  # type: ignore[union-attr]
        await feeding
    assert ends in ([NEXT], [SENTENCE, NEXT])


# --------------------------------------------------------------------------------------------------------- cancels


@proves("cancels", ALL)
async def test_leaving_ends_the_reader_quietly_and_closes_the_line(subject: Subject) -> None:
    standin = told(subject)
    async with opened(subject, standin, phrases=PHRASES) as transcriber:
        async with transcriber.listen(Focus()) as ear:
            reader = asyncio.create_task(until(aiter(ear), EndOfTurn))
            await feed(ear, spoken(subject, SENTENCE, quiet_ms=0)[:4000])
        heard = await reader
        assert not any(isinstance(each, EndOfTurn) for each in heard)
        if standin:
            await eventually(lambda: standin.sessions[0].closed)  # type: ignore[attr-defined]


@proves("cancels", ALL)
async def test_a_cancelled_call_closes_its_line_and_the_next_is_heard(subject: Subject) -> None:
    standin = subject.standin() if subject.standin else None
    if standin:
        standin.scripts.tell("*", [SENTENCE])
    async with opened(subject, standin, phrases=PHRASES) as transcriber:

        async def call() -> str:
            async with transcriber.listen(Focus()) as ear:
                return (await turn(ear, aiter(ear), spoken(subject, SENTENCE)))[-1].text  # type: ignore[union-attr]

        first = asyncio.create_task(call())
        await asyncio.sleep(0.05)
        began = time.perf_counter()
        first.cancel()
        await asyncio.wait([first])
        assert first.cancelled()
        assert time.perf_counter() - began < 1.0
        assert await call() == SENTENCE
        if standin:
            await eventually(lambda: all(session.closed for session in standin.sessions))


# ------------------------------------------------------------------------------------------------------ reconnects


@proves("reconnects", REMOTE)
@pytest.mark.parametrize("fault", ["drop", "error", "huge"])
async def test_a_line_that_breaks_is_an_error_of_its_own_and_the_next_one_hears(subject: Subject, fault: str) -> None:
    assert subject.standin
    standin = subject.standin()
    standin.scripts.tell("*", [SENTENCE])
    async with opened(subject, standin) as transcriber:
        async with transcriber.listen(Focus()) as ear:
            standin.faults.set(fault, times=1)
            with pytest.raises(ProviderError) as broken:
                await turn(ear, aiter(ear), spoken(subject, SENTENCE))
        assert (broken.value.provider, broken.value.cause) == (subject.name, "dropped")
        async with transcriber.listen(Focus()) as ear:
            assert (await turn(ear, aiter(ear), spoken(subject, SENTENCE)))[-1].text == SENTENCE  # type: ignore[union-attr]


@proves("reconnects", REMOTE)
async def test_a_provider_that_went_away_and_came_back_takes_the_next_line(subject: Subject) -> None:
    assert subject.standin
    standin = subject.standin()
    standin.scripts.tell("*", [SENTENCE])
    async with standin.serving() as url:
        transcriber = subject.build(url, standin.key)
    with pytest.raises(ProviderError) as gone:
        async with transcriber.listen(Focus()):
            pass
    assert gone.value.cause == "unreachable"
    async with standin.serving(port=port_of(url)), transcriber.listen(Focus()) as ear:
        assert (await turn(ear, aiter(ear), spoken(subject, SENTENCE)))[-1].text == SENTENCE  # type: ignore[union-attr]


# --------------------------------------------------------------------------------------------------- bad key, limit


@proves("bad key", REMOTE)
async def test_a_wrong_key_is_refused_and_shown_nowhere(subject: Subject, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as log:
        async with opened(subject, key=PLANTED) as transcriber:
            with pytest.raises(ProviderError) as refused:
                async with transcriber.listen(Focus()):
                    pass
    assert (refused.value.provider, refused.value.cause) == (subject.name, "refused")
    assert refused.value.__cause__ is None
    assert "KEY" in refused.value.todo
    assert PLANTED not in repr(refused.value) + refused.value.todo + caplog.text + str(log)


@proves("bad key", REMOTE)
async def test_without_a_key_it_is_not_built(subject: Subject) -> None:
    with pytest.raises(SettingsError, match="key"):
        subject.build(key=None)


@proves("limit", REMOTE)
async def test_no_line_is_free(subject: Subject) -> None:
    assert subject.standin
    standin = subject.standin()
    standin.faults.set("limit", times=1)
    async with opened(subject, standin) as transcriber:
        with pytest.raises(ProviderError) as limited:
            async with transcriber.listen(Focus()):
                pass
    assert (limited.value.provider, limited.value.cause) == (subject.name, "limited")


# ------------------------------------------------------------------------------------------------------ slow, mute


@proves("slow", REMOTE)
@pytest.mark.usefixtures("hasty")
async def test_a_door_that_does_not_open_is_an_error_in_time(subject: Subject) -> None:
    assert subject.standin
    standin = subject.standin()
    standin.faults.set("hang")
    async with opened(subject, standin) as transcriber:
        began = time.perf_counter()
        with pytest.raises(ProviderError) as late:
            async with transcriber.listen(Focus()):
                pass
        assert time.perf_counter() - began < dial.DIALS * DIAL_S + 0.3
    assert late.value.cause == "unreachable"


@proves("slow", REMOTE)
async def test_late_words_are_waited_for(subject: Subject) -> None:
    standin = told(subject)
    standin.faults.set("slow", seconds=0.02)  # type: ignore[attr-defined]
    async with line(subject, standin) as ear:
        heard = await turn(ear, aiter(ear), spoken(subject, SENTENCE))
    assert heard[-1].text == SENTENCE  # type: ignore[union-attr]


@proves("mute", REMOTE)
async def test_audio_that_nobody_answers_is_an_error(subject: Subject) -> None:
    standin = told(subject)
    async with line(subject, standin) as ear:
        standin.faults.set("mute")  # type: ignore[attr-defined]
        reader = asyncio.create_task(until(aiter(ear), EndOfTurn))
        while not reader.done():
            await feed(ear, SILENCE * 40, pieces=3200)
        with pytest.raises(ProviderError) as mute:
            await reader
    assert (mute.value.provider, mute.value.cause) == (subject.name, "stalled")


# --------------------------------------------------------------------------------------------------------- garbage


@proves("garbage", REMOTE)
async def test_what_is_no_message(subject: Subject) -> None:
    standin = told(subject)
    async with line(subject, standin) as ear:
        standin.faults.set("garbage")  # type: ignore[attr-defined]
        with pytest.raises(ProviderError) as nonsense:
            await turn(ear, aiter(ear), spoken(subject, SENTENCE))
    assert (nonsense.value.provider, nonsense.value.cause) == (subject.name, "garbage")


@proves("garbage", ALL)
async def test_audio_that_makes_no_sense_is_survived(subject: Subject) -> None:
    draw = random.Random(7)
    async with line(subject, told(subject)) as ear:
        reader = asyncio.create_task(until(aiter(ear), type(None)))  # type: ignore[arg-type]
        for length in (0, 1, 159, 161, 5000, 0, 3):
            await feed(ear, draw.randbytes(length), pieces=max(1, length))
        await feed(ear, SILENCE * 100)
        assert not reader.done()
        ear.end_turn()
        ear.end_turn()
    assert well_formed(await reader)


@proves("garbage", ALL)
async def test_a_question_that_makes_no_sense_is_survived(subject: Subject) -> None:
    hints = ("", "\x00", "Hello\ud800", "x" * 5000, "ünïcödé", "{}", *map(str, range(500)))
    async with line(subject, told(subject), Focus("nothing we know", hints, 0)) as ear:
        ear.focus(Focus("", hints, 10**6))
        ear.focus(Focus(patience_ms=700))
        heard = await turn(ear, aiter(ear), spoken(subject, SENTENCE, quiet_ms=1800))
    assert heard[-1].text == SENTENCE  # type: ignore[union-attr]
