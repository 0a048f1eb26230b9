"""What happens on each call of the bench? The caller asks six things, two on each path, in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from telephony.bench.panel.clips import VOICES, trimmed
from telephony.simulator.script import HangUp, Say, Script, Silence, Step, Wait

Path = Literal["cached", "synthesised", "claude"]
"""A known intent with a fixed answer, a known intent with an answer of its own, words that the intent model defers."""
PATHS: tuple[Path, ...] = ("cached", "synthesised", "claude")
EACH = 2
PATIENCE_MS = 15_000
ASKED: dict[Path, tuple[str, ...]] = {
    "cached": (
        "what time do you open on saturday",
        "when are your shops open",
        "what are your opening hours please",
        "until what time are you open today",
        "are you open on sundays",
    ),
    "synthesised": (
        "where is my order",
        "where has my parcel got to",
        "my parcel still has not turned up",
        "could you track my order for me",
        "i want to know where my delivery is",
    ),
    "claude": (
        "i spoke to somebody about reference {}",
        "it is about that letter with number {}",
        "i was told to ring about case {}",
        "it is about the thing with number {}",
    ),
}
"""The intent model of the demo knows the first two and defers the third; a turn where it does not is not counted."""
_DIGITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

Render = Callable[[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Question:
    """One turn of the caller."""

    path: Path
    text: str = field(repr=False)
    audio: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Scene:
    """One call."""

    number: int
    questions: tuple[Question, ...]

    @property
    def script(self) -> Script:
        """What the caller does."""
        draw = Random(f"pauses {self.number}")
        steps: list[Step] = [Wait(700, PATIENCE_MS)]
        for question in self.questions:
            pause = Silence(draw.randint(40, 400))
            steps += [pause, Say(question.text, question.audio), Wait(700, PATIENCE_MS)]
        return Script((*steps, HangUp()), voice=VOICES[self.number % len(VOICES)])


def scene(number: int, seed: int, render: Render) -> Scene:
    """Return call ``number``: the same for the same seed and voice. No two of its turns sound alike."""
    draw = Random(f"{seed} {number}")
    paths = [path for path in PATHS for _ in range(EACH)]
    draw.shuffle(paths)
    return Scene(number, tuple(_question(path, number, turn, draw, render) for turn, path in enumerate(paths)))


def _question(path: Path, call: int, turn: int, draw: Random, render: Render) -> Question:
    digits = " ".join(draw.choice(_DIGITS) for _ in range(4))
    text = draw.choice(ASKED[path]).format(digits)
    return Question(path, text, trimmed(render(text, VOICES[call % len(VOICES)]), 1000 * call + turn))
