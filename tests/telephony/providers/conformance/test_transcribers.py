"""What every transcriber promises (``suite.ASPECTS``), over its real SDK, against its stand-in."""

from __future__ import annotations

import asyncio
import time

import structlog

from telephony.speech import SILENCE, EndOfTurn, Focus, StartOfTurn, Update

from .suite import Subject, eventually, opened, proves
from .transcribers import ALL, NEXT, PHRASES, SENTENCE, feed, line, spoken, told, turn, until, well_formed

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
