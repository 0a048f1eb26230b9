"""The level of the highs, on speech as callers are heard: into the telephone, and off the microphone."""

from __future__ import annotations

import pytest

pytest.importorskip("espeakng_loader")

from telephony.bench.panel.clips import VOICES, trimmed
from telephony.bench.panel.noises import turned_away
from telephony.judging.beside import LEAST, MOST, NO_WORD, VARIES_DB, WORD_MS, Beside
from telephony.nearness import Nearness, Sound
from telephony.simulator.mouth import render
from telephony.speech import FRAME_BYTES

pytestmark = pytest.mark.local

SAID = ("could you tell me what it costs", "put your shoes on darling", "no that was not what i asked for")
PAUSE = b"\xff" * FRAME_BYTES * 40
GAP = b"\xff" * FRAME_BYTES * 6


def said(text: str, voice: str, *, away: bool = False) -> bytes:
    audio = render(text, voice)
    return trimmed(turned_away(audio) if away else audio, 1)


def sound_of(audio: bytes) -> Sound:
    heard = Nearness()
    for at in range(0, len(audio), FRAME_BYTES):
        heard.hear(audio[at : at + FRAME_BYTES])
    return heard.sound()


@pytest.mark.parametrize("voice", VOICES)
def test_words_off_the_microphone_sound_duller_than_any_of_the_callers_own(voice: str) -> None:
    own = Beside()
    for text in SAID:
        own.take(sound_of(said(text, voice)))
    for text in SAID:
        assert own.is_own(sound_of(said(text, voice)))
        assert own.odds(sound_of(said(text, voice)), 6) == LEAST
        assert own.odds(sound_of(said(text, voice, away=True)), 6) == MOST


def test_only_the_latest_counts_and_too_little_says_nothing() -> None:
    near, away = said(SAID[0], VOICES[0]), said(SAID[1], VOICES[0], away=True)
    alone = sound_of(away).db
    assert sound_of(b"") == Sound(0)
    assert sound_of(near[: 9 * FRAME_BYTES]).db is None
    assert sound_of(near + PAUSE + away).db == sound_of(near + GAP + away).db == alone
    assert sound_of(near + PAUSE + away[: 5 * FRAME_BYTES]).db is None
    behind = sound_of(near + GAP + away[: 5 * FRAME_BYTES]).db
    assert alone is not None
    assert behind is not None
    assert behind > alone + VARIES_DB, "a short piece is heard with what was before it"


def test_a_frame_of_another_length_counts_as_silence() -> None:
    heard = Nearness()
    for _ in range(20):
        heard.hear(b"\x10" * 80)
    assert heard.sound() == Sound(0)


@pytest.mark.parametrize("word", ["stop", "no", "yes", "hey", "what", "next"])
def test_the_shortest_words_sound_as_long_as_words_do(word: str) -> None:
    for voice in VOICES:
        assert sound_of(said(word, voice)).ms >= WORD_MS
        assert Beside(70.0).odds(sound_of(said(word, voice)), 1) != NO_WORD
