"""What is wrong in a project's files, and where? One problem is one ``Finding``; a checker returns all of them at once.

A code is stable for ever: F for flows, V for what is spoken, I for intents. Nothing here decides what a problem is.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from engine.flows.model import Position

Severity = Literal["error", "warning"]


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

    def __str__(self) -> str:
        """``file:line:col: severity CODE: message; hint``."""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.at}: {self.severity} {self.code}: {self.message}{hint}"


def error(at: Position, code: str, message: str, hint: str = "") -> Finding:
    """Make a finding that keeps the project from being served."""
    return Finding(at, "error", code, message, hint)


def warning(at: Position, code: str, message: str, hint: str = "") -> Finding:
    """Make a finding that a person should look at."""
    return Finding(at, "warning", code, message, hint)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for the nearest of ``known``, or nothing when none is near."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the one of ``known`` that is most like ``word``, or nothing when none is near."""
    lowered = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[near[0]] if near else ""


def meant(word: str, known: Collection[str]) -> str:
    """Return ``word``, or when ``known`` lacks it the nearest: one slip is one finding, not one wherever it leads."""
    return word if word in known else nearest(word, known) or word


def has_errors(findings: Iterable[Finding]) -> bool:
    """Say whether any finding is more than a warning."""
    return any(finding.severity == "error" for finding in findings)
