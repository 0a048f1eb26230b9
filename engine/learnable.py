"""What of an utterance may be kept to learn from? All but card numbers, e-mail addresses and numbers of four digits.

Stricter than ``engine.privacy``: a call needs its order number to be resumed, a model learns nothing from it. Typed
or spoken, in any language we know: whoever keeps need not know which one is spoken. Pure.
"""

from __future__ import annotations

import re

from engine.dialog.numbers import atoms, runs
from engine.dialog.words import words
from engine.language import LANGUAGES, Language
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


def learnable(text: str) -> str:
    """Return ``text`` without what is personal in it. Doing it twice changes nothing."""
    text = mask(text[:LONGEST])
    text = _SPOKEN.sub(EMAIL, _TYPED.sub(EMAIL, text))
    text = _LONG.sub(lambda found: NUMBER if len(_DIGIT.findall(found[0])) >= _FEWEST else found[0], text)
    for language in LANGUAGES.values():
        text = _without_numbers(text, language)
    return text


def says_anything(text: str) -> bool:
    """Whether a word is left beside what was taken out."""
    for mark in (MASK, NUMBER, EMAIL):
        text = text.replace(mark, " ")
    return any(c.isalnum() for c in text)


def _without_numbers(text: str, language: Language) -> str:
    ws, n = words(text, language), language.numbers
    for run in reversed(runs(ws, atoms(ws, n, homophones=False), n.bridges)):
        if len(run.digits) >= _FEWEST:
            text = text[: ws[run.first].start] + NUMBER + text[ws[run.last].end :]
    return text
