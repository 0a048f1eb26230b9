"""Which synthesizers are there, and how is one listened to?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Any, cast

from telephony.ladder import SYNTHESIZER
from telephony.simulator.standins.cartesia import CartesiaStandin
from telephony.simulator.standins.elevenlabs import ElevenLabsStandin
from telephony.speech import Alignment, Voicing

from .suite import Subject

TEXT = "Your order is on its way."
NEXT = "It should be with you by Friday."

ALL = (
    Subject(
        "elevenlabs-stream", SYNTHESIZER, ElevenLabsStandin, tells="characters",
        untried="the voice; its latency; how it times figures; whether a context goes on after its flush",
    ),
    Subject(
        "elevenlabs", SYNTHESIZER, ElevenLabsStandin, socket=False,
        untried="the voice; its latency; the prosody that `previous_text` gives",
    ),
    Subject(
        "cartesia", SYNTHESIZER, CartesiaStandin, tells="words",
        untried="the voice; its latency; how it splits words; what a plan allows at once",
    ),
    Subject("local", SYNTHESIZER, None, tells="characters", untried="nothing: it needs none", socket=False),
)  # fmt: skip
REMOTE = tuple(subject for subject in ALL if subject.standin)
SOCKETS = tuple(subject for subject in REMOTE if subject.socket)
TIMED = tuple(subject for subject in ALL if subject.tells)


def speaking(voice: Any, text: str = TEXT, before: str = "") -> AbstractAsyncContextManager[AsyncIterator[Any]]:
    """Begin a sentence; leaving early closes it, as a call does."""
    return aclosing(cast("Any", voice.speak(text, Voicing(before=before))))


async def said(voice: Any, text: str = TEXT, before: str = "") -> list[bytes | Alignment]:
    """Return a whole sentence."""
    async with speaking(voice, text, before) as pieces:
        return [piece async for piece in pieces]


def sound(pieces: list[bytes | Alignment]) -> bytes:
    """Return what is heard of it."""
    return b"".join(piece for piece in pieces if isinstance(piece, bytes))


async def first_sound(pieces: AsyncIterator[Any]) -> bytes:
    """Return the first audio."""
    async for piece in pieces:
        if isinstance(piece, bytes):
            return piece
    raise AssertionError("no sound")
