"""With what voice does a simulated caller speak? The embedded one, or flite's where it is installed and asked for.

Needs the ``local`` extra. ``bursts`` makes audio without it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from functools import lru_cache
from pathlib import Path

import numpy as np

from engine.errors import MissingPartError
from telephony.providers.local.espeak import engine
from telephony.providers.local_voice import telephone

DEFAULT = "en-us+adam@140"
"""A voice the agent never has."""


@lru_cache(maxsize=512)
def render(text: str, voice: str = "") -> bytes:
    """Return ``text`` in mu-law. ``voice``: ``<espeak-ng voice>@<words a minute>``, or ``flite:slt``."""
    if voice.startswith("flite:"):
        return _flite(text, voice.removeprefix("flite:"))
    name, _, pace = (voice or DEFAULT).partition("@")
    speaker = engine()
    return telephone(speaker.say(text, name, int(pace or 140)).samples, speaker.rate)


def _flite(text: str, voice: str) -> bytes:
    program = shutil.which("flite")
    if program is None:
        raise MissingPartError("flite is not installed", todo="install flite, or choose an espeak-ng voice")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        subprocess.run([program, "-voice", voice, "-t", text, "-o", str(file)], check=True)  # noqa: S603 - no shell
        with wave.open(str(file), "rb") as source:
            samples = np.frombuffer(source.readframes(source.getnframes()), "<i2").astype(np.int16)
            return telephone(samples, source.getframerate())
