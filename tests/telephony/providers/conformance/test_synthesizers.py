"""What every synthesizer promises (``suite.ASPECTS``), over its real SDK, against its stand-in."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import pytest
import structlog

from engine.errors import ProviderError, SettingsError
from telephony.providers.voices import lines
from telephony.simulator.standins.spoken_socket import GARBAGE
from telephony.simulator.standins.tones import speak as tones
from telephony.speech import Alignment

from .suite import PLANTED, Subject, eventually, opened, port_of, proves
from .synthesizers import ALL, NEXT, REMOTE, SOCKETS, TEXT, TIMED, first_sound, said, sound, speaking

FIRST_S = 0.4
NEXT_S = 0.3
LOADED: set[str] = set()
HOSTILE = (
    "\x00\x07\x1b[31m Hello.", '<speak><break time="600s"/>Hello</speak>', "{not json", "Hello 👋🏽 there.",
    "a" * 2000, "Hello\ud800.", "\uff28\uff25\uff2c\uff2c\uff2f", "\u202eHello.", "\n\n\tHello.\n",
)  # fmt: skip


@pytest.fixture
async def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten every deadline. What an SDK loads late is loaded first, as a server does before its first call."""
    for subject in REMOTE:
        if subject.name not in LOADED:
            async with opened(subject) as voice:
                await said(voice)
            LOADED.add(subject.name)
        monkeypatch.setattr(subject.module, "FIRST_AUDIO_S", FIRST_S)
        monkeypatch.setattr(subject.module, "NEXT_AUDIO_S", NEXT_S)
    monkeypatch.setattr(lines, "DIAL_S", FIRST_S)


async def failure(voice: Any, text: str = TEXT) -> tuple[ProviderError, bytes]:
    """Return how a sentence fails, and what was heard of it before."""
    heard = b""
    try:
        async with speaking(voice, text) as pieces:
            async for piece in pieces:
                heard += piece if isinstance(piece, bytes) else b""
    except ProviderError as failed:
        assert failed.__cause__ is None  # noqa: PT017 - what was heard before counts too
        return failed, heard
    raise AssertionError("it did not fail")


# --------------------------------------------------------------------------------------------------------- streams


@proves("streams", ALL)
async def test_a_turn_is_said_sentence_by_sentence(subject: Subject) -> None:
    async with opened(subject) as voice:
        first, second = sound(await said(voice)), sound(await said(voice, NEXT, before=TEXT))
    assert len(first) > 4000
    assert len(second) > 4000
    if subject.standin:
        assert (first, second) == (tones(TEXT), tones(NEXT))


@proves("streams", REMOTE)
async def test_the_first_audio_does_not_wait_for_the_last(subject: Subject) -> None:
    assert subject.standin
    standin = subject.standin(pace=5.0)
    async with opened(subject, standin) as voice, speaking(voice) as pieces:
        await first_sound(pieces)
        assert standin.requests[0].sent_bytes < len(tones(TEXT)) / 2


@proves("streams", ALL)
async def test_it_comes_in_pieces(subject: Subject) -> None:
    async with opened(subject) as voice:
        pieces = [piece for piece in await said(voice) if isinstance(piece, bytes)]
    assert max(map(len, pieces)) <= 1600


@proves("streams", ALL)
async def test_many_speak_at_once_and_each_gets_its_own(subject: Subject) -> None:
    texts = [f"This is the sentence of caller {word}." for word in "abcdefghijkl"]
    async with opened(subject) as voice:
        together = await asyncio.gather(*(said(voice, text) for text in texts))
        alone = [sound(await said(voice, text)) for text in texts]
    assert [sound(each) for each in together] == alone


@proves("streams", ALL)
async def test_nothing_to_say_is_no_audio_and_asks_nobody(subject: Subject) -> None:
    standin = subject.standin() if subject.standin else None
    async with opened(subject, standin) as voice:
        assert await said(voice, "  ") == []
    assert not (standin and standin.requests)


# ----------------------------------------------------------------------------------------------------------- timed


@proves("timed", TIMED)
async def test_all_characters_are_told_and_their_times_never_fall(subject: Subject) -> None:
    async with opened(subject) as voice:
        for text in (TEXT, f"  {NEXT} Is that all right — or not?"):
            pieces = await said(voice, text)
            told = [piece for piece in pieces if isinstance(piece, Alignment)]
            ends = [end for each in told for end in each.ends_ms]
            assert "".join(each.characters for each in told) == text
            assert len(ends) == len(text)
            assert ends == sorted(ends)
            assert 0 < ends[-1] <= len(sound(pieces)) / 8 + 50, "the text's own spaces may end a little later"


