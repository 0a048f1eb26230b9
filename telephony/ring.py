"""What did the caller sound like just now? The last half minute of one call's audio, by its place in the call; pure.

A place is a count of bytes since the call began: eight are a millisecond.
"""

from __future__ import annotations

from telephony.speech import SAMPLE_RATE

KEPT_S = 30
SIZE = KEPT_S * SAMPLE_RATE
"""240 kB, which the machine gives only as it is filled."""


class Ring:
    """A bounded memory of audio."""

    def __init__(self, size: int = SIZE) -> None:
        """Keep the last ``size`` bytes."""
        self._size = size
        self._kept = bytearray(size)
        self.end = 0
        """Where the next byte will stand."""

    @property
    def start(self) -> int:
        """Where the oldest byte stands that is still kept."""
        return max(0, self.end - self._size)

    def put(self, audio: bytes) -> None:
        """Take what came next."""
        first, count = self.end % self._size, len(audio)
        if first + count <= self._size:  # as nearly every frame
            self._kept[first : first + count] = audio
            self.end += count
            return
        piece = audio[-self._size :]
        self.end += len(audio)
        first = (self.end - len(piece)) % self._size
        room = self._size - first
        self._kept[first : first + len(piece)] = piece[:room]
        if len(piece) > room:
            self._kept[: len(piece) - room] = piece[room:]

    def since(self, place: int) -> bytes:
        """Return what came from ``place`` on, or as much of it as is still kept."""
        place = min(max(place, self.start), self.end)
        first, count = place % self._size, self.end - place
        room = self._size - first
        return bytes(self._kept[first : first + min(count, room)] + self._kept[: max(0, count - room)])
