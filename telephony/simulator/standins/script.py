"""What will each caller say? The book that stand-in transcribers look up the words in; pure.

A stand-in hears energy, not words. Whoever makes the energy says beforehand what it means: for one call by its id, for
the next connection, or for everybody (``*``). A connection that names no call takes the call that was told first and
still waits. What a connection that was lost has not heard is for the next one. An utterance may hold pauses:
``my number is | four five six eight``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import SettingsError

EVERYBODY = "*"
LONGEST_TEXT = 20_000
MOST_CALLS = 10_000


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing a caller says."""

    pieces: tuple[str, ...] = field(repr=False)
    """What is said between the pauses."""
    ms: int | None = None
    """How long its audio is; None: not known, it is over at the first pause."""


def utterance(found: str | Mapping[str, Any] | Utterance) -> Utterance:
    """Read ``"text"`` or ``{"text": "...", "ms": 1200}``. Raises ``SettingsError``."""
    match found:
        case Utterance():
            return found
        case str(text) if len(text) <= LONGEST_TEXT:
            return Utterance(tuple(filter(None, (piece.strip() for piece in text.split("|")))))
        case {"text": str(text), "ms": int(ms), **rest} if not rest and len(text) <= LONGEST_TEXT and ms > 0:
            return Utterance((text.strip(),), ms)
        case {"text": str(text), **rest} if not rest and len(text) <= LONGEST_TEXT:
            return utterance(text)
    raise SettingsError('an utterance is "text" or {"text": "...", "ms": 1200}')


@dataclass(frozen=True, slots=True)
class Part:
    """What is said on one connection."""

    utterances: tuple[Utterance, ...] = ()
    call: str = EVERYBODY
    """Whose it is; anybody's."""


class Scripts:
    """Who says what."""

    def __init__(self) -> None:
        self._calls: dict[str, tuple[Utterance, ...]] = {}
        self._next: deque[tuple[Utterance, ...]] = deque()
        self._waiting: dict[str, None] = {}
        """Calls that were told and have no connection yet, in order."""

    def expect(self, utterances: Iterable[str | Mapping[str, Any] | Utterance]) -> None:
        """Say what the caller of the next connection will say, in order."""
        self._next.append(tuple(map(utterance, utterances)))

    def tell(self, call: str, utterances: Iterable[str | Mapping[str, Any] | Utterance]) -> None:
        """Say what one call's caller, or everybody's, will say on each of its connections; nothing: forget the call."""
        told = tuple(map(utterance, utterances))
        self._calls.pop(call, None)
        if not told:
            self._waiting.pop(call, None)
            return
        self._calls[call] = told
        if call != EVERYBODY:
            self._waiting[call] = None
        if len(self._calls) > MOST_CALLS:
            oldest = next(iter(self._calls))
            del self._calls[oldest]
            self._waiting.pop(oldest, None)

    def take(self, calls: Sequence[str] = ()) -> Part:
        """Return what will be said on a connection that belongs to one of ``calls``."""
        for call in calls:
            if call in self._calls:
                self._waiting.pop(call, None)
                return Part(self._calls[call], call)
        if self._next:
            return Part(self._next.popleft())
        if not calls and self._waiting:
            first = next(iter(self._waiting))
            del self._waiting[first]
            return Part(self._calls[first], first)
        return Part(self._calls.get(EVERYBODY, ()))

    def lost(self, call: str, left: tuple[Utterance, ...]) -> None:
        """Note that a connection of ``call`` was lost, and what had not been said on it."""
        if call != EVERYBODY and call in self._calls:
            self._calls[call] = left
            self._waiting = {call: None, **self._waiting}
