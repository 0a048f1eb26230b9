"""Which words are in an utterance, and how many of them mean anything? The floor that every reader of values stands on.

Words are lower-cased and know where they stand, so that a reader can say which part of the utterance it used.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[£$€+@%]")

NOISE = frozenset(
    """
    a ah all alright and at be called eh er erm hello here hi hmm i i'd i'm i've is it it'll it's its just let's
    like mate me mean meant my name name's number of oh ok okay on one please right see should so sorry speaking
    sure thank thanks that that'd that'll that's the then think this to uh um wait was well will would yeah yes you
    """.split()  # noqa: SIM905 - a word list
)
"""Words that carry no content beside a value: "it's 4568 I think" is nothing but 4568."""


class Word(NamedTuple):
    """One word of an utterance."""

    text: str
    """Lower case, with a plain apostrophe."""
    start: int
    end: int


class Found(NamedTuple):
    """A value that a reader found in a list of words."""

    value: Any
    first: int
    """Index of the first word used."""
    last: int
    """Index of the last word used."""


def words(text: str) -> list[Word]:
    """Split ``text`` into words, numbers and the signs that matter beside numbers; "forty-five" is two words."""
    return [Word(m.group().lower().replace("\u2019", "'"), m.start(), m.end()) for m in _WORD.finditer(text)]


def share(ws: list[Word], first: int, last: int) -> float:
    """Return which part of the words that mean anything lies in ``first..last``, 0 to 1."""
    used = last - first + 1
    others = sum(1 for i, w in enumerate(ws) if not first <= i <= last and w.text not in NOISE)
    return used / (used + others)
