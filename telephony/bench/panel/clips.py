"""What do the callers of the panel sound like? Phrases in several voices, noises, and what each of them says.

A clip begins with its first sound and ends with its last, so that stamps are those of speech. It carries a little noise
of its own, seeded: its first frame is then like no other's, and the stand-in transcriber knows it by that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal
from zlib import crc32

import numpy as np
import yaml

from telephony.bench.panel import noises
from telephony.bench.panel.score import Kind
from telephony.mulaw import decode, encode
from telephony.simulator.standins import tones
from telephony.speech import FRAME_BYTES

PHRASES = Path(__file__).with_name("phrases.yaml")
VOICES = ("en@150", "en-us+m3@165", "en+f2@160", "en-us+f4@175", "en+m7@145", "en-us+f1@185")
"""As ``telephony.simulator.mouth`` takes them: espeak-ng's name and the words a minute."""
MADE_NOISES = 12
"""Of each sort."""
_QUIET = 250
_DITHER = 12.0

Asides = Literal["away", "close"]
"""How what is said to others is heard: off the microphone, as the field's own panel has it, or as the caller is."""
Render = Callable[[str, str], bytes]
"""(text, voice) -> mu-law."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Something a caller is heard with."""

    kind: Kind
    text: str = field(repr=False)
    """Empty: no words."""
    audio: bytes = field(repr=False)
    away: bool = False
    """Whether it was said off the microphone."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All clips there are to choose from."""

    phrases: Mapping[str, Sequence[str]]
    coughs: Sequence[bytes]
    noises: Sequence[bytes]
    render: Render = tones.speak
    asides: Asides = "away"

    def pick(self, kind: Kind, voice: str, draw: Random) -> Clip:
        """Return a clip of ``kind``; every third tic is a cough."""
        if kind == "noise" or (kind == "tic" and draw.random() < 1 / 3):
            return Clip(
                kind, "", trimmed(draw.choice(self.noises if kind == "noise" else self.coughs), crc32(b"noise"))
            )
        text, away = draw.choice(self.phrases[kind]), kind == "aside" and self.asides == "away"
        spoken = self.render(text, voice)
        heard = noises.turned_away(spoken) if away else spoken
        return Clip(kind, text, trimmed(heard, crc32(f"{text}|{voice}".encode())), away)


def shelf(seed: int, render: Render, recorded: Path | None = None, asides: Asides = "away") -> Shelf:
    """Return the bench's phrases, and its own noises or those ``recorded`` in a folder. Raises ``SettingsError``."""
    phrases = yaml.safe_load(PHRASES.read_text("utf-8"))
    if recorded is None:
        every = {name: [noises.made(name, seed + n) for n in range(MADE_NOISES)] for name in noises.MADE}
    else:
        every = {name: [audio] for name, audio in noises.recordings(recorded).items()}
    coughs = [audio for name, found in every.items() if noises.COUGH in name.lower() for audio in found]
    rest = [audio for name, found in every.items() if noises.COUGH not in name.lower() for audio in found]
    return Shelf(phrases, coughs or rest, rest or coughs, render, asides)


def trimmed(audio: bytes, seed: int) -> bytes:
    """Return ``audio`` in whole frames from its first sound to its last, with a little noise of its own."""
    samples = decode(audio).astype(np.int32)
    loud = np.flatnonzero(np.abs(samples) > _QUIET)
    if not len(loud):
        raise ValueError("a clip without a sound")
    kept = samples[loud[0] : loud[-1] + 1]
    whole = np.zeros(-(-len(kept) // FRAME_BYTES) * FRAME_BYTES, np.int32)
    whole[: len(kept)] = kept
    mixed = whole + np.random.default_rng(seed).normal(0, _DITHER, len(whole))
    return encode(np.clip(mixed, -32768, 32767).astype(np.int16))
