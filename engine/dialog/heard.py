"""What does a reader of values get? An utterance, its words, and what gives them their meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from engine.dialog.words import Found, Word
from engine.flows.model import SlotType
from engine.language import Language


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance, or the words of it that are read."""

    type: SlotType
    text: str
    words: list[Word]
    today: date
    locale: str
    home: str
    """Locale of the country that numbers and codes are of."""
    language: Language


Reader = Callable[[Heard], Found | None]

Read = tuple[Found | None, list[Word]]
"""What was found, and in which words."""
