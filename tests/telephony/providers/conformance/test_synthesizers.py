"""What every synthesizer promises (``suite.ASPECTS``), over its real SDK, against its stand-in."""

from __future__ import annotations

import asyncio
import time

import pytest

from telephony.simulator.standins.tones import speak as tones
from telephony.speech import Alignment

from .suite import Subject, eventually, opened, proves
from .synthesizers import ALL, NEXT, REMOTE, TEXT, TIMED, first_sound, said, sound, speaking

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
