"""What is a conversation test? What the caller does, what must then be true, and how handlers answer.

Values stay text with their place in the file until a handler's declared types say what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.flows.model import Name, Position
from engine.types import Move

Written = str | Mapping[str, "Written"] | tuple["Written", ...]
"""A value as the file has it: text, a map or a list."""


DAY = date(2026, 3, 4)
"""A Wednesday, on which calls are held that name no day: what passes once must not fail on another day of the week."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of what is said, or with ``/slashes/`` a regular expression over it."""

    text: str
    at: Position
    pattern: bool = False


@dataclass(frozen=True, slots=True)
class Stub:
    """One answer of one handler."""

    outcome: str
    """``done``, a declared outcome, ``error`` or ``timeout``."""
    at: Position
    facts: Mapping[str, Written] = field(default_factory=dict)
    takes_s: float = 0.0
    """Virtual seconds before it answers."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a turn's utterance is taken to mean, whatever a model says."""

    labels: tuple[str, ...]
    """One is accepted, two are asked about, none is not understood."""
    at: Position
    score: float = 1.0
    """Of a single label; below the threshold it is not understood either."""
    moves: tuple[Move, ...] = ()
    """What a language model answers, where the classifier is not sure."""


@dataclass(frozen=True, slots=True)
class Caller:
    """What the caller does."""

    does: Literal["calls", "says", "keys", "silence", "interrupts", "hangs up", "unanswered"]
    """``interrupts``: cuts us short, and says nothing yet. ``unanswered``: nobody takes the call."""
    text: str = ""
    confidence: float = 1.0
    """The transcriber's, for ``says``."""
    interrupts: Fragment | None = None
    """Heard only up to this of the lines before."""


@dataclass(frozen=True, slots=True)
class Field:
    """A slot or an argument and the value it must have."""

    name: str
    value: str
    at: Position


@dataclass(frozen=True, slots=True)
class Did:
    """A handler that must have run; ``outcome`` empty: with any."""

    handler: str
    at: Position
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be true after a turn."""

    hears: tuple[Fragment, ...] = ()
    never: tuple[Fragment, ...] = ()
    slots: tuple[Field, ...] = ()
    did: tuple[Did, ...] | None = None
    """Empty: no handler ran. None: do not care."""
    given: tuple[Field, ...] = ()
    """``with:``, the arguments of the handlers of ``did``."""
    path: tuple[Fragment, ...] = ()
    """Rules and nodes, in this order, others in between."""
    within_s: float | None = None
    """Virtual seconds until the first line."""
    at: Position | None = None


@dataclass(frozen=True, slots=True)
class ScriptedTurn:
    """One thing the caller does, and what must follow."""

    caller: Caller
    at: Position
    expected: Expected = field(default_factory=Expected)
    understood: Understood | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How the call must stand after the last turn."""

    at: Position
    kind: Literal["transfer", "hangup", "done"]
    """``done``: nothing is open any more."""
    queue: str = ""
    note: tuple[Fragment, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One written call."""

    name: str
    at: Position
    turns: tuple[ScriptedTurn, ...]
    """The first is the ringing phone."""
    given: Mapping[str, tuple[Stub, ...]] = field(default_factory=dict)
    """Handler -> its answers to successive calls, the last one again and again."""
    ends: Ending | None = None
    locale: Name | None = None
    """The language it is held in; None: the project's own."""
    today: date | None = None
    """The day on which it is held; None: ``DAY``."""
    variant: int = 1
    """Which of the variants of every text it hears first, from 1, counted round."""
    wire: bool = False
    """Its handlers' answers are the demo records', so it can also be placed as a whole phone call."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that was not true."""

    at: Position
    message: str
    heard: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    turn: int = 0
    """Which turn of the call it was in."""

    @property
    def line(self) -> str:
        """Where and what."""
        return f"{self.at}: {self.message}"

    @property
    def happened(self) -> str:
        """What was heard and where the turn went, in two lines."""
        heard = " / ".join(self.heard) or "(nothing)"
        return f"    heard: {heard}\n    path:  {' > '.join(self.path) or '(none)'}"

    def __str__(self) -> str:
        """One finding line, then what was heard and where the turn went."""
        return f"{self.line}\n{self.happened}"
