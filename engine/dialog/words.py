"""Which words are in an utterance, and how many of them mean anything? The floor that every reader of values stands on.

Words are folded as their language compares them and know where they stand, so that a reader can say which part of the
utterance it used. A number that is written as one word is several: ``fünfundvierzig`` is ``funf``, ``und`` and
``vierzig``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from engine.language import Language
from engine.language.tables import Phrase, Phrases, Value

_LETTER = "[^\\W\\d_][\u0300-\u036f]*"
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|(?:{_LETTER})+(?:['\u2019](?:{_LETTER})+)*|[£$€+@%]")
_LONGEST = 80
"""Letters of a number that is written as one word; "achtzehn" is "acht zehn" too, so trying more would cost time."""


class Word(NamedTuple):
    """One word of an utterance."""

    text: str
    """As its language folds it."""
    start: int
    end: int
    """Where the written word stands that it is, or is a part of."""


class Found(NamedTuple):
    """A value that a reader found in a list of words."""

    value: Any
    first: int
    """Index of the first word used."""
    last: int
    """Index of the last word used."""


def words(text: str, language: Language) -> list[Word]:
    """Split ``text`` into words, numbers and the signs that matter beside numbers; "forty-five" is two words."""
    return list(_words(text, language))


@lru_cache(maxsize=16)  # one turn asks several times about one utterance
def _words(text: str, language: Language) -> tuple[Word, ...]:
    fold, glued = language.fold, _glued(language)
    found = [Word(_bare(fold(m.group()), language), m.start(), m.end()) for m in _WORD.finditer(text)]
    if glued is None:
        return tuple(found)
    return tuple(Word(part, w.start, w.end) for w in found for part in _parts(w.text, glued))


def _bare(word: str, language: Language) -> str:
    """Return a number without what is drawn together with it: "twenty ``five's`` fine"."""
    stem = word.removesuffix("'s")
    return stem if stem in language.numbers.spoken or stem in language.days.ordinals else word


def share(ws: list[Word], first: int, last: int, noise: frozenset[str]) -> float:
    """Return which part of the words that mean anything lies in ``first..last``, 0 to 1; parts of a word count once."""
    used = {w.start for w in ws[first : last + 1]}
    others = {w.start for w in (*ws[:first], *ws[last + 1 :]) if w.text not in noise} - used
    return len(used) / (len(used) + len(others))


def text_at(ws: list[Word], i: int) -> str:
    """Return the word at ``i``, empty where there is none."""
    return ws[i].text if 0 <= i < len(ws) else ""


def phrase_at(ws: list[Word], i: int, phrases: Phrases[Value]) -> Phrase:
    """Return the longest of ``phrases`` that begins at word ``i``; empty when none does."""
    for phrase in phrases.by_first.get(text_at(ws, i), ()):
        if len(phrase) == 1 or all(text_at(ws, i + k) == word for k, word in enumerate(phrase)):
            return phrase
    return ()


def phrase_before(ws: list[Word], i: int, phrases: Phrases[Value]) -> Phrase:
    """Return the longest of ``phrases`` that ends before word ``i``; empty when none does."""
    for phrase in phrases.by_last.get(text_at(ws, i - 1), ()):
        if len(phrase) == 1 or all(text_at(ws, i - len(phrase) + k) == word for k, word in enumerate(phrase)):
            return phrase
    return ()


@cache
def _glued(language: Language) -> re.Pattern[str] | None:
    """Return a pattern for a number that is written as one word: its first piece and the rest; None where none is."""
    pieces = "|".join(map(re.escape, sorted(language.numbers.glued, key=len, reverse=True)))
    return re.compile(rf"({pieces})((?:{pieces})*)") if pieces else None


def _parts(word: str, glued: re.Pattern[str]) -> list[str]:
    """Cut a number that is written as one word; any other word is one part."""
    if len(word) > _LONGEST:
        return [word]
    parts: list[str] = []
    rest = word
    while rest:
        found = glued.fullmatch(rest)
        if found is None:
            return [word]
        parts.append(found[1])
        rest = found[2]
    return parts
