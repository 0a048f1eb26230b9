"""What of an utterance may be kept to learn from? All but card numbers, e-mail addresses and numbers of four digits.

Stricter than ``engine.privacy``: a call needs its order number to be resumed, a model learns nothing from it. Typed
or spoken, in any language we know: whoever keeps need not know which one is spoken. Pure.
"""

from __future__ import annotations

import re

from engine.dialog.numbers import atoms, runs
from engine.dialog.words import words
from engine.language import LANGUAGES, Language
from engine.language.tables import plain_umlauts
from engine.privacy import MASK, mask

NUMBER = "•••• number"
"""Stands for a number. The word is left, so that "my account is ..." still means something."""
EMAIL = "•••• email"
LONGEST = 500
"""Characters of an utterance that are read; nobody says more in a breath."""

_FEWEST = 4
"""Digits from which on a number may be a passcode."""
_TYPED = re.compile(r"[^\s<>()\[\],;:]*@[^\s<>()\[\],;:]*")
_AT = r"(?:at|arroba|ät|klammeraffe)"
_DOT = r"(?:dot|punto|punkt)"
_JOINED = rf"\s+(?:{_DOT}|underscore|dash|hyphen|guion|unterstrich|minus|bindestrich)\s+"
_SPOKEN = re.compile(
    rf"(?<!\S)(?:\w\s+)*[\w.-]+(?:{_JOINED}[\w.-]+)*\s+{_AT}\s+(?:(?:\w\s+)*[\w-]+(?:{_JOINED}[\w-]+)+|\S+\.\w{{2,}})",
    re.IGNORECASE,
)
_LONG = re.compile(r"\d[\d .-]*\d")
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_GLUED = 7
"""Letters from which a word may be a number of several parts."""


def learnable(text: str) -> str:
    """Return ``text`` without what is personal in it. Doing it twice changes nothing."""
    text = mask(text[:LONGEST])
    text = _SPOKEN.sub(EMAIL, _TYPED.sub(EMAIL, text))
    text = _LONG.sub(lambda found: NUMBER if len(_DIGIT.findall(found[0])) >= _FEWEST else found[0], text)
    for language in _numbered(text):
        text = _without_numbers(text, language)
    return text


def says_anything(text: str) -> bool:
    """Whether a word is left beside what was taken out."""
    for mark in (MASK, NUMBER, EMAIL):
        text = text.replace(mark, " ")
    return any(c.isalnum() for c in text)


def _number_words() -> dict[str, frozenset[Language]]:
    found: dict[str, frozenset[Language]] = {}
    for language in LANGUAGES.values():
        for word in map(plain_umlauts, language.numbers.spoken | language.numbers.scaled):
            found[word] = found.get(word, frozenset()) | {language}
    return found


_NUMBER_WORDS = _number_words()
"""Word, without accents and umlauts -> the languages in which it may be a number or a part of one."""
_BEGIN_GLUED = {
    language: re.compile("|".join(map(plain_umlauts, language.numbers.glued)))
    for language in LANGUAGES.values()
    if language.numbers.glued
}
"""What a number that is written as one word begins with."""


def _numbered(text: str) -> list[Language]:
    """Return the languages in which ``text`` may hold a number; reading it for one takes twenty times as long."""
    if _DIGIT.search(text):
        return list(LANGUAGES.values())
    found: set[Language] = set()
    for word in _LETTERS.findall(plain_umlauts(text)):
        found |= _NUMBER_WORDS.get(word, frozenset())
        if len(word) >= _GLUED:
            found.update(language for language, begins in _BEGIN_GLUED.items() if begins.match(word))
    return [language for language in LANGUAGES.values() if language in found]


def _without_numbers(text: str, language: Language) -> str:
    ws, n = words(text, language), language.numbers
    for run in reversed(runs(ws, atoms(ws, n, homophones=False), n.bridges)):
        if len(run.digits) >= _FEWEST:
            text = text[: ws[run.first].start] + NUMBER + text[ws[run.last].end :]
    return text
