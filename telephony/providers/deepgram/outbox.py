"""What goes to the transcriber next? Audio in batches, orders in their place among it, a bound on what waits; pure.

Audio that cannot be sent in time is dropped, oldest first, and counted. One Configure is under way at a time; of those
that wait only the last counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from telephony.activity import sounds
from telephony.speech import FRAME_BYTES, SAMPLE_RATE, Focus

BATCH_BYTES = 2 * FRAME_BYTES
"""40 ms in one message costs half of what 20 ms does, while nobody waits for it."""
PIECE_BYTES = 12 * FRAME_BYTES
"""More than 240 ms go as several messages."""
LIMIT_BYTES = 36 * SAMPLE_RATE
"""Waits at most: the half minute that a line takes over from another, and what comes until a hanging one is noticed."""


@dataclass(frozen=True, slots=True)
class EndTurn:
    """Close the turn in progress."""


@dataclass(frozen=True, slots=True)
class StayOpen:
    """Nothing was sent for a while: tell the provider that we are still there."""


Parcel = bytes | Focus | EndTurn | StayOpen


@dataclass(slots=True)
class Outbox:
    """What waits to be sent on one line."""

    dropped: int = 0
    """Bytes of audio thrown away."""
    in_turn: bool = False
    """The caller has begun to speak and not ended: a quiet frame then goes at once, as it may be what ends the turn."""
    _audio: bytearray = field(default_factory=bytearray)
    _urgent: bool = False
    _focus: Focus | None = None
    _configuring: bool = False
    _end: bool = False
    _stay_open: bool = False

    def put(self, audio: bytes) -> bool:
        """Take audio of any length; say whether there is enough of it to send."""
        self._audio += audio
        excess = len(self._audio) - LIMIT_BYTES
        if excess > 0:
            del self._audio[:excess]
            self.dropped += excess
        self._urgent = self.in_turn and not sounds(audio)
        return self._enough

    @property
    def _enough(self) -> bool:
        return len(self._audio) >= (FRAME_BYTES if self._urgent else BATCH_BYTES)

    def focus(self, focus: Focus) -> None:
        """Configure the provider as soon as the last Configure is answered."""
        self._focus = focus

    def answered(self) -> None:
        """Note that the provider answered the Configure under way."""
        self._configuring = False

    def end_turn(self) -> None:
        """Close the turn after all audio that has been put so far."""
        self._end = True

    def stay_open(self) -> None:
        """Show the provider that we are there."""
        self._stay_open = True

    @property
    def waiting(self) -> bool:
        """Whether ``take`` has something to give."""
        ready = self._enough or self._end or self._stay_open
        return ready or (self._focus is not None and not self._configuring)

    def take(self) -> Parcel | None:
        """Return what is to be sent next, or None when nothing is due."""
        if self._focus is not None and not self._configuring:
            focus, self._focus, self._configuring = self._focus, None, True
            return focus
        if self._enough or (self._end and self._audio):
            audio = bytes(self._audio[:PIECE_BYTES])
            del self._audio[:PIECE_BYTES]
            self._stay_open = False
            return audio
        if self._end:
            self._end = False
            return EndTurn()
        if self._stay_open:
            self._stay_open = False
            return StayOpen()
        return None
