"""What is known of the turn under way, or the last one? Its task, whether anything of it was audible, and its times.

Times are milliseconds of the call's clock, handed in. The first line of a turn, a filler included, is the one that a
caller waits for; when it was played is known from its mark, the way back to us included.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from engine.metrics import Timeline
from engine.types import Event, Line, Said
from telephony.playback import Heard
from telephony.stamps import Span


@dataclass(slots=True)
class Now:
    """One turn."""

    task: asyncio.Task[None] | None = None
    audible: bool = False
    """Something of it, more than a filler, has gone out."""
    timeline: Timeline = field(default_factory=Timeline)
    first: Line | None = None
    """What the caller hears first of it."""

    @classmethod
    def answering(cls, event: Event, span: Span | None, now: float) -> Now:
        """Begin the turn that answers ``event``, which was heard in ``span``."""
        ended = span[1] if span and isinstance(event, Said) else None
        return cls(timeline=Timeline(caller_ended=ended, turn_began=now))

    @property
    def running(self) -> bool:
        """Whether the dialog is still at it."""
        return self.task is not None and not self.task.done()

    def said(self, now: float) -> None:
        """Note that the dialog gave out a line."""
        if self.timeline.first_line is None:
            self.timeline.first_line = now

    def sent(self, line: Line, now: float) -> bool:
        """Note that the first audio of ``line`` went out; say whether it is the turn's first."""
        self.audible = self.audible or not line.filler
        if self.timeline.first_audio is not None:
            return False
        self.first, self.timeline.first_audio = line, now
        return True

    def played(self, heard: Heard, now: float) -> bool:
        """Note that a line was played to its end; say whether it is the turn's first."""
        if heard.line is not self.first or self.timeline.first_audio is None:
            return False
        length = heard.ended_ms - heard.began_ms
        self.timeline.first_played = max(self.timeline.first_audio, now - length)
        return True
