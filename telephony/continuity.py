"""From where does a new line to a transcriber go on? What one call said, was heard to say, and was told of; pure.

    settled by the old line          not settled                     now
    ────────────────────────────────┬───────────────────────────────┬──
                     known ◀────────┤ given to the new line again   │
                                    │                               │

The audio is kept for half a minute. Of a turn that goes on longer than that, and of which nothing was settled, only
the end is heard again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from telephony.activity import sounding_ms
from telephony.ring import Ring
from telephony.seam import Seam, Told, join
from telephony.speech import FRAME_BYTES, EndOfTurn, Hearing, Settled, StartOfTurn, Word

BYTES_PER_MS = 8
PATIENCE_MS = 700.0
"""After so much silence, at least, a turn of which the new line knows nothing is over."""
ANSWER_MS = 100.0
"""A new line that says nothing for so long has, most likely, heard nothing in what it was given."""
OVERLAP = 200 * BYTES_PER_MS
"""Heard again from before a place in mid-speech, so that the word which begins there is whole."""


class Continuity:
    """One call's hearing, over all its lines."""

    def __init__(self) -> None:
        """Begin with the call."""
        self._ring = Ring()
        self._origin = 0
        """Where the first byte stands that the open line was given."""
        self._settled = 0
        """Where a new line goes on."""
        self._certain = ""
        """The words of the turn in progress from before there."""
        self._told = Told()
        self._seam: Seam | None = None
        self._quiet_ms = self._open_ms = 0.0
        self._heard = False
        """Whether the open line has said anything, or was given anything that it will say something of."""
        self._closed = False
        """Whether we closed the turn in progress, and the line has not said so yet."""

    def put(self, audio: bytes) -> None:
        """Keep what the caller sounds like."""
        self._ring.put(audio)

    def last(self, count: int) -> bytes:
        """Return the last ``count`` bytes that were kept."""
        return self._ring.since(self._ring.end - count)

    def passed(self, ms: float, *, quiet_ms: float) -> None:
        """Note that so much time of the caller's audio passed, and how long it was quiet at its end."""
        self._quiet_ms = quiet_ms if quiet_ms < ms else self._quiet_ms + ms
        self._open_ms += ms

    @property
    def open(self) -> bool:
        """Whether the call knows of a turn in progress."""
        return self._told.open

    @property
    def mending(self) -> bool:
        """Whether the open line goes on in the middle of a turn."""
        return self._seam is not None

    def over(self, patience_ms: float) -> tuple[Hearing, ...]:
        """Return the end of a turn that nobody else will end: all of it was settled, and a new line hears silence."""
        seam = self._seam
        if seam is None or self._heard or not self._told.open or self._open_ms < ANSWER_MS:
            return ()
        if self._quiet_ms < max(patience_ms, PATIENCE_MS):
            return ()
        told, self._told = self._told, Told()
        self._settled, self._certain = self._ring.end, ""
        self._seam = Seam("", seam.known_ms) if seam.known_ms else None  # it may still say what is known
        return (EndOfTurn(told.text, told.confidence),)

    def due(self, patience_ms: float) -> bool:
        """Say whether a turn is over, as far as silence tells, which the new line took up and has not ended."""
        return self._seam is not None and self._heard and self._told.open and self._quiet_ms >= patience_ms

    def begin(self) -> bytes:
        """Begin a new line; return the audio that it is to be given first."""
        start = self._settled - (OVERLAP if self._certain else 0)
        start = max(start - start % FRAME_BYTES, self._ring.start)
        self._origin = start
        known_ms = (self._settled - start) / BYTES_PER_MS if self._certain else 0.0
        self._seam = Seam(self._certain, known_ms) if self._told.open else None
        self._open_ms = 0.0
        given = self._ring.since(start)
        self._heard = sounding_ms(given[max(0, self._settled - start) :]) > 0
        return given

    def hear(self, hearing: Hearing, words: Callable[[], Sequence[Word]]) -> tuple[Hearing, ...]:
        """Return what the call is told when the line says ``hearing``; ``words`` gives their times in its audio."""
        self._heard = True
        found = (hearing,) if self._seam is None else join(self._told, self._seam, hearing, words())
        for each in found:
            self._told = self._told.after(each)
        if isinstance(hearing, EndOfTurn):
            self._seam = None
        if isinstance(hearing, EndOfTurn | StartOfTurn):
            self._closed = False
        return found

    def close_turn(self) -> None:
        """Note that we close the turn in progress: what was said so far is of no use any more."""
        self._settled, self._certain, self._closed = self._ring.end, "", self._told.open

    def lost(self, settled: Settled, words: Sequence[Word]) -> tuple[Hearing, ...]:
        """Note that the line broke, with what it had ``settled`` and the times of its turn's ``words``.

        Return what the call must be told, because no line will say it any more.
        """
        place = self._origin + round(settled.until_ms * BYTES_PER_MS)
        if place > self._settled:
            seam, sure = self._seam or Seam(), settled.certain
            self._settled, self._certain = min(place, self._ring.end), seam.whole(sure, words[: len(sure.split())])
        if not self._closed:
            self._certain = self._certain if self._told.open else ""
            return ()
        told, self._told = self._told, Told()
        self._certain, self._closed = "", False
        return (EndOfTurn(told.text, told.confidence),)
