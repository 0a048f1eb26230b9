"""A release's lines are named when it is taken, made ahead where that is asked for, and the release is let go."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from pathlib import Path

from engine.release import load
from telephony.kept_voice import KeptVoice
from telephony.speech import Voicing
from telephony.speech_store import Store
from telephony.warming import Warming, lines_of


class Dear:
    name = "dear"
    model = "dear-1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes]:
        self.asked.append(text)
        yield b"\x10" * 800


async def test_a_release_is_warmed_once_and_let_go(shop: Path, tmp_path: Path) -> None:
    dear, release = Dear(), load(shop)
    lines, gone = set(lines_of(release)), weakref.ref(release)
    warming = Warming([KeptVoice(dear, Store(tmp_path / "speech"))], ahead=True)
    async with warming.running():
        for _ in range(3):
            warming.take(release)
        del release
        async with asyncio.timeout(10):
            while len(dear.asked) < len(lines):  # noqa: ASYNC110 - the provider has no event for it
                await asyncio.sleep(0.01)
        gc.collect()
        assert gone() is None
    assert set(dear.asked) == lines
    assert len(dear.asked) == len(lines)


async def test_without_being_asked_nothing_is_made_ahead_but_kept_at_first_use(shop: Path, tmp_path: Path) -> None:
    dear, release = Dear(), load(shop)
    voice = KeptVoice(dear, Store(tmp_path / "speech"))
    warming = Warming([voice], ahead=False)
    async with warming.running():
        warming.take(release)
        await asyncio.sleep(0.05)
        assert not dear.asked
        line = lines_of(release)[0]
        for _ in range(2):
            assert [piece async for piece in voice.speak(line, Voicing())] == [b"\x10" * 800]
    assert dear.asked == [line]


async def test_only_the_first_voice_makes_speech_ahead(shop: Path, tmp_path: Path) -> None:
    first, second = Dear(), Dear()
    store = Store(tmp_path / "speech")
    warming = Warming([KeptVoice(first, store), KeptVoice(second, store)], ahead=True)
    async with warming.running():
        warming.take(load(shop))
        async with asyncio.timeout(10):
            while not first.asked:  # noqa: ASYNC110 - the provider has no event for it
                await asyncio.sleep(0.01)
    assert not second.asked
