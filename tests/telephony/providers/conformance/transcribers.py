"""Which transcribers are there, and how is one spoken to?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from telephony.ladder import TRANSCRIBER
from telephony.simulator.standins.deepgram import DeepgramStandin
from telephony.speech import (
    FRAME_BYTES,
    SILENCE,
    EagerEndOfTurn,
    Ear,
    EndOfTurn,
    Focus,
    Hearing,
    StartOfTurn,
    TurnResumed,
    Update,
)

from .suite import Subject, opened

SENTENCE = "where is my order please"
NEXT = "i'd like to make a payment please"
PHRASES = (SENTENCE, NEXT)
_TONE = bytes([0x90] * 10 + [0x10] * 10) * 8
FRAME_S = 0.002
"""Ten times as fast as a caller speaks."""

ALL = (
    Subject(
        "deepgram-flux", TRANSCRIBER, DeepgramStandin,
        untried="how well it hears; when it is sure that a turn is over; what vocabulary does for it",
    ),
    Subject(
        "deepgram-nova", TRANSCRIBER, DeepgramStandin,
        untried="how well it hears; how long its finals take; what vocabulary does for it",
    ),
    Subject("local", TRANSCRIBER, None, untried="real callers: it knows only words that it was given"),
)  # fmt: skip
REMOTE = tuple(subject for subject in ALL if subject.standin)


def spoken(subject: Subject, text: str, *, quiet_ms: int = 900) -> bytes:
    """Return a caller who says ``text``, and then is quiet."""
    if subject.standin is None:
        from telephony.simulator.mouth import render  # noqa: PLC0415 - belongs to the local extra

        return SILENCE * 10 + render(text) + SILENCE * (quiet_ms // 20)
    return _TONE * (60 * len(text) // 20) + SILENCE * (quiet_ms // 20)


async def feed(ear: Ear, audio: bytes, *, pieces: int = FRAME_BYTES) -> None:
    """Send what a caller says, in time."""
    for start in range(0, len(audio), pieces):
        ear.send(audio[start : start + pieces])
        await asyncio.sleep(FRAME_S * pieces / FRAME_BYTES)


async def until(hearings: AsyncIterator[Hearing], *kinds: type[Hearing]) -> list[Hearing]:
    """Return what is heard up to the first of ``kinds``, or to the end of the line."""
    heard: list[Hearing] = []
    async with asyncio.timeout(20):
        async for hearing in hearings:
            heard.append(hearing)
            if isinstance(hearing, kinds):
                break
    return heard


async def turn(ear: Ear, hearings: AsyncIterator[Hearing], audio: bytes) -> list[Hearing]:
    """Return what is heard of one turn."""
    heard, _ = await asyncio.gather(until(hearings, EndOfTurn), feed(ear, audio))
    return heard


@asynccontextmanager
async def line(subject: Subject, standin: Any = None, focus: Focus | None = None) -> AsyncIterator[Any]:
    """Give an open line to a transcriber that waits for ``PHRASES``."""
    server = standin or (subject.standin() if subject.standin else None)
    async with opened(subject, server, phrases=PHRASES) as transcriber, transcriber.listen(focus or Focus()) as ear:
        yield ear


def told(subject: Subject, *sentences: str) -> Any:
    """Return a stand-in that knows what its next caller says; None: it is really heard."""
    if subject.standin is None:
        return None
    standin = subject.standin()
    standin.scripts.expect(sentences or [SENTENCE])
    return standin


def well_formed(heard: Iterable[Hearing]) -> bool:
    """Say whether turns begin, pause, resume and end in that order."""
    inside = paused = False
    for each in heard:
        match each:
            case StartOfTurn() if not inside:
                inside = True
            case Update() if inside:  # in a pause, too: the words are the same, or become surer
                pass
            case EagerEndOfTurn() if inside:
                paused = True
            case TurnResumed() if paused:
                paused = False
            case EndOfTurn() if inside:
                inside = paused = False
            case _:
                return False
    return True
