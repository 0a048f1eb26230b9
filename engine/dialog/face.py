"""How is a conversation driven? The dialog's face to everything that holds a call: a phone line, a terminal, a test.

Text in, speakable lines out. Whoever drives it owns turn-taking; the dialog never knows whether anybody has ears.
"""

from __future__ import annotations

from typing import Protocol

from engine.handlers.outside import Form
from engine.types import Event, Listening, Say, Turn


class Dialog(Protocol):
    """One call's conversation. One driver, one turn at a time."""

    listening: Listening
    """What to listen for until the next turn."""

    async def turn(self, event: Event, say: Say) -> Turn:
        """Run one turn. ``say`` gets each line the moment it is known, fillers included.

        Never raises for anything a caller, a handler or a provider did: those end in a spoken way on. Cancelling it
        abandons the turn and leaves no trace, except that a committing handler that has begun runs to its end first.
        """
        ...

    def prepare(self, text: str) -> None:
        """Start to understand ``text``, which may still change.

        Has no effect beyond making the next ``turn`` faster.
        """
        ...

    def discard(self) -> None:
        """Forget what ``prepare`` began."""
        ...

    def heard(self, line_id: str, text: str) -> None:
        """Record that of this line the caller heard only ``text`` (empty: nothing).

        Unreported lines count as heard whole.
        """
        ...

    def played(self, line_id: str) -> None:
        """Record that the far end has played this line to its end: nobody guesses that.

        A line that was cut, or of which that is not known, is never reported here.
        """
        ...

    def came_back(self, form: Form) -> None:
        """Hand over what a call that was outside (``Leave``) brought back.

        The handler that waits for it goes on at once; the turn that ``Returned`` begins tells what comes of it.
        """
        ...

    async def close(self) -> None:
        """Wait for effects under way to end, then drop the vault."""
        ...
