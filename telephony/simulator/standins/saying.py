"""Which words of the script have been said by now? Laid over the stretches of sound as they are heard; pure.

An utterance begins with a sound and its words come out at the pace of speech. At a pause the rest of the piece counts
as said, unless the utterance's true length is known: then a pause is only a pause. A sound that comes before an
utterance can be over belongs to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from telephony.simulator.standins.script import Utterance

MS_A_CHARACTER = 60
"""About 165 words a minute."""
_NEARLY = 0.9


@dataclass(frozen=True, slots=True)
class Word:
    """One word and when it was said, in milliseconds of the stream."""

    text: str = field(repr=False)
    start_ms: int
    end_ms: int


@dataclass(slots=True)
class _Piece:
    """The words between two pauses, laid out in time."""

    words: tuple[Word, ...]
    over_ms: float
    """Not over before."""
    fixed: bool
    """Whether its true length is known."""
    given: int = 0
    """How many words belong to turns that are over."""
    shown: int = 0
    """How many are out, the given ones included."""


class Saying:
    """The words of one connection's caller."""

    def __init__(self, told: Callable[[], Iterable[Utterance]]) -> None:
        """``told`` is asked at the first sound what the caller will say."""
        self._told: Callable[[], Iterable[Utterance]] | None = told
        self._coming: deque[Utterance] = deque()
        self._current: Utterance | None = None
        self._pieces: deque[str] = deque()
        self._piece: _Piece | None = None
        self._turn: list[Word] = []
        self._open = False
        """Whether an utterance has begun in this turn."""

    def sound(self, at_ms: int) -> None:
        """Note that a stretch of sound began."""
        if self._told is not None:
            self._coming, self._told = deque(self._told()), None
        piece = self._piece
        if piece is not None and at_ms < piece.over_ms:
            return
        self._keep()
        if self._pieces:
            self._begin(self._pieces.popleft(), at_ms, None)
        elif self._coming and (not self._open or (piece is not None and piece.fixed)):
            coming = self._current = self._coming.popleft()
            self._pieces = deque(coming.pieces)
            if self._pieces:
                self._begin(self._pieces.popleft(), at_ms, coming.ms)

    def words(self, at_ms: int) -> tuple[Word, ...]:
        """Return the words of this turn that are out by now."""
        piece = self._piece
        if piece is None:
            return tuple(self._turn)
        while piece.shown < len(piece.words) and piece.words[piece.shown].end_ms <= at_ms:
            piece.shown += 1
        return (*self._turn, *piece.words[piece.given : piece.shown])

    def pause(self, at_ms: int) -> None:
        """Note that the sound ended: what is left of the piece counts as said, unless it is known to go on."""
        piece = self._piece
        if piece is None or (piece.fixed and at_ms < piece.over_ms):
            return
        rest = piece.words[piece.shown :]
        squeezed = (Word(word.text, min(word.start_ms, at_ms), min(word.end_ms, at_ms)) for word in rest)
        piece.words = (*piece.words[: piece.shown], *squeezed)
        piece.shown = len(piece.words)

    def end_turn(self) -> None:
        """Start a new turn; words that were not out yet belong to it."""
        self._turn, self._open = [], False
        if not self._pieces and (self._piece is None or self._piece.shown == len(self._piece.words)):
            self._current = None
        if self._piece is not None:
            self._piece.given = self._piece.shown

    def left(self) -> tuple[Utterance, ...]:
        """Return what was not said to its end, for the line that takes over."""
        return (*(() if self._current is None else (self._current,)), *self._coming)

    def _keep(self) -> None:
        if self._piece is not None:
            self._turn += self._piece.words[self._piece.given : self._piece.shown]
        self._piece = None

    def _begin(self, text: str, at_ms: int, ms: int | None) -> None:
        said = text.split()
        total = ms or max(1, len(text)) * MS_A_CHARACTER
        characters = max(1, sum(len(word) + 1 for word in said))
        words: list[Word] = []
        passed = 0
        for word in said:
            start, passed = passed, passed + len(word) + 1
            words.append(Word(word, at_ms + total * start // characters, at_ms + total * passed // characters))
        self._piece = _Piece(tuple(words), at_ms + _NEARLY * total, fixed=ms is not None)
        self._open = True
