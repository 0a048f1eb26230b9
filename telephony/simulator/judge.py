"""Which of these sentences was spoken here? A recogniser that can say nothing else, for checking recordings.

Needs the ``local`` extra.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pocketsphinx
import soxr

from telephony.mulaw import Samples
from telephony.providers.local.language_model import words
from telephony.providers.local.pronunciation import pronounce
from telephony.providers.local.recogniser import DITHER
from telephony.simulator.recording import spelled
from telephony.speech import SAMPLE_RATE

_MODEL = Path(pocketsphinx.get_model_path()) / "en-us"
_RATE = 16_000
_PATIENT = {"beam": 1e-100, "wbeam": 1e-80, "pbeam": 1e-100, "maxhmmpf": -1}
"""No sentence is given up early: ten sentences are a small search."""


def pick(samples: Samples, choices: Sequence[str]) -> int:
    """Return the number of the choice that ``samples`` holds. ``choices`` are written texts, figures and all."""
    sentences = [words(spelled(choice)) for choice in choices]
    heard = _hear(samples, sentences)
    return min(range(len(sentences)), key=lambda number: errors(sentences[number], heard))


def distractors(text: str, others: Sequence[str], count: int = 9) -> list[str]:
    """Return the ``count`` others that are most like ``text`` in length, none of them the same words."""
    own = words(spelled(text))
    different = sorted({other for other in others if words(spelled(other)) != own})
    return sorted(different, key=lambda other: abs(len(words(spelled(other))) - len(own)))[:count]


def errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Return how many words are wrong, missing or too many: the edit distance."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(reference, start=1):
        diagonal, row[0] = row[0], number
        for place, other in enumerate(heard, start=1):
            diagonal, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, diagonal + (word != other))
    return row[-1]


def _hear(samples: Samples, sentences: Sequence[Sequence[str]]) -> list[str]:
    spoken = pronounce({word for sentence in sentences for word in sentence}, _MODEL / "cmudict-en-us.dict")
    with tempfile.NamedTemporaryFile("w", suffix=".dict", encoding="utf-8") as file:
        for word, ways in spoken.items():
            file.writelines(f"{word}{f'({n})' if n > 1 else ''} {way}\n" for n, way in enumerate(ways, start=1))
        file.flush()
        decoder = pocketsphinx.Decoder(hmm=str(_MODEL / "en-us"), lm=None, dict=file.name, loglevel="FATAL", **_PATIENT)
    grammar = " | ".join(f"( {' '.join(sentence)} )" for sentence in sentences)
    decoder.add_jsgf_string("choices", f"#JSGF V1.0;\ngrammar choices;\npublic <choice> = {grammar};")
    decoder.activate_search("choices")
    wide = soxr.resample(samples.astype(np.float32), SAMPLE_RATE, _RATE)
    wide += np.random.default_rng(0).normal(0, DITHER, len(wide)).astype(np.float32)
    decoder.start_utt()
    decoder.process_raw(np.clip(wide, -32768, 32767).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return found.hypstr.split() if found else []
