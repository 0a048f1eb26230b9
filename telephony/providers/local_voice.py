"""How does the call speak with no provider key? Synthesizer on the embedded espeak-ng, mu-law out.

A sentence takes a few milliseconds, so it is made whole, in a thread of its own, and then handed out in pieces.
espeak-ng is GPL-3.0: this module belongs to the optional ``local`` extra.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import soxr
from numpy.typing import NDArray

from engine.settings import Settings
from telephony.mulaw import encode
from telephony.providers.local.espeak import Speaker, engine
from telephony.speech import SAMPLE_RATE, Alignment, Voicing

VOICES = {"en-GB": "en+f3@165", "en-US": "en-us+f3@165"}
"""Locale -> the default voice, as ``<espeak-ng voice>@<words a minute>``."""
DEFAULT_WORDS_A_MINUTE = 165
PIECE_BYTES = SAMPLE_RATE // 5
"""200 ms."""
CACHED_SENTENCES = 64

_LEVEL = 0.5
"""Leaves 6 dB of headroom, as telephone speech does."""
_QUIET = 300
_LEAD = SAMPLE_RATE // 50
_TAIL = SAMPLE_RATE // 10


def build(settings: Settings, phrases: Sequence[str] = ()) -> LocalVoice:  # noqa: ARG001 - every provider's signature
    """Return the embedded voice."""
    return LocalVoice()


class LocalVoice:
    """Text to speech on this machine."""

    name = "local"

    def __init__(self, speaker: Callable[[], Speaker] = engine) -> None:
        self._speaker = speaker
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local-voice")
        self._made: OrderedDict[tuple[str, str], tuple[bytes, Alignment]] = OrderedDict()

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes | Alignment]:
        """Yield when its characters sound, and the sentence in pieces of 200 ms.

        Raises ``ProviderError`` for an unknown voice.
        """
        voice = voicing.voice or VOICES.get(voicing.locale, VOICES["en-GB"])
        audio, alignment = await asyncio.get_running_loop().run_in_executor(self._thread, self._make, text, voice)
        if audio:
            yield alignment
        for start in range(0, len(audio), PIECE_BYTES):
            yield audio[start : start + PIECE_BYTES]

    def render(self, text: str, voice: str) -> bytes:
        """Return the whole sentence as mu-law. Blocks for milliseconds; call it from one thread at a time."""
        return self._make(text, voice)[0]

    def _make(self, text: str, voice: str) -> tuple[bytes, Alignment]:
        key = (text, voice)
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        name, _, pace = voice.partition("@")
        speaker = self._speaker()
        spoken = speaker.say(text, name, int(pace or DEFAULT_WORDS_A_MINUTE))
        audio, cut_ms = _carried(spoken.samples, speaker.rate)
        words = [(at, max(0.0, began - cut_ms)) for at, began in spoken.words]
        self._made[key] = made = audio, aligned(text, words, len(audio) * 1000 / SAMPLE_RATE)
        if len(self._made) > CACHED_SENTENCES:
            self._made.popitem(last=False)
        return made


def aligned(text: str, words: Sequence[tuple[int, float]], length_ms: float) -> Alignment:
    """Return when each character sounds, spread evenly from a word's beginning to the next one's; pure.

    ``words``: (characters before it, milliseconds before it), rising.
    """
    at, began = zip(*words, strict=True) if words else ((), ())
    ends = np.interp(np.arange(1, len(text) + 1), (*at, len(text)), (*began, length_ms))
    return Alignment(text, tuple(np.maximum.accumulate(np.minimum(ends, length_ms)).tolist()))


def telephone(samples: NDArray[np.int16], rate: int) -> bytes:
    """Return ``samples`` as the telephone carries them: 8 kHz mu-law, with little silence at either end."""
    return _carried(samples, rate)[0]


def _carried(samples: NDArray[np.int16], rate: int) -> tuple[bytes, float]:
    """Return that, and how many milliseconds were cut off at the beginning."""
    if not len(samples):
        return b"", 0.0
    narrow = soxr.resample(samples.astype(np.float32) * _LEVEL, rate, SAMPLE_RATE)
    whole = np.clip(narrow, -32768, 32767).astype(np.int16)
    loud = np.flatnonzero(np.abs(whole) > _QUIET)
    if not len(loud):
        return b"", 0.0
    first = max(0, loud[0] - _LEAD)
    return encode(whole[first : loud[-1] + _TAIL]), first * 1000 / SAMPLE_RATE
