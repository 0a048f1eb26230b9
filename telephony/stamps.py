"""When was the caller heard? The sound and the keys that belong to the turn being answered, on the media clock."""

from __future__ import annotations

from engine.types import Event, Keyed, Said
from telephony.activity import Activity
from telephony.exchange import Input, Pressed
from telephony.speech import Worded

Span = tuple[int, int]
"""First and last millisecond."""


class Stamps:
    """One call's record of when things were said and keyed."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._activity = Activity()
        self.hear = self._activity.hear
        """Take one frame of the caller and its time."""
        self._spoke_at: int | None = None
        self._keyed: Span | None = None
        self._taken_ms = -1
        """Sound up to here belongs to earlier turns: a soft first word may be heard before it counts as sound."""

    def note(self, event: Input, now: float) -> None:
        """Remember where the utterance or the keys in progress began."""
        if isinstance(event, Worded):
            if self._spoke_at is None and self._activity.ended_ms > self._taken_ms:
                self._spoke_at = self._activity.began_ms
        elif isinstance(event, Pressed):
            began = self._keyed[0] if self._keyed else round(now)
            self._keyed = (began, round(now))

    def take(self, event: Event) -> Span | None:
        """Return when ``event`` was said or keyed, and begin anew; None for what makes no sound."""
        spoke_at, self._spoke_at = self._spoke_at, None
        keyed, self._keyed = self._keyed, None
        self._taken_ms = self._activity.ended_ms
        match event:
            case Said() if spoke_at is not None:
                return (spoke_at, max(spoke_at, self._activity.ended_ms))
            case Keyed():
                return keyed
            case _:
                return None
