"""What does a caller ask while a provider is out of order? Two things that are known, and one that is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from zlib import crc32

from telephony.bench.panel.clips import VOICES, trimmed
from telephony.simulator.script import HangUp, Say, Script, Silence, Step, Wait

SENTENCES = (
    "where is my order", "where has my parcel got to", "could you track my order for me", "where is my delivery",
    "my parcel has not come", "when will my order be here", "is my parcel on its way", "what happened to my delivery",
    "i want to know where my order is", "can you find my parcel", "has my order been sent", "i am waiting for a parcel",
)  # fmt: skip
PATIENCE_MS = 15_000

Render = Callable[[str, str], bytes]


def known(text: str) -> bool:
    """Say whether the bench's understander knows ``text``, as ``panel.ours.Halfway`` does."""
    return crc32(text.encode()) % 2 == 1


@dataclass(frozen=True, slots=True)
class Scene:
    """One call."""

    said: tuple[tuple[str, bytes], ...]
    voice: str

    @property
    def script(self) -> Script:
        """What the caller does."""
        steps: list[Step] = [Wait(700, PATIENCE_MS)]
        for text, audio in self.said:
            steps += [Silence(200), Say(text, audio), Wait(700, PATIENCE_MS)]
        return Script((*steps, HangUp()), voice=self.voice)


def scene(number: int, seed: int, render: Render) -> Scene:
    """Return call ``number``: the same for the same seed and voice. No two of its sentences sound alike."""
    draw, voice = Random(f"{seed} {number}"), VOICES[number % len(VOICES)]
    sure, unsure = [[text for text in SENTENCES if known(text) is wanted] for wanted in (True, False)]
    texts = (draw.choice(sure), draw.choice(unsure), draw.choice(sure))
    said = tuple((text, trimmed(render(text, voice), 1000 * number + turn)) for turn, text in enumerate(texts))
    return Scene(said, voice)
