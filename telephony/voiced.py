"""What has been made of a line, and what of it may not have been heard yet? Audio that waits, and the last sent.

What was sent is remembered for as long as it may be unplayed, so that a pause can take it back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.types import Line

REMEMBERED_BYTES = 16_000
"""2 s: far more than is ever sent ahead."""


@dataclass(slots=True)
class Voiced:
    """A line and its audio, as it comes."""

    line: Line
    audio: bytearray = field(default_factory=bytearray, repr=False)
    whole: bool = False
    """All its audio is here."""
    sent: int = 0
    """Bytes that went out."""


class Tail:
    """The last audio that went out."""

    def __init__(self) -> None:
        """Nothing has."""
        self._pieces: deque[tuple[Voiced, bytes]] = deque()
        self._count = 0

    def sent(self, voiced: Voiced, piece: bytes) -> None:
        """``piece`` of ``voiced`` went out."""
        self._pieces.append((voiced, piece))
        self._count += len(piece)
        while self._count - len(self._pieces[0][1]) >= REMEMBERED_BYTES:
            self._count -= len(self._pieces.popleft()[1])

    def take_back(self, count: int) -> Iterator[Voiced]:
        """Put the last ``count`` bytes back before the audio that waits; yield whose they are, the last line first."""
        while count > 0 and self._pieces:
            voiced, piece = self._pieces.pop()
            self._count -= len(piece)
            back = piece[-count:]
            voiced.audio[:0] = back
            voiced.sent -= len(back)
            count -= len(back)
            yield voiced

    def clear(self) -> None:
        """Forget it: it will not be said again."""
        self._pieces.clear()
        self._count = 0
