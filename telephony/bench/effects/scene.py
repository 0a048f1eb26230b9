"""What happens around a payment? Calls drawn from a seed, each with one thing that gets in its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Literal, get_args

from telephony.bench.panel.clips import trimmed
from telephony.simulator.script import HangUp, Say, Script, Silence, Step, Wait
from telephony.simulator.standins import tones

Happens = Literal["barge-in", "hang-up", "speculation", "kill"]
HAPPENS: tuple[Happens, ...] = get_args(Happens)

REQUEST, YES = "i would like to pay my bill", "yes please"
OBJECTIONS = ("no wait", "hang on a moment", "stop that", "what was the total", "actually no", "how much is it")
SECOND_THOUGHTS = ("oh wait no", "and thank you", "i mean no", "if you would")
AROUND_MS = (0, 1500)
"""After the caller has confirmed: until the end of his turn is seen, while the money moves, and while we thank him."""
WITHIN_MS = (60, 600)
"""A pause after which a recogniser may hold a turn for over that is not."""
PATIENCE_MS = 15_000
ANSWER_MS = 6000
"""So long a caller listens for what came of it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One call."""

    number: int
    happens: Happens
    script: Script
    said: tuple[tuple[str, bytes], ...] = field(repr=False)
    """What is said, and how it sounds: no two stretches alike."""
    due: bool
    """Whether the caller confirmed and nothing got in the way, so that the money has to move."""


def scene(number: int, seed: int) -> Scene:
    """Return call ``number``: the same for the same seed. One after another, every kind has its turn."""
    draw, happens = Random(f"{seed} {number}"), HAPPENS[number % len(HAPPENS)]
    steps, said = list[Step](), list[tuple[str, bytes]]()

    def say(text: str) -> None:
        said.append((text, trimmed(tones.speak(text), 10 * number + len(said))))
        steps.append(Say(*said[-1]))

    steps.append(Wait(500, PATIENCE_MS))
    say(REQUEST)
    steps.append(Wait(500, PATIENCE_MS))
    say(YES)
    thinks_again = happens == "speculation" and draw.random() < 0.5  # noqa: PLR2004 - as often as not
    if happens == "barge-in" or thinks_again:
        steps.append(Silence(draw.randint(*(WITHIN_MS if thinks_again else AROUND_MS))))
        say(draw.choice(SECOND_THOUGHTS if thinks_again else OBJECTIONS))
    if happens == "hang-up":
        steps.append(Silence(draw.randint(*AROUND_MS)))
    else:
        steps.append(Wait(1200, ANSWER_MS))
    due = happens == "speculation" and not thinks_again
    return Scene(number, happens, Script((*steps, HangUp())), tuple(said), due)
