"""How does a recogniser err that is told what all audio says? A listener for listen v2, as late as real ones.

Whoever makes the audio tells the book beforehand what it says; a stretch is known again by its first frame, so nothing
depends on order, loudness or pauses. A word is out some time after its last frame, one in ten is wrong, and some of the
coughs and noises are taken for speech, with a word or without. A turn is over by a rule of its own: so long after the
last frame it is 0.4 sure, and so long 0.7; those are drawn anew for every stretch. Seeded; pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from telephony.simulator.standins.listening import Instant
from telephony.simulator.standins.saying import Word
from telephony.speech import FRAME_BYTES

FRAME_MS = 20
MISHEARD = ("the", "it", "but", "hi", "you", "to", "and", "a", "hey", "for")
"""What a noise, or a word that was not understood, is taken for."""
ONSET_MS = 60
"""So much sound is a beginning."""
_EAGER, _OVER = -math.log(1 - 0.4), -math.log(1 - 0.7)
_Z95 = 1.6449


@dataclass(frozen=True, slots=True)
class Manner:
    """How a recogniser behaves. Times are medians of a lognormal draw; ``spread`` is its p95 over its median."""

    seed: int = 0
    word_ms: float = 120.0
    """From a word's last frame until it is out, at least."""
    word_more_ms: float = 40.0
    """And so much more."""
    eager_ms: float = 150.0
    """From the last frame of a stretch until its turn is 0.4 sure to be over."""
    over_ms: float = 260.0
    """The same until 0.7."""
    spread: float = 2.0
    """1: no jitter."""
    wrong: float = 0.1
    """Share of words that are misheard."""
    startled: float = 0.3
    """Share of noises that are taken for speech."""
    worded: float = 0.5
    """Share of these in which words are heard."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a stretch of audio says."""

    text: str = field(repr=False)
    """Empty: nothing, it is a noise."""
    ms: int
    number: int
    """Its place in the book."""


