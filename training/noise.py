"""What might a telephone recogniser make of a sentence? Small mishearings, to train with.

Pure, given its random generator. Meant to be rough: dropped function words, swapped look-alikes, a slipped letter,
a filler.
"""

from __future__ import annotations

import random

_DROPPED = frozenset(
    (
        "a",
        "an",
        "and",
        "do",
        "for",
        "i",
        "i'm",
        "in",
        "is",
        "it",
        "my",
        "of",
        "on",
        "please",
        "that",
        "the",
        "to",
        "you",
    )
)
_LOOKALIKES: dict[str, tuple[str, ...]] = {
    "by": ("buy",),
    "buy": ("by",),
    "for": ("four", "fore"),
    "here": ("hear",),
    "i'd": ("id", "i"),
    "i'm": ("am", "im"),
    "i've": ("i have", "of"),
    "it's": ("its", "is"),
    "know": ("no",),
    "my": ("me", "by"),
    "no": ("know",),
    "of": ("off", "have"),
    "order": ("older", "border", "odour"),
    "our": ("are", "hour"),
    "owe": ("oh", "o"),
    "pay": ("pair", "play"),
    "right": ("write",),
    "there": ("their",),
    "to": ("two", "too"),
    "want": ("wont", "one"),
    "way": ("weigh",),
    "what": ("watt", "but"),
    "where": ("were", "wear"),
    "where's": ("was", "wears"),
    "you": ("u", "your"),
    "your": ("you're", "you"),
}
_FILLERS = ("so", "well", "like", "you know", "okay", "right", "yeah", "hello")
_RATE = 0.12
_LETTERS = "abcdefghiklmnoprstuvwy"
_SHORTEST = 3


def misheard(text: str, rng: random.Random, rate: float = _RATE) -> str:
    """Return a normalised sentence with about ``rate`` of its words heard wrongly; never empty."""
    words = [heard for word in text.split() for heard in _hear(word, rng, rate)]
    if rng.random() < rate:
        words.insert(rng.randrange(len(words) + 1), rng.choice(_FILLERS))
    return " ".join(words) or text


def _hear(word: str, rng: random.Random, rate: float) -> tuple[str, ...]:
    if rng.random() >= rate:
        return (word,)
    if word in _DROPPED and rng.random() < 0.6:  # noqa: PLR2004 - recognisers lose short words first
        return ()
    if word in _LOOKALIKES:
        return (rng.choice(_LOOKALIKES[word]),)
    return (_slip(word, rng),)


def _slip(word: str, rng: random.Random) -> str:
    """Lose, double or change one letter."""
    if len(word) < _SHORTEST:
        return word
    at = rng.randrange(len(word))
    match rng.randrange(3):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:at] + rng.choice(_LETTERS) + word[at + 1 :]
