"""Is that the sentence we asked for? What a provider sends for one text, checked piece by piece; pure.

A sentence that is no mu-law, too long to be true, or has no sound at all is a ``ProviderError``; so is its end before
it began. What was returned before was good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.errors import ProviderError
from telephony.providers.voices.timing import Timing
from telephony.speech import SAMPLE_RATE, Alignment

SLOWEST_S = 0.35
"""Seconds of audio for a character beyond which it is no sentence: ordinary speech takes 0.07."""
_SHORTEST_S = 4.0

_FILES = (b"RIFF", b"ID3", b"OggS")
_TEXTS = (b"{", b"<")
"""How JSON and markup begin, and one sentence in a hundred too: speech crosses zero within a piece, text is ASCII."""


@dataclass(frozen=True, slots=True)
class Piece:
    """More of a sentence."""

    audio: bytes = field(default=b"", repr=False)
    characters: tuple[tuple[str, float], ...] = field(default=(), repr=False)
    """(character, milliseconds from the beginning of this piece's audio until it has sounded)."""
    words: tuple[tuple[str, float, float], ...] = field(default=(), repr=False)
    """(word, milliseconds from the beginning of the sentence until it begins, until it has sounded)."""


class Sentence:
    """One text as its audio comes in."""

    def __init__(self, text: str, provider: str) -> None:
        self.made = 0
        """Bytes of audio."""
        self.timing = Timing(text)
        self._provider = provider
        self._most = int(max(_SHORTEST_S, len(text) * SLOWEST_S) * SAMPLE_RATE)

    def take(self, piece: Piece) -> Iterator[bytes | Alignment]:
        """Yield what may be passed on: alignment before the audio it is about. Raises ``ProviderError``."""
        began_ms = self.made * 1000 / SAMPLE_RATE
        if piece.audio:
            self._check(piece.audio)
            self.made += len(piece.audio)
        spelled = self.timing.characters((each, began_ms + end_ms) for each, end_ms in piece.characters)
        spoken = self.timing.words(piece.words)
        yield from (told for told in (spelled, spoken) if told is not None)
        if piece.audio:
            yield piece.audio

    def _check(self, audio: bytes) -> None:
        if not self.made and is_no_audio(audio):
            raise self._garbage("sent something that is not mu-law")
        if self.made + len(audio) > self._most:
            raise self._garbage("sent more audio than the sentence can be long")

    def end(self) -> Iterator[Alignment]:
        """Yield what is left to tell. Raises ``ProviderError`` for a sentence without sound."""
        if not self.made:
            raise self._garbage("sent no audio")
        left = self.timing.rest()
        if left is not None:
            yield left

    def _garbage(self, what: str) -> ProviderError:
        return ProviderError(f"{self._provider} {what}", provider=self._provider, cause="garbage")


def is_no_audio(piece: bytes) -> bool:
    """Say whether the beginning of what should be mu-law is a file or a text."""
    return piece.startswith(_FILES) or (piece.startswith(_TEXTS) and piece.isascii())
