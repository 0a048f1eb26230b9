"""What every synthesizer promises of what goes wrong (``suite.ASPECTS``), over its real SDK, against its stand-in."""

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
from telephony.speech import vendor

from .suite import PLANTED, Subject, opened, port_of, proves
from .synthesizers import ALL, NEXT, REMOTE, SOCKETS, TEXT, said, sound, speaking

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
            with pytest.raises(ProviderError) as unready:
                await voice.ready()
            failed, heard = await failure(voice)
    assert (failed.cause, heard) == ("refused", b"")
    assert unready.value.cause == "refused"
    assert failed.todo == f"check {vendor(subject.name).upper()}_API_KEY"
    assert PLANTED not in repr(unready.value) + repr(failed) + failed.todo + caplog.text + str(log)


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
@pytest.mark.parametrize(("fault", "cause"), [("limit", "limited"), ("credit", "unpaid"), ("broken", "unreachable")])
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
