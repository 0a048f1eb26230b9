"""What happens on each call of the panel? Scripts drawn from a seed: requests, and all that may get in their way.

A call is a greeting and two exchanges. In an exchange the caller asks; something is heard while we think, in our first
words, in mid-answer or later, often an interruption at last; then something may be heard in silence. An answer lasts
eight seconds, so that most of what is placed leaves us time to be wrong; an event that does not is void.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from telephony.bench.panel.clips import VOICES, Clip, Shelf
from telephony.bench.panel.score import Kind
from telephony.simulator.script import HangUp, Interrupt, Lull, Say, Script, Silence, Step, Wait

EXCHANGES = 2
PATIENCE_MS = 8000
"""So long a caller waits for an answer."""
APART_MS = (1100, 1700)
"""Silence between two things that are heard over one answer: one window is over before the next opens."""
FIRST_WORDS_MS, MIDDLE_MS = (100, 450), (900, 2400)
OVER: dict[Kind, int] = {"backchannel": 45, "tic": 22, "aside": 20, "noise": 13}
"""How often each is heard over our speech, of a hundred."""
BESIDE: dict[Kind, int] = {"tic": 43, "aside": 42, "noise": 15}
"""The same in silence, and while we think."""

Moves = Iterator[Clip | Step]


@dataclass(frozen=True, slots=True)
class Scene:
    """One call."""

    number: int
    script: Script
    clips: tuple[Clip, ...] = field(repr=False)
    """One for each ``Say`` of the script, in order."""


def scene(number: int, seed: int, shelf: Shelf) -> Scene:
    """Return call ``number``: the same for the same seed and shelf."""
    draw = Random(f"{seed} {number}")
    voice = VOICES[number % len(VOICES)]
    steps: list[Step] = []
    clips: list[Clip] = []
    for move in _moves(shelf, voice, draw):
        if isinstance(move, Clip):
            clips.append(move)
            steps.append(Say(move.text, move.audio))
        else:
            steps.append(move)
    return Scene(number, Script(tuple(steps), voice=voice), tuple(clips))


def _moves(shelf: Shelf, voice: str, draw: Random) -> Moves:
    yield Wait(500, PATIENCE_MS)
    for _ in range(EXCHANGES):
        yield Silence(draw.randint(100, 600))
        yield shelf.pick("turn", voice, draw)
        yield from _answer(shelf, voice, draw)
        yield from _silence(shelf, voice, draw)
    yield HangUp()


def _answer(shelf: Shelf, voice: str, draw: Random) -> Moves:
    """While we think and speak, up to the end of what we say."""
    if draw.random() < 0.3:  # noqa: PLR2004 - a share
        yield Silence(draw.randint(40, 320))
        yield shelf.pick(_one(BESIDE, draw), voice, draw)
        yield Silence(draw.randint(*APART_MS))
    else:
        yield Interrupt(draw.randint(*draw.choice((FIRST_WORDS_MS, MIDDLE_MS))), PATIENCE_MS)
    yield shelf.pick(_one(OVER, draw), voice, draw)
    more = draw.random()
    if more < 0.4:  # noqa: PLR2004 - a share
        yield Silence(draw.randint(*APART_MS))
        yield shelf.pick(_one(OVER, draw), voice, draw)
    if more > 0.25:  # noqa: PLR2004 - a share
        yield Silence(draw.randint(*APART_MS))
        yield shelf.pick("interruption", voice, draw)
        yield Interrupt(20, PATIENCE_MS)
    yield Lull(700, 12_000)


def _silence(shelf: Shelf, voice: str, draw: Random) -> Moves:
    """After our answer, before the next request."""
    if draw.random() < 0.6:  # noqa: PLR2004 - a share
        yield Silence(draw.randint(0, 900))
        yield shelf.pick(_one(BESIDE, draw), voice, draw)
        yield Silence(2300)
        yield Lull(500, 12_000)


def _one(weights: dict[Kind, int], draw: Random) -> Kind:
    return draw.choices(list(weights), list(weights.values()))[0]
