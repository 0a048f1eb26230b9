"""What is wrong in a project's files, and where? One problem is one ``Finding``; a checker returns all of them at once.

A code is stable for ever: F for flows, V for what is spoken, I for intents. Nothing here decides what a problem is.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal

from engine.flows.model import Name, Position

Severity = Literal["error", "warning"]
MOST_CHARACTERS = 400
"""Of a message; the longest of ours that lists names is shorter."""
MOST_ALIKE = 60
"""Characters: what is longer is no slip of a name."""
_LIKE = 0.8
"""How like two names are, 0 to 1, before one is surely a slip for the other; or they have the same letters."""
_LESS_LIKE = 0.1
"""By how much any other name must be less like it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to a file that mends a finding for certain."""

    at: Position
    """Where ``old`` begins."""
    old: str
    """What must stand there, on one line or several; nothing is changed where it does not."""
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem."""

    at: Position
    severity: Severity
    code: str
    """``F020``; stable, so that a person can look it up and a program can count it."""
    message: str
    hint: str = ""
    """What to do about it, when that is known."""
    edits: tuple[Edit, ...] = field(default=(), compare=False, repr=False)
    """What mends it, when that is certain. All of them together."""

    def __str__(self) -> str:
        """``file:line:col: severity CODE: message; hint``."""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.at}: {self.severity} {self.code}: {self.message}{hint}"


def error(at: Position, code: str, message: str, hint: str = "", edits: tuple[Edit, ...] = ()) -> Finding:
    """Make a finding that keeps the project from being served."""
    return Finding(at, "error", code, _one_line(message), hint, edits)


def warning(at: Position, code: str, message: str, hint: str = "", edits: tuple[Edit, ...] = ()) -> Finding:
    """Make a finding that a person should look at."""
    return Finding(at, "warning", code, _one_line(message), hint, edits)


def _one_line(message: str) -> str:
    """Return ``message`` as one line that a person can take in, whatever it quotes."""
    if len(message) <= MOST_CHARACTERS and "\n" not in message:
        return message
    line = " ".join(message.split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]}…"


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for the nearest of ``known``, or nothing when none is near."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the one of ``known`` that is most like ``word``, or nothing when none is near."""
    if len(word) > MOST_ALIKE:
        return ""
    lowered = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[near[0]] if near else ""


def respelled(word: str, known: Iterable[str], at: Position | None = None) -> tuple[Edit, ...]:
    """Return the edit that puts the one of ``known`` for ``word`` which it must be a slip for; none when in doubt.

    ``at`` is where ``word`` begins; a ``Name`` knows it.
    """
    place = word.at if at is None and isinstance(word, Name) else at
    certain = surely(word, known)
    return (Edit(place, str(word), certain),) if place is not None and certain else ()


def surely(word: str, known: Iterable[str]) -> str:
    """Return the one of ``known`` that ``word`` must be a slip for, much liker than any other, or nothing."""
    if len(word) > MOST_ALIKE:
        return ""
    names = {name.lower(): str(name) for name in known}
    near = difflib.get_close_matches(word.lower(), names, n=2, cutoff=0.6)
    likeness = [difflib.SequenceMatcher(None, name, word.lower()).ratio() for name in near]
    turned = [name for name in near if sorted(name) == sorted(word.lower())]
    if len(turned) == 1:
        return names[turned[0]]
    if not near or likeness[0] < _LIKE or (len(near) > 1 and likeness[0] - likeness[1] < _LESS_LIKE):
        return ""
    return names[near[0]]


def meant(word: str, known: Collection[str]) -> str:
    """Return ``word``, or when ``known`` lacks it the nearest: one slip is one finding, not one wherever it leads."""
    return word if word in known else nearest(word, known) or word


def has_errors(findings: Iterable[Finding]) -> bool:
    """Say whether any finding is more than a warning."""
    return any(finding.severity == "error" for finding in findings)
