"""What does the caller hear at this moment? The far end's play-out buffer, as Twilio keeps it.

Media is played in order, 20 ms a tick; a mark comes back when the audio before it was played, at once when there
is none, and ``clear`` throws the audio away and sends every outstanding mark back. Pure: who ticks it owns the clock.
"""

from __future__ import annotations

from collections import deque

from telephony.speech import FRAME_BYTES, SILENCE


class PlayOut:
    """One call's buffer. Bounded like Twilio's: ten minutes, then audio is thrown away and counted."""

    LONGEST = 10 * 60 * 8000

    def __init__(self) -> None:
        self.discarded = 0
        """Bytes that did not fit."""
        self._audio: deque[bytes] = deque()
        self._marks: deque[tuple[int, str]] = deque()
        self._received = 0
        self._played = 0

    @property
    def waiting(self) -> int:
        """Bytes that are yet to be played."""
        return self._received - self._played

    def media(self, audio: bytes) -> None:
        """Append audio of any length."""
        if self.waiting + len(audio) > self.LONGEST:
            self.discarded += len(audio)
            return
        self._audio.append(audio)
        self._received += len(audio)

    def mark(self, name: str) -> list[str]:
        """Take a mark; return the names to send back now."""
        if not self.waiting and not self._marks:
            return [name]
        self._marks.append((self._received, name))
        return []

    def clear(self) -> list[str]:
        """Throw away what is not played; return every outstanding mark, oldest first."""
        self._audio.clear()
        self._played = self._received
        return self._passed()

    def tick(self) -> tuple[bytes, list[str]]:
        """Play 20 ms: return what is heard, padded with silence, and the marks that were passed."""
        pieces: list[bytes] = []
        room = FRAME_BYTES
        while room and self._audio:
            piece = self._audio.popleft()
            if len(piece) > room:
                self._audio.appendleft(piece[room:])
                piece = piece[:room]
            pieces.append(piece)
            room -= len(piece)
        self._played += FRAME_BYTES - room
        return b"".join(pieces) + SILENCE[:room], self._passed()

    def _passed(self) -> list[str]:
        names: list[str] = []
        while self._marks and self._marks[0][0] <= self._played:
            names.append(self._marks.popleft()[1])
        return names