@proves("timed", [subject for subject in TIMED if subject.standin])
async def test_a_word_has_sounded_when_it_is_said_to_have(subject: Subject) -> None:
    async with opened(subject) as voice:
        pieces = await said(voice)
    ends = [end for piece in pieces if isinstance(piece, Alignment) for end in piece.ends_ms]
    each_ms = len(sound(pieces)) / 8 / len(TEXT)
    for at, character in enumerate(TEXT):
        if character.isalnum() and not TEXT[at + 1].isalnum():
            assert ends[at] == pytest.approx((at + 1) * each_ms, abs=2)


# --------------------------------------------------------------------------------------------------------- cancels


@proves("cancels", ALL)
async def test_closing_a_sentence_early_leaves_the_next_one_whole(subject: Subject) -> None:
    async with opened(subject) as voice:
        whole = sound(await said(voice))
        async with speaking(voice, NEXT) as pieces:
            await first_sound(pieces)
        assert sound(await said(voice)) == whole


@proves("cancels", REMOTE)
async def test_closing_a_sentence_early_stops_the_provider(subject: Subject) -> None:
    assert subject.standin
    standin = subject.standin(pace=2.0)
    async with opened(subject, standin) as voice:
        async with speaking(voice) as pieces:
            await first_sound(pieces)
        await eventually(lambda: standin.requests[0].outcome == "client left")


@proves("cancels", REMOTE)
@pytest.mark.parametrize("latency_s", [0.0, 60.0], ids=["speaking", "before the first audio"])
async def test_a_cancelled_task_stops_the_provider_at_once(subject: Subject, latency_s: float) -> None:
    assert subject.standin
    standin = subject.standin(pace=2.0, latency_s=latency_s)
    async with opened(subject, standin) as voice:
        speech = asyncio.create_task(said(voice))
        await eventually(lambda: standin.requests and (latency_s or standin.requests[0].sent_bytes))
        began = time.perf_counter()
        speech.cancel()
        await asyncio.wait([speech])
        assert speech.cancelled()
        assert time.perf_counter() - began < 0.2
        await eventually(lambda: standin.requests[0].outcome == "client left")


@proves("cancels", REMOTE)
async def test_a_caller_who_interrupts_again_and_again_is_answered_in_the_end(subject: Subject) -> None:
    assert subject.standin
    standin = subject.standin(latency_s=0.005, pace=50.0)
    async with opened(subject, standin) as voice:
        for number in range(30):
            async with speaking(voice, f"Answer number {number}, which is not wanted.") as pieces:
                if number % 3:
                    await first_sound(pieces)
                else:
                    waiting = asyncio.create_task(first_sound(pieces))
                    await asyncio.sleep(0.002)
                    waiting.cancel()
                    await asyncio.wait([waiting])
        assert sound(await said(voice)) == tones(TEXT)


# ------------------------------------------------------------------------------------------------------ reconnects


@proves("reconnects", REMOTE)
async def test_a_provider_that_went_away_and_came_back_between_sentences_is_not_noticed(subject: Subject) -> None:
    assert subject.standin
    standin = subject.standin()
    async with standin.serving() as url:
        voice = subject.build(url, standin.key)
        assert sound(await said(voice)) == tones(TEXT)
    async with standin.serving(port=port_of(url)):
        assert sound(await said(voice, NEXT, before=TEXT)) == tones(NEXT)
        await voice.close()


@proves("reconnects", REMOTE)
async def test_a_line_that_breaks_in_a_sentence_fails_that_sentence_only(subject: Subject) -> None:
    assert subject.standin
    standin = subject.standin(pace=20.0)
    async with opened(subject, standin) as voice:
        standin.faults.set("cut", times=1)
        failed, heard = await failure(voice)
        assert (failed.provider, failed.cause) == (subject.name, "dropped")
        assert tones(TEXT).startswith(heard)
        assert sound(await said(voice)) == tones(TEXT)


@proves("reconnects", SOCKETS)
async def test_a_socket_that_died_unnoticed_is_replaced_before_anything_was_heard(subject: Subject) -> None:
    assert subject.standin
    standin = subject.standin()
    async with opened(subject, standin) as voice:
        await said(voice)
        standin.faults.set("drop", times=1)
        assert sound(await said(voice, NEXT)) == tones(NEXT)


@proves("reconnects", REMOTE)
async def test_nobody_at_the_address(subject: Subject) -> None:
    assert subject.standin
    async with subject.standin().serving() as url:
        pass
    voice = subject.build(url)
    failed, _ = await failure(voice)
    await voice.close()
    assert failed.cause == "unreachable"


# --------------------------------------------------------------------------------------------------- bad key, limit


