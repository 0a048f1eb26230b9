"""A voice that failed some callers keeps no other waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from engine.errors import ProviderError
from telephony.breakers import Breakers
from telephony.guarded_voice import GuardedVoice
from telephony.speech import Voicing


class Voice:
    model = "m"

    def __init__(self, name: str = "acme-stream", cause: str = "", delay_s: float = 0.0) -> None:
        self.name, self.cause, self.delay_s, self.asked = name, cause, delay_s, 0

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes]:
        self.asked += 1
        await asyncio.sleep(self.delay_s)
        if self.cause:
            raise ProviderError("no", provider=self.name, cause=self.cause)
        yield b"\x10" * 800


async def said(voice: Any, limit_s: float = 1.5) -> str:
    try:
        async with aclosing(voice.speak("hello", Voicing())) as pieces, asyncio.timeout(limit_s):
            return "sound" if [piece async for piece in pieces] else "nothing"
    except ProviderError as error:
        return error.cause
    except TimeoutError:
        return "late"


@pytest.mark.parametrize(
    ("cause", "delay_s", "told", "asked"),
    [("refused", 0.0, "refused", 2), ("unreachable", 0.0, "unreachable", 3), ("", 60.0, "late", 3)],
)
def test_after_some_failures_it_fails_at_once(virtual: Any, cause: str, delay_s: float, told: str, asked: int) -> None:
    async def story() -> None:
        breakers, inner = Breakers(), Voice(cause=cause, delay_s=delay_s)
        voice = GuardedVoice(inner, breakers)
        for _ in range(asked):
            assert await said(voice) == told
        began = asyncio.get_running_loop().time()
        assert await said(voice) == "resting"
        assert await said(GuardedVoice(Voice("acme"), breakers)) == "resting", "the same vendor over another protocol"
        assert asyncio.get_running_loop().time() == began
        assert await said(GuardedVoice(Voice("other"), breakers)) == "sound"
        inner.cause, inner.delay_s = "", 0.0
        await asyncio.sleep(46.0)
        assert [await said(voice), await said(voice)] == ["sound", "sound"]

    virtual(story())


def test_a_caller_who_interrupts_is_no_failure(virtual: Any) -> None:
    async def story() -> None:
        voice = GuardedVoice(Voice(delay_s=1.0), Breakers())
        for _ in range(5):
            assert await said(voice, 0.5) == "late"
        assert await said(voice) == "sound"

    virtual(story())
