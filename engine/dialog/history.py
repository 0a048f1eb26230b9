"""What was said lately, as it was heard? A short memory of whole lines, for hand-offs and for "could you repeat that".

Bounded, masked, never part of the state.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from engine.types import Turn

MOST_TURNS = 6
_REPEATED = 4
"""Lines that "repeat" says again at most."""


@dataclass(slots=True)
class _Past:
    caller: str = field(repr=False)
    lines: dict[str, str] = field(repr=False)
    """Line id -> what was heard of it."""


class History:
    """The last turns of one call."""

    def __init__(self) -> None:
        self._turns: deque[_Past] = deque(maxlen=MOST_TURNS)
        self._cut: dict[str, str] = {}
        self.last_words: tuple[str, ...] = ()
        """What was said last, whole."""

    def begin(self) -> None:
        """Note that a turn begins. Its lines may have the ids of an abandoned one, whose cuts are forgotten here."""
        self._cut.clear()

    def add(self, turn: Turn) -> None:
        """Remember a turn."""
        lines = {line.id: line.text for line in turn.lines if not line.filler}
        self._turns.append(_Past(turn.heard, {name: self._cut.get(name, text) for name, text in lines.items()}))
        if lines:
            self.last_words = tuple(lines.values())[-_REPEATED:]

    def heard(self, line_id: str, text: str) -> None:
        """Cut a line, which may be of the running turn, to what was heard of it."""
        self._cut[line_id] = text
        for past in self._turns:
            if line_id in past.lines:
                past.lines[line_id] = text

    def copy(self) -> History:
        """Return a memory that can change without this one changing."""
        other = History()
        other._turns.extend(_Past(past.caller, dict(past.lines)) for past in self._turns)
        other._cut, other.last_words = dict(self._cut), self.last_words
        return other

    def recent(self) -> tuple[tuple[str, str], ...]:
        """Return (who, text) of the last turns, as heard."""
        found: list[tuple[str, str]] = []
        for past in self._turns:
            if past.caller:
                found.append(("caller", past.caller))
            ours = " ".join(text for text in past.lines.values() if text)
            if ours:
                found.append(("us", ours))
        return tuple(found)
