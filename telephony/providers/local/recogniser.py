"""Which words is this piece of audio? A few decoders shared by all calls, each in a thread of its own.

A decoder's language model is a mixture made for the open question: what people call about, and, stronger, how such a
question is answered. So a yes is heard as a yes, and a digression in its place still as what it is. Audio is decoded
whole, from its own mean: nothing of one caller's line is carried into another's.
"""

from __future__ import annotations

import asyncio
import math
import os
import random
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pocketsphinx
import soxr
from numpy.typing import NDArray

from telephony import mulaw
from telephony.providers.local.answers import answers
from telephony.providers.local.language_model import Share, arpa, vocabulary
from telephony.providers.local.pronunciation import pronounce
from telephony.speech import SAMPLE_RATE, SILENCE

DECODERS = min(2, max(1, (os.cpu_count() or 1) // 2))
"""A decoder keeps a core busy and holds 11 MB. Two on two cores hear twenty-five callers no sooner than one."""
MODELS_EACH = 3
"""Language models a decoder keeps, of 2 MB each; the one unused for longest makes room for one made in 15 ms."""
ANSWER_PART = 0.7
"""How much of all speech after a closed question is an answer to it."""
SIDE_PART = 0.02
"""What every other kind of answer gets, at any time."""
DITHER = 80.0
"""Standard deviation of the noise laid under the audio: digital silence would wreck the spectral mean."""

_SIDES = ("confirm", "digits", "money")
_MODEL = Path(pocketsphinx.get_model_path()) / "en-us"
_DECODER_RATE = 16_000
_LONGEST_S = 30
_MARGIN = 12
"""Frames of silence put before and after."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was recognised."""

    text: str = field(default="", repr=False)
    confidence: float = 0.0
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is being asked, as far as it changes which words are likely."""

    expects: str = "open"
    hints: tuple[str, ...] = ()


class Recogniser:
    """The decoders of this process."""

    def __init__(self, sentences: Sequence[str], *, decoders: int = DECODERS) -> None:
        """``sentences``: what callers say here."""
        self._sentences = tuple(sentences) or ("hello",)
        self._own = threading.local()
        self._decoders = decoders
        self._busy = 0
        self._threads = ThreadPoolExecutor(decoders, thread_name_prefix="local-ears")

    @property
    def free(self) -> bool:
        """Whether a decoder has nothing to do."""
        return self._busy < self._decoders

    async def words(self, audio: bytes, question: Question) -> Words:
        """Recognise mu-law audio. Cancelling gives up waiting, and the work if it has not begun."""
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self.recognise, audio, question)
        finally:
            self._busy -= 1

    def recognise(self, audio: bytes, question: Question) -> Words:
        """Recognise in the calling thread."""
        decoder: Decoder | None = getattr(self._own, "decoder", None)
        if decoder is None:
            decoder = self._own.decoder = Decoder(self._sentences)
        return decoder.recognise(audio, question)

    def close(self) -> None:
        """Stop the threads; forget the decoders."""
        self._threads.shutdown(wait=True, cancel_futures=True)


class Decoder:
    """One decoder, used by one thread."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        self._sentences = sentences
        self._models: OrderedDict[Question, str] = OrderedDict()
        self._made = 0
        with tempfile.NamedTemporaryFile("w", suffix=".dict", encoding="utf-8") as file:
            known = vocabulary(sentences).union(*(vocabulary(answers(side)) for side in _SIDES))
            self._known = known
            file.write(_dictionary(known))
            file.flush()
            self._decoder = pocketsphinx.Decoder(hmm=str(_MODEL / "en-us"), lm=None, dict=file.name, loglevel="FATAL")

    def recognise(self, audio: bytes, question: Question) -> Words:
        """Return the words of mu-law audio, at most 30 seconds of it."""
        self._decoder.activate_search(self._model(question))
        self._decoder.reinit_feat()  # forgets how the last caller sounded
        self._decoder.start_utt()
        self._decoder.process_raw(self._wide(audio), full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        if found is None or not found.hypstr:
            return Words()
        return Words(found.hypstr, confidence(float(found.prob), len(found.hypstr.split())))

    def _wide(self, audio: bytes) -> bytes:
        """Return 16 kHz samples with silence around and a little noise beneath."""
        samples = mulaw.decode(SILENCE * _MARGIN + audio + SILENCE * _MARGIN).astype(np.float32)
        wide = soxr.resample(samples, SAMPLE_RATE, _DECODER_RATE)[: _LONGEST_S * _DECODER_RATE]
        noisy = np.clip(wide + np.resize(_noise(), len(wide)), -32768, 32767)
        return bytes(noisy.astype(np.int16).tobytes())

    def _model(self, question: Question) -> str:
        """Return the name of the search for ``question``, made now if need be."""
        if question in self._models:
            self._models.move_to_end(question)
            return self._models[question]
        if len(self._models) >= MODELS_EACH:
            _, oldest = self._models.popitem(last=False)
            self._decoder.remove_search(oldest)
        self._made += 1
        name = f"model{self._made}"
        shares = mixture(self._sentences, question)
        self._learn(set().union(*(vocabulary(share.sentences) for share in shares)))
        with tempfile.NamedTemporaryFile("w", suffix=".lm", encoding="utf-8") as file:
            file.write(arpa(shares))
            file.flush()
            self._decoder.add_lm_file(name, file.name)
        self._models[question] = name
        return name

    def _learn(self, wanted: set[str]) -> None:
        """Add the words that the dictionary does not have yet."""
        new = wanted - self._known
        for word, spoken in pronounce(new, _MODEL / "cmudict-en-us.dict").items() if new else ():
            self._decoder.add_word(word, spoken[0], update=False)
        self._known |= new


@cache
def _noise() -> NDArray[np.float32]:
    """Return a second of the noise that is laid under the audio, over and over; all decoders share it."""
    gauss = random.Random(0).gauss
    return np.array([gauss(0.0, DITHER) for _ in range(_DECODER_RATE)], np.float32)


def confidence(posterior: float, words: int) -> float:
    """Return the chance, 0 to 1, that all words are right.

    The decoder's posterior shrinks with every word; its mean per word separates right from wrong at about 0.2
    (measured on synthesised sentences). The logistic puts that point at one half.
    """
    mean = min(1.0, max(0.0, posterior)) ** (1 / words)
    return 1 / (1 + math.exp(-8 * (mean - 0.2)))


def mixture(sentences: tuple[str, ...], question: Question) -> tuple[Share, ...]:
    """Return what may be said after ``question``, and how likely each part of it is."""
    own = (*answers(question.expects), *question.hints)
    part = ANSWER_PART if own else 0.0
    sides = tuple(Share(answers(side), SIDE_PART) for side in _SIDES if side != question.expects)
    return (Share(sentences, 1.0 - part), *((Share(own, part),) if own else ()), *sides)


def _dictionary(words: set[str]) -> str:
    lines: list[str] = []
    for word, spoken in sorted(pronounce(words, _MODEL / "cmudict-en-us.dict").items()):
        lines += [f"{word}{f'({number})' if number > 1 else ''} {each}" for number, each in enumerate(spoken, start=1)]
    return "\n".join(lines) + "\n"
