"""What was done in a call that is to become a test, and what followed? Plain values, noted while it was held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.handlers.registry import Handler
from engine.rehearsal.model import Caller
from engine.types import Move, Turn


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of one handler."""

    handler: Handler
    outcome: str
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Of the outcome ``done``; streamed sentences as a tuple."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """One thing the caller did, and what followed."""

    caller: Caller
    """Its secrets are replaced already."""
    turn: Turn
    """An interruption has the turn that it cut."""
    answers: tuple[Answered, ...] = ()
    moves: tuple[Move, ...] = ()
    """What the language model said, if it was asked."""
    between: tuple[str, ...] = ()
    """The two flows of "A or B?", when that is what we asked."""
    known: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The slots before."""
    secret: bool = False
    """A secret was asked for."""
