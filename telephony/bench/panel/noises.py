"""What is on the line beside speech? Coughs, doors, hum and babble, made here from a seed; or recordings of one's own.

Made noises are rough: as loud, as long and as steady as the real thing, and no more. A cough is the caller's own and
counts as a tic, the others as noise. Speech that is not for us is muffled here, too.
"""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import SettingsError
from telephony.mulaw import decode, encode
from telephony.speech import SAMPLE_RATE

Wave = NDArray[np.float64]

LEVEL = 6000.0
"""Peak, of 32,767: as loud as the caller."""
LONGEST_S = 1.5
"""Of a recording, so much is played."""
COUGH = "cough"
AWAY_HZ = 1000.0
"""Above this little is left of what is said off the microphone. The field's own figure, of tau2-bench."""
STEEP = 8
"""Twice the order of its filter, a Butterworth of the fourth that is run forwards and backwards."""


def cough(draw: np.random.Generator) -> Wave:
    """Return one or two bursts of breath: a hard onset that dies away."""
    bursts: list[Wave] = []
    for _ in range(int(draw.integers(1, 3))):
        length = int(SAMPLE_RATE * draw.uniform(0.16, 0.3))
        burst = _smooth(draw.normal(size=length), 4) * np.exp(-np.linspace(0, draw.uniform(3, 5), length))
        bursts += [burst, np.zeros(int(SAMPLE_RATE * draw.uniform(0.05, 0.12)))]
    return np.concatenate(bursts)


def door(draw: np.random.Generator) -> Wave:
    """Return a thud with a short ring."""
    length = int(SAMPLE_RATE * draw.uniform(0.25, 0.5))
    time = np.arange(length) / SAMPLE_RATE
    ring = np.sin(2 * np.pi * draw.uniform(90, 180) * time)
    return (ring + 0.5 * _smooth(draw.normal(size=length), 12)) * np.exp(-time * draw.uniform(8, 14))


def hum(draw: np.random.Generator) -> Wave:
    """Return a machine that runs for a moment."""
    length = int(SAMPLE_RATE * draw.uniform(0.6, 1.2))
    time = np.arange(length) / SAMPLE_RATE
    base = draw.choice([100.0, 120.0])
    tones = [np.sin(2 * np.pi * base * n * time + draw.uniform(0, 6)) / n for n in (1, 2, 3, 5)]
    return np.asarray(np.sum(tones, axis=0) * _edges(length))


def babble(draw: np.random.Generator) -> Wave:
    """Return other people, too far away to be understood: noise in the band and at the pace of speech."""
    length = int(SAMPLE_RATE * draw.uniform(0.6, 1.4))
    time = np.arange(length) / SAMPLE_RATE
    voices = [
        _smooth(draw.normal(size=length), 6) * (1 + np.sin(2 * np.pi * draw.uniform(3, 6) * time + draw.uniform(0, 6)))
        for _ in range(4)
    ]
    return np.asarray(np.sum(voices, axis=0) * _edges(length))


MADE: dict[str, Callable[[np.random.Generator], Wave]] = {COUGH: cough, "door": door, "hum": hum, "babble": babble}


def made(name: str, seed: int) -> bytes:
    """Return one noise of ``MADE`` in mu-law; another seed is another one of its kind."""
    return telephone(MADE[name](np.random.default_rng([seed, *name.encode()])))


def recordings(folder: Path) -> dict[str, bytes]:
    """Return every wav file of ``folder`` in mu-law, by name. Raises ``SettingsError`` when there is none to use."""
    found = {file.stem: _recording(file) for file in sorted(folder.glob("*.wav"))}
    if not found:
        raise SettingsError(f"{folder} holds no wav files", todo="coughs have cough in their names, the rest is noise")
    return found


def telephone(samples: Wave) -> bytes:
    """Return ``samples`` as loud as a caller, from the first sound on."""
    peak = float(np.abs(samples).max(initial=0.0)) or 1.0
    loud = np.flatnonzero(np.abs(samples) > peak / 10)
    whole = samples[loud[0] : loud[-1] + 1] if len(loud) else samples
    return encode((whole * (LEVEL / peak)).astype(np.int16))


def turned_away(audio: bytes) -> bytes:
    """Return ``audio`` as if the speaker faced away from the microphone: muffled, and with the same peak.

    So the simulation of tau2-bench, whose panel this is, renders all speech that is not directed at the agent, and
    nothing else (``apply_constant_muffling``): no quieter than the caller, though a room would make it so. Its filter
    is steeper than a turned head is.
    """
    samples = decode(audio).astype(np.float64)
    length = len(samples) + SAMPLE_RATE // 10  # so that what rings at the end does not come in at the beginning
    kept = 1 / (1 + (np.fft.rfftfreq(length, 1 / SAMPLE_RATE) / AWAY_HZ) ** STEEP)
    dull = np.fft.irfft(np.fft.rfft(samples, length) * kept, length)[: len(samples)]
    return encode((dull * (np.abs(samples).max() / np.abs(dull).max())).astype(np.int16))


def _recording(file: Path) -> bytes:
    try:
        with wave.open(str(file), "rb") as source:
            rate, channels, width = source.getframerate(), source.getnchannels(), source.getsampwidth()
            frames = source.readframes(int(rate * 10))
    except (wave.Error, EOFError) as error:
        raise SettingsError(f"{file.name}: {error}", todo="16-bit PCM, any rate") from None
    if width != 2:  # noqa: PLR2004 - bytes of 16 bits
        raise SettingsError(f"{file.name} has {8 * width} bits a sample", todo="16-bit PCM, any rate")
    samples = np.frombuffer(frames, "<i2").astype(np.float64).reshape(-1, channels).mean(axis=1)
    if not np.any(samples):
        raise SettingsError(f"{file.name} is silent", todo="take it out")
    at = np.arange(0, len(samples), rate / SAMPLE_RATE)
    narrow = np.interp(at, np.arange(len(samples)), samples)
    first = np.flatnonzero(np.abs(narrow) > np.abs(narrow).max() / 10)[0]
    return telephone(narrow[first : first + int(LONGEST_S * SAMPLE_RATE)])


def _smooth(samples: Wave, width: int) -> Wave:
    return np.convolve(samples, np.ones(width) / width, "same")


def _edges(length: int) -> Wave:
    edge = np.minimum(np.arange(length) / (0.02 * SAMPLE_RATE), 1.0)
    return np.asarray(edge * edge[::-1])