@proves("bad key", REMOTE)
async def test_a_wrong_key_is_refused_and_shown_nowhere(subject: Subject, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as log:
        async with opened(subject, key=PLANTED) as voice:
            await voice.ready()
            failed, heard = await failure(voice)
    assert (failed.cause, heard) == ("refused", b"")
    assert "key" in failed.todo.lower()
    assert PLANTED not in repr(failed) + failed.todo + caplog.text + str(log)


@proves("bad key", REMOTE)
async def test_the_right_key_is_in_no_log(subject: Subject, caplog: pytest.LogCaptureFixture) -> None:
    assert subject.standin
    standin = subject.standin(key=PLANTED)
    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as log:
        async with opened(subject, standin) as voice:
            assert sound(await said(voice)) == tones(TEXT)
    assert PLANTED not in caplog.text + str(log)


@proves("bad key", REMOTE)
async def test_without_a_key_it_is_not_built(subject: Subject) -> None:
    with pytest.raises(SettingsError, match="key"):
        subject.build(key=None)


@proves("limit", REMOTE)
@pytest.mark.parametrize(("fault", "cause"), [("limit", "limited"), ("credit", "refused"), ("broken", "unreachable")])
async def test_what_is_refused_for_now(subject: Subject, fault: str, cause: str) -> None:
    assert subject.standin
    standin = subject.standin()
    async with opened(subject, standin) as voice:
        standin.faults.set(fault, times=1)
        failed, _ = await failure(voice)
        assert (failed.provider, failed.cause) == (subject.name, cause)
        assert sound(await said(voice)) == tones(TEXT)


# ------------------------------------------------------------------------------------------------------ slow, mute


@proves("slow", REMOTE)
@pytest.mark.usefixtures("hasty")
async def test_late_within_the_deadline_is_waited_for(subject: Subject) -> None:
    assert subject.standin
    async with opened(subject, subject.standin(latency_s=FIRST_S / 2)) as voice:
        assert sound(await said(voice)) == tones(TEXT)


@proves("slow", REMOTE)
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("fault", ["slow", "hang"])
async def test_late_beyond_the_deadline_is_an_error_in_time(subject: Subject, fault: str) -> None:
    assert subject.standin
    standin = subject.standin()
    async with opened(subject, standin) as voice:
        standin.faults.set(fault, times=1, seconds=60)
        began = time.perf_counter()
        failed, heard = await failure(voice)
        assert time.perf_counter() - began < FIRST_S + 0.3
        assert failed.cause in {"stalled", "unreachable"}
        assert heard == b""
        assert sound(await said(voice)) == tones(TEXT)


@proves("mute", REMOTE)
@pytest.mark.usefixtures("hasty")
async def test_nothing_more_comes(subject: Subject) -> None:
    assert subject.standin
    standin = subject.standin()
    async with opened(subject, standin) as voice:
        standin.faults.set("stall", times=1)
        began = time.perf_counter()
        failed, heard = await failure(voice)
        assert time.perf_counter() - began < FIRST_S + 2 * NEXT_S + 0.3
        assert failed.cause == "stalled"
        assert tones(TEXT).startswith(heard)
        assert heard
        assert sound(await said(voice)) == tones(TEXT)


# --------------------------------------------------------------------------------------------------------- garbage


@proves("garbage", REMOTE)
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("fault", ["not_audio", "empty", "endless"])
async def test_what_is_no_sentence(subject: Subject, fault: str) -> None:
    assert subject.standin
    standin = subject.standin()
    async with opened(subject, standin) as voice:
        standin.faults.set(fault, times=1)
        failed, _ = await failure(voice)
        silent = "stalled" if subject.name == "elevenlabs-stream" else "garbage"  # only there a context goes on
        assert (failed.provider, failed.cause) == (subject.name, silent if fault == "empty" else "garbage")
        assert sound(await said(voice)) == tones(TEXT)


@proves("garbage", SOCKETS)
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("nonsense", sorted(GARBAGE))
async def test_what_is_no_message(subject: Subject, nonsense: str) -> None:
    assert subject.standin
    standin = subject.standin()
    async with opened(subject, standin) as voice:
        standin.faults.set(nonsense, times=1)
        failed, _ = await failure(voice)
        assert failed.cause in {"garbage", "dropped"}
        assert sound(await said(voice)) == tones(TEXT)


@proves("garbage", ALL)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_text_that_makes_no_sense_harms_nobody(subject: Subject, text: str) -> None:
    async with opened(subject) as voice:
        alone = sound(await said(voice))
        other = asyncio.create_task(said(voice))
        try:
            await said(voice, text, before=text)
        except ProviderError as error:
            assert error.provider == subject.name  # noqa: PT017 - to be refused is as right as to be said
        assert sound(await other) == alone
        assert sound(await said(voice)) == alone
