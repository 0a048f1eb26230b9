"""A fixed line is made once, whole or not at all; nothing else is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any, cast

import pytest

from engine.bill import open_bill
from engine.errors import ProviderError
from telephony.kept_voice import KeptVoice
from telephony.speech import Alignment, Voicing
from telephony.speech_store import Store
from telephony.warming import MOST_FAILURES, warm

VOICING = Voicing(voice="anna")


class Dear:
    """A provider that is paid by the line."""

    name = "dear"
    model = "dear-1 ulaw_8000"

    def __init__(self, *, fails: bool = False, refuses: bool = False) -> None:
        self.fails, self.refuses = fails, refuses
        self.asked: list[tuple[str, str]] = []

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes | Alignment]:
        self.asked.append((text, voicing.before))
        yield Alignment(text, tuple(10.0 * n for n in range(len(text))))
        if self.refuses:
            raise ProviderError("no", provider=self.name, cause="refused")
        yield text.encode() * 100
        if self.fails:
            raise ProviderError("gone", provider=self.name, cause="dropped")
        await asyncio.sleep(0)
        yield b"\xff" * 160


async def said(voice: KeptVoice, text: str, voicing: Voicing = VOICING) -> list[bytes | Alignment]:
    return [piece async for piece in voice.speak(text, voicing)]


def sound(pieces: list[bytes | Alignment]) -> bytes:
    return b"".join(piece for piece in pieces if isinstance(piece, bytes))


def kept(folder: Path) -> list[Path]:
    return list(folder.rglob("*.speech"))


async def test_a_fixed_line_is_made_once_and_sounds_the_same(tmp_path: Path) -> None:
    dear = Dear()
    voice = KeptVoice(dear, Store(tmp_path))
    voice.fix(["Hello."])
    first = await said(voice, "Hello.", Voicing(voice="anna", before="Well."))
    again = await said(voice, "Hello.")
    assert sound(again) == sound(first)
    assert [piece for piece in again if isinstance(piece, Alignment)] == [first[0]]
    assert dear.asked == [("Hello.", "")]
    await voice.close()

    other = KeptVoice(dear, Store(tmp_path))
    other.fix(["Hello."])
    assert sound(await said(other, "Hello.")) == sound(first)
    assert len(dear.asked) == 1


async def test_a_line_that_is_not_fixed_is_never_kept(tmp_path: Path) -> None:
    dear = Dear()
    voice = KeptVoice(dear, Store(tmp_path))
    voice.fix(["Hello."])
    for _ in range(2):
        await said(voice, "You owe 80 pounds.", Voicing(before="Hello."))
    await voice.close()
    assert dear.asked == [("You owe 80 pounds.", "Hello.")] * 2
    assert not kept(tmp_path)


async def test_a_line_that_was_cut_or_broke_off_is_not_kept(tmp_path: Path) -> None:
    dear = Dear(fails=True)
    voice = KeptVoice(dear, Store(tmp_path))
    voice.fix(["Hello."])
    with pytest.raises(ProviderError):
        await said(voice, "Hello.")
    dear.fails = False
    async with aclosing(cast("Any", voice.speak("Hello.", VOICING))) as pieces:
        await anext(pieces)
    await voice.close()
    assert not kept(tmp_path)
    assert sound(await said(voice, "Hello.")).endswith(b"\xff" * 160)


async def test_warming_makes_what_is_missing_and_counts_it(tmp_path: Path) -> None:
    dear = Dear()
    voice = KeptVoice(dear, Store(tmp_path))
    voice.fix(["One."])
    await said(voice, "One.", VOICING)
    seen: list[tuple[int, int]] = []
    warmed = await warm(voice, ["One.", "Two.", "Three.", "Two."], VOICING, lambda done, of: seen.append((done, of)))
    assert (warmed.lines, warmed.kept, warmed.made, warmed.characters, warmed.failed) == (3, 1, 2, 10, 0)
    assert seen[-1] == (3, 3)
    assert len(dear.asked) == 3


async def test_a_provider_that_is_down_is_not_asked_for_every_line(tmp_path: Path) -> None:
    dear = Dear(fails=True)
    lines = [f"Line {n}." for n in range(40)]
    warmed = await warm(KeptVoice(dear, Store(tmp_path)), lines, VOICING)
    assert (warmed.failed, warmed.made) == (40, 0)
    assert len(dear.asked) <= MOST_FAILURES + 1


async def test_what_is_kept_is_said_over_every_protocol_of_its_vendor(tmp_path: Path) -> None:
    store, first, second = Store(tmp_path), Dear(), Dear()
    first.name, second.name = "dear-stream", "dear"
    one, other = KeptVoice(first, store), KeptVoice(second, store)
    for voice in (one, other):
        voice.fix(["Hello."])
    made = await said(one, "Hello.")
    await one.close()
    assert sound(await said(other, "Hello.")) == sound(made)
    assert not second.asked


@pytest.mark.parametrize("fixed", [True, False])
@pytest.mark.parametrize(("wrong", "characters"), [("", 6), ("fails", 6), ("refuses", 0)])
async def test_who_fails_before_any_audio_is_not_charged(
    tmp_path: Path, fixed: bool, wrong: str, characters: int
) -> None:
    bill = open_bill()
    voice = KeptVoice(Dear(**({wrong: True} if wrong else {})), Store(tmp_path))
    voice.fix(["Hello."] if fixed else [])
    with suppress(ProviderError):
        await said(voice, "Hello.")
    await voice.close()
    assert bill.amount("synthesizer", "characters") == characters