class Book:
    """What every stretch says."""

    def __init__(self) -> None:
        self._told: dict[bytes, Told] = {}

    def tell(self, audio: bytes, text: str) -> Told:
        """Say that ``audio`` says ``text``. Raises ``ValueError`` when another stretch begins with the same frame."""
        frame = audio[:FRAME_BYTES]
        known = self._told.get(frame)
        if len(frame) < FRAME_BYTES or (known is not None and known.text != text):
            raise ValueError("two stretches begin alike, or one is shorter than a frame")
        ms = -(-len(audio) // FRAME_BYTES) * FRAME_MS
        return self._told.setdefault(frame, Told(text, ms, len(self._told)))

    def find(self, frame: bytes) -> Told | None:
        """Return what begins with ``frame``."""
        return self._told.get(frame)


@dataclass(frozen=True, slots=True)
class _Coming:
    """A word that will be out at ``at_ms``."""

    word: Word
    at_ms: float


Drew = Callable[[Told, float, float], None]
"""Is told of a stretch, and how long after its end its turn is 0.4 and 0.7 sure to be over."""


class ToldListener:
    """Listens on one connection."""

    def __init__(self, book: Book, manner: Manner, drew: Drew = lambda told, eager_ms, over_ms: None) -> None:  # noqa: ARG005 - nobody asks
        self.at_ms = 0
        self._book, self._manner, self._drew = book, manner, drew
        self._rest = bytearray()
        self._count = 0
        self._coming: list[_Coming] = []
        """In the order in which they are out."""
        self._out: list[Word] = []
        self._begins_ms: float | None = None
        """When what has no words is taken for the beginning of a turn."""
        self._ends_ms = 0
        """End of the last stretch that was taken for speech."""
        self._started_ms = 0
        self._busy_ms = 0
        """End of the last stretch, whatever it was taken for: none begins inside another."""
        self._eager_ms, self._over_ms = manner.eager_ms, manner.over_ms

    def hear(self, audio: bytes) -> Iterator[Instant]:
        """Take audio of any length; yield one instant a whole frame."""
        self._rest += audio
        while len(self._rest) >= FRAME_BYTES:
            frame = bytes(self._rest[:FRAME_BYTES])
            del self._rest[:FRAME_BYTES]
            yield self._frame(frame)

    def end_turn(self) -> None:
        """Begin a new turn; words that are not out yet belong to it."""
        self._out, self._begins_ms = [], None

    def _frame(self, frame: bytes) -> Instant:
        before, self.at_ms = self.at_ms, self.at_ms + FRAME_MS
        told = self._book.find(frame) if before >= self._busy_ms else None
        if told is not None:
            self._busy_ms = before + told.ms
            self._begin(told, before)
        while self._coming and self._coming[0].at_ms <= self.at_ms:
            self._out.append(self._coming.pop(0).word)
        sounding = self._started_ms < self.at_ms <= self._ends_ms
        silent = 0 if sounding else self.at_ms - self._ends_ms
        return Instant(
            at_ms=self.at_ms,
            words=tuple(self._out),
            begins=bool(self._out) or (self._begins_ms is not None and self.at_ms >= self._begins_ms),
            resumes=sounding and before < self._started_ms + ONSET_MS <= self.at_ms,
            sounding=sounding or bool(self._coming),
            silent_ms=silent,
            sure=0.0 if sounding or self._coming else self._sure(silent),
        )

    def _begin(self, told: Told, at_ms: int) -> None:
        manner, self._count = self._manner, self._count + 1
        draw = Random(f"{manner.seed} {told.number} {self._count}")
        words = _heard(told, manner, draw)
        if words is None:
            return
        self._started_ms, self._ends_ms = at_ms, at_ms + told.ms
        self._eager_ms = drawn(manner.eager_ms, manner.spread, draw)
        self._over_ms = max(self._eager_ms, drawn(manner.over_ms, manner.spread, draw))
        self._drew(told, self._eager_ms, self._over_ms)
        self._begins_ms = None if words else at_ms + ONSET_MS + manner.word_ms
        late = manner.word_ms + at_ms
        for word in _laid_out(words, told.ms):
            more = drawn(manner.word_more_ms, manner.spread, draw)
            stamped = Word(word.text, at_ms + word.start_ms, at_ms + word.end_ms)
            self._coming.append(_Coming(stamped, late + word.end_ms + more))
        self._coming.sort(key=lambda coming: coming.word.end_ms)

    def _sure(self, silent_ms: int) -> float:
        """0.4 at the eager time and 0.7 at the other, on a curve that nears 1."""
        eager, over = self._eager_ms, self._over_ms
        if silent_ms < eager:
            return 1.0 - math.exp(-_EAGER * silent_ms / eager)
        share = (silent_ms - eager) / max(over - eager, 1.0)
        return 1.0 - math.exp(-(_EAGER + (_OVER - _EAGER) * share))


def _heard(told: Told, manner: Manner, draw: Random) -> list[str] | None:
    """Return the words that are heard, none for a sound that is taken for speech; None for one that is not."""
    if told.text:
        return [draw.choice(MISHEARD) if draw.random() < manner.wrong else word for word in told.text.split()]
    if draw.random() >= manner.startled:
        return None
    return draw.sample(MISHEARD, draw.choice((1, 1, 2))) if draw.random() < manner.worded else []


def _laid_out(words: list[str], ms: int) -> Iterator[Word]:
    characters, passed = max(1, sum(len(word) + 1 for word in words)), 0
    for word in words:
        start, passed = passed, passed + len(word) + 1
        yield Word(word, ms * start // characters, ms * passed // characters)


def drawn(median: float, spread: float, draw: Random) -> float:
    """Draw from a lognormal whose p95 is ``spread`` times its median; 1: the median."""
    return median * math.exp(math.log(spread) / _Z95 * draw.gauss(0, 1)) if spread > 1 else median
