"""What does a caller of the bench say, and when does the line break? Drawn from a seed; pure."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from telephony.simulator.standins.watermark import FRAME_MS, spoken
from telephony.speech import SILENCE

TURNS = 4
LAST_MS = 2000
"""Of silence, in which the last turn ends."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One call."""

    frames: tuple[bytes, ...]
    turns: tuple[tuple[int, ...], ...]
    """The numbers of each turn's words."""
    kill: int
    """Before this frame the line breaks."""

    def onset(self, frame: int) -> int | None:
        """Return the first frame from ``frame`` on in which the caller speaks."""
        return next((n for n in range(frame, len(self.frames)) if self.frames[n] is not SILENCE), None)


def scene(seed: int, number: int) -> Scene:
    """Draw a call of four turns of 1 to 12 words, with pauses within them, and one long one now and then."""
    draw = Random(f"{seed} {number}")
    frames: list[bytes] = [SILENCE] * draw.randint(10, 100)
    turns: list[tuple[int, ...]] = []
    word = 0
    for _ in range(TURNS):
        count = draw.randint(15, 30) if draw.random() < 0.1 else draw.randint(1, 12)  # noqa: PLR2004 - one turn in ten
        turns.append(tuple(range(word, word + count)))
        for n in turns[-1]:
            frames += spoken(n, draw.randint(7, 28))
            if n < word + count - 1:
                frames += [SILENCE] * draw.choice((0, 0, 1, 3, draw.randint(5, 12)))
        word += count
        frames += [SILENCE] * draw.randint(55, 130)
    frames += [SILENCE] * (LAST_MS // FRAME_MS)
    return Scene(tuple(frames), tuple(turns), draw.randrange(len(frames) - LAST_MS // FRAME_MS))
