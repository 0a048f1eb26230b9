import asyncio
import subprocess
import sys
import threading

import numpy as np
import pytest

pytest.importorskip("espeakng_loader")

from engine.errors import ProviderError
from engine.settings import Settings
from telephony import mulaw
from telephony.providers.local.espeak import Spoken
from telephony.providers.local_voice import CACHED_SENTENCES, PIECE_BYTES, LocalVoice, aligned, build, telephone
from telephony.speech import Alignment, Voicing

pytestmark = pytest.mark.local


async def said(voice: LocalVoice, text: str, voicing: Voicing | None = None) -> list[bytes]:
    return [piece async for piece in voice.speak(text, voicing or Voicing()) if isinstance(piece, bytes)]


async def test_a_sentence_is_a_second_or_two_of_loud_mulaw() -> None:
    pieces = await said(build(Settings()), "Your order is on its way.")
    audio = b"".join(pieces)
    assert {len(piece) for piece in pieces[:-1]} == {PIECE_BYTES}
    assert 1 < len(audio) / 8000 < 2.5
    assert 1000 < mulaw.loudness(audio) < 10000


async def test_voices_differ_and_the_simulated_callers_never_varies() -> None:
    caller = Voicing(voice="en-us+adam@140")
    first = await said(LocalVoice(), "Good morning.", caller)
    other = await said(LocalVoice(), "Good morning.")
    assert await said(LocalVoice(), "Good morning.", caller) == first
    assert abs(len(b"".join(other)) - len(b"".join(first))) > 160


async def test_an_unknown_voice_is_the_providers_error() -> None:
    with pytest.raises(ProviderError, match="nobody"):
        await said(LocalVoice(), "Hello.", Voicing(voice="nobody"))


async def test_nothing_to_say_is_no_audio() -> None:
    assert await said(LocalVoice(), " ") == []


async def test_stopping_early_is_fine_and_many_speak_at_once() -> None:
    voice = LocalVoice()
    speech = voice.speak("A rather long sentence that nobody wants to hear to its end.", Voicing())
    assert isinstance(await anext(speech), Alignment)
    assert len(await anext(speech)) == PIECE_BYTES  # type: ignore[arg-type]
    await speech.aclose()  # type: ignore[attr-defined]
    caller = Voicing(voice="en-us+adam@140")
    alone = await said(voice, "Number four.", caller)
    words = ("one", "four", "six")
    together = await asyncio.gather(*(said(LocalVoice(), f"Number {word}.", caller) for word in words))
    assert together[1] == alone


def test_the_engine_is_made_once_however_many_threads_ask_first() -> None:
    """In a process of its own: making it twice at once spoils the library's state and crashes."""
    program = (
        "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "from telephony.simulator.mouth import render\n"
        "with Pool(16) as pool: print(len({bool(audio) for audio in pool.map(render, map(str, range(64)))}))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr


class Scripted:
    """A speaker that counts, and notes its thread."""

    rate = 8000

    def __init__(self) -> None:
        self.said: list[tuple[str, str, int]] = []
        self.threads: set[str] = set()

    def say(self, text: str, voice: str, words_a_minute: int) -> Spoken:
        self.said.append((text, voice, words_a_minute))
        self.threads.add(threading.current_thread().name)
        return Spoken(np.full(1600, 8000, np.int16))


async def test_a_sentence_is_made_once_in_the_one_thread() -> None:
    speaker = Scripted()
    voice = LocalVoice(lambda: speaker)
    for text in ("a", "a", "b"):
        await said(voice, text, Voicing(voice="en@120"))
    assert speaker.said == [("a", "en", 120), ("b", "en", 120)]
    assert speaker.threads == {"local-voice_0"}
    for number in range(CACHED_SENTENCES):
        await said(voice, str(number))
    await said(voice, "a", Voicing(voice="en@120"))
    assert speaker.said[-1] == ("a", "en", 120)


def test_silence_at_both_ends_is_cut() -> None:
    samples = np.concatenate([np.zeros(8000), np.full(4000, 9000), np.zeros(8000)]).astype(np.int16)
    assert 4000 <= len(telephone(samples, 8000)) < 5200
    assert telephone(np.zeros(0, np.int16), 8000) == telephone(np.zeros(100, np.int16), 8000) == b""


async def test_it_tells_when_every_character_sounds() -> None:
    text = "Your bill is 42 pounds, due on Friday. Is that café okay?"
    pieces = [piece async for piece in LocalVoice().speak(text, Voicing())]
    (told,) = (piece for piece in pieces if isinstance(piece, Alignment))
    length_ms = sum(len(piece) for piece in pieces if isinstance(piece, bytes)) / 8
    assert told.characters == text
    assert len(told.ends_ms) == len(text)
    assert list(told.ends_ms) == sorted(told.ends_ms)
    assert told.ends_ms[-1] == pytest.approx(length_ms)
    until = {word: told.ends_ms[text.index(word) - 1] for word in ("bill", "pounds", "due", "Friday", "Is", "café")}
    assert 100 < until["bill"] < until["pounds"] < until["due"] < until["Friday"] < until["Is"] < until["café"]
    assert until["Is"] - until["Friday"] > 500, "there is a pause between two sentences"


def test_characters_are_spread_between_the_words_that_are_known() -> None:
    assert aligned("ab cd", [(0, 0.0), (3, 300.0)], 500.0).ends_ms == pytest.approx((100, 200, 300, 400, 500))
    assert aligned("ab", [], 100.0).ends_ms == (100, 100)
    assert aligned("", [], 0.0) == Alignment("", ())
    assert max(aligned("ab", [(0, 0.0), (1, 900.0)], 100.0).ends_ms) == 100
