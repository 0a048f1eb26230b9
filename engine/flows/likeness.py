"""How like are two short texts? Words without endings and without what every text has, and the part in common."""

from __future__ import annotations

import re
from collections.abc import Collection

_COMMON = frozenset(
    """
    a an and any are as at be by can do does for from get has have how i if in into is it its my no not of on one or
    our so some something such than that the their them then there they this to up us want was we what when where
    which who will with you your
    """.split()  # noqa: SIM905 - a word list
)
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ers", "ed", "er", "es", "s", "y", "e")
_STEM = 3
"""Letters that an ending leaves at least."""


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` that mean something, each cut to its stem, in order."""
    words = (found.lower().replace("\u2019", "'") for found in _WORD.findall(text))
    return tuple(_stem(word) for word in words if word not in _COMMON)


def overlap(one: Collection[str], other: Collection[str]) -> float:
    """Return how much of the shorter of two texts the other shares, 0 to 1."""
    first, second = set(one), set(other)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    ending = next((each for each in _ENDINGS if word.endswith(each) and len(word) - len(each) >= _STEM), "")
    stem = word.removesuffix(ending)
    doubled = ending[:1] in ("a", "e", "i") and len(stem) > _STEM and stem[-1] == stem[-2]
    return stem[:-1] if doubled else stem
