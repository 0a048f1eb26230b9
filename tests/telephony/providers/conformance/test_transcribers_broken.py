"""What every transcriber promises of what goes wrong (``suite.ASPECTS``), over its real SDK, against its stand-in."""

from __future__ import annotations

import asyncio
import logging
import random
import time

import pytest
import structlog

from engine.errors import ProviderError, SettingsError
from telephony.providers.deepgram import dial
from telephony.speech import SILENCE, EndOfTurn, Focus

from .suite import PLANTED, Subject, eventually, opened, port_of, proves
from .transcribers import ALL, REMOTE, SENTENCE, feed, line, spoken, told, turn, until, well_formed

DIAL_S = 0.2


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the deadline of dialling."""
    monkeypatch.setattr(dial, "DIAL_S", DIAL_S)


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


@proves("reconnects", REMOTE)
async def test_what_is_over_is_settled_so_that_another_line_can_go_on(
    subject: Subject,
) -> None:
    audio = spoken(subject, SENTENCE)
    given_ms = len(audio) / 8
    async with line(subject, told(subject)) as ear:
        assert ear.settled().until_ms == 0
        await turn(ear, aiter(ear), audio)
        settled, words = ear.settled(), ear.words()
    assert " ".join(word.text for word in words) == SENTENCE
    times = [at for word in words for at in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert words[-1].end_ms <= settled.until_ms <= given_ms
    assert settled.certain == ""


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
        assert time.perf_counter() - began < DIAL_S + 0.3
    assert late.value.cause == "unreachable"


@proves("slow", REMOTE)
async def test_late_words_are_waited_for(subject: Subject) -> None:
    standin = told(subject)
    standin.faults.set("slow", seconds=0.02)  # type: ignore[attr-defined]
    async with line(subject, standin) as ear:
        heard = await turn(ear, aiter(ear), spoken(subject, SENTENCE))
    assert heard[-1].text == SENTENCE  # type: ignore[union-attr]


@proves("mute", REMOTE)
async def test_a_line_shows_that_it_lives_and_a_mute_one_does_not(subject: Subject) -> None:
    standin = told(subject)
    async with line(subject, standin) as ear:
        reader = asyncio.create_task(until(aiter(ear), EndOfTurn))
        assert ear.pulse is not None
        await feed(ear, spoken(subject, SENTENCE, quiet_ms=0)[: ear.pulse.sound_ms * 8])
        await eventually(lambda: ear.beats > 0)
        standin.faults.set("mute")  # type: ignore[attr-defined]
        await asyncio.sleep(0.05)
        before = ear.beats
        await feed(ear, spoken(subject, SENTENCE, quiet_ms=0))
        assert ear.beats == before
        reader.cancel()
        await asyncio.wait([reader])


@proves("mute", REMOTE)
async def test_audio_that_nobody_answers_is_an_error(subject: Subject) -> None:
    standin = told(subject)
    async with line(subject, standin) as ear:
        standin.faults.set("mute")  # type: ignore[attr-defined]
        reader = asyncio.create_task(until(aiter(ear), EndOfTurn))
        while not reader.done():
            await feed(ear, SILENCE * 40)
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
