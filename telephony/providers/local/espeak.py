"""How does text become samples with no network? One espeak-ng engine, driven through its C interface.

The library keeps global state, so there is one engine in a process and one sentence at a time in it. Nothing here knows
mu-law or asyncio.
"""

from __future__ import annotations

import ctypes
import itertools
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from engine.errors import MissingPartError, ProviderError
from telephony.speech import encodable

_RETRIEVE_SYNCHRONOUSLY = 2
_NEVER_EXIT = 0x8000
_POSITION_CHARACTER = 1
_UTF8 = 1
_PARAMETER_RATE = 1
_BUFFER_MS = 200
_SAMPLE_BYTES = 2

_END, _WORD = 0, 1


class _Event(ctypes.Structure):
    """One thing that the engine tells of what it makes; a list of them ends with ``_END``."""

    _fields_ = (
        ("kind", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence, and where its words are in it."""

    samples: NDArray[np.int16]
    words: tuple[tuple[int, int], ...] = ()
    """(characters of the text before a word, milliseconds of the samples before it), rising."""


class Speaker(Protocol):
    """Makes samples of a sentence."""

    rate: int
    """Samples a second."""

    def say(self, text: str, voice: str, words_a_minute: int) -> Spoken:
        """Return the spoken sentence. Raises ``ProviderError``."""
        ...


_ONE = threading.Lock()
"""Held while the engine is made and while it speaks."""


def engine() -> Espeak:
    """Return this process's engine; the first call takes a few milliseconds. Raises ``MissingPartError``."""
    with _ONE:
        return _engine()


@cache
def _engine() -> Espeak:
    return Espeak()


class Espeak:
    """The library, opened. Use ``engine()``: a second one would share, and spoil, the first one's state."""

    def __init__(self) -> None:
        self._library: Any = ctypes.CDLL(str(espeakng_loader.get_library_path()))
        data = str(espeakng_loader.get_data_path()).encode()
        self.rate: int = self._library.espeak_Initialize(_RETRIEVE_SYNCHRONOUSLY, _BUFFER_MS, data, _NEVER_EXIT)
        if self.rate <= 0:
            raise MissingPartError("espeak-ng found no voice data", todo="install the extra again: trunkline[local]")
        self._pieces: list[bytes] = []
        self._words: list[tuple[int, int]] = []
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: str, words_a_minute: int) -> Spoken:
        """Return the spoken sentence at ``rate`` samples a second; ``voice`` is espeak-ng's name, ``en+f3``."""
        with _ONE:
            if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise ProviderError(f"espeak-ng has no voice {voice!r}", provider="local", cause="refused")
            self._library.espeak_SetParameter(_PARAMETER_RATE, words_a_minute, 0)
            self._pieces.clear()
            self._words.clear()
            encoded = encodable(text).encode()
            failed = self._library.espeak_Synth(
                encoded, ctypes.c_size_t(len(encoded) + 1), 0, _POSITION_CHARACTER, 0, _UTF8, None, None
            )
            if failed:
                raise ProviderError("espeak-ng could not speak a sentence", provider="local", cause="garbage")
            return Spoken(np.frombuffer(b"".join(self._pieces), np.int16), tuple(self._words))

    def _take(self, samples: int | None, count: int, events: int | None) -> int:
        """Keep one piece of audio and where its words begin; 0 tells the engine to go on."""
        if samples and count > 0:
            self._pieces.append(ctypes.string_at(samples, count * _SAMPLE_BYTES))
        told: Iterable[_Event] = ctypes.cast(events, ctypes.POINTER(_Event)) if events else ()  # type: ignore[assignment]
        for event in itertools.takewhile(lambda one: one.kind != _END, told):
            if event.kind == _WORD and (not self._words or event.position - 1 > self._words[-1][0]):
                self._words.append((event.position - 1, event.audio_ms))
        return 0
