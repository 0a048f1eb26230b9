"""How is a name written that is explained by a letter? "Smith with a y", "Clark with an e on the end", "Ann, no e".

Only letters that were named are put in or left out; what they stand for is a language's ``sounds``.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.dialog.words import Word, phrase_at, text_at
from engine.language import Language

_VOWELS = frozenset("aeiou")
_SHORTEST = 3
"""Letters of a name from which one may be left out."""


class Explained(NamedTuple):
    """What is said about the letters of the word before."""

    first: int
    after: int
    """Its first word, and the one after the last."""
    letters: str
    with_: bool
    """Whether they are in the name."""
    times: int
    """How often in a row, where that is said; else 0."""
    at_end: bool


def explanation(ws: list[Word], language: Language) -> Explained | None:
    """Find the first "with a y", "without the p", "no h" behind a word."""
    c, n = language.contacts, language.numbers
    for i in range(1, len(ws)):
        if ws[i].text not in c.name_with and ws[i].text not in c.name_without:
            continue
        j = i + 1 + (text_at(ws, i + 1) in c.letter_articles)
        times = 0 if j > i + 1 else n.units.get(text_at(ws, j), 0)
        j += times > 0
        letters, after = _letters(ws, j, language)
        if letters:
            end = phrase_at(ws, after, language.choosing.ends)
            at_end = bool(end) and language.choosing.ends.values[end] < 0
            with_ = ws[i].text not in c.name_without
            return Explained(i, after + (len(end) if at_end else 0), letters, with_, times, at_end)
    return None


def respelled(name: str, told: Explained, language: Language) -> str:
    """Return ``name`` as its letters were explained."""
    low, letters = name.lower(), told.letters
    if not told.with_:
        at = low.rfind(letters)
        return name[:at] + name[at + len(letters) :] if at > 0 and len(low) > _SHORTEST else name
    if told.times:
        return _repeated(name, letters, told.times)
    if told.at_end:
        return name if low.endswith(letters) else name + letters
    if letters in low:
        return name
    for heard in language.contacts.sounds.get(letters, ()):
        at = len(low) - len(heard) if low.endswith(heard) else low.find(heard)
        if at >= 0:
            put = letters if at else letters.capitalize() if name[0].isupper() else letters
            return name[:at] + put + name[at + len(heard) :]
    return _put_in(name, letters, language)


def _put_in(name: str, letter: str, language: Language) -> str:
    """Put a silent letter where such letters stand: Clark``e``, Sara``h``, Jo``h``n."""
    silent = language.contacts.silent
    if letter not in silent:
        return name
    if silent[letter] == (name[-1].lower() in _VOWELS):
        return name + letter
    return name[:-1] + letter + name[-1] if silent[letter] else name


def _repeated(name: str, letter: str, times: int) -> str:
    """Write the last run of ``letter`` so many times, where it is not in the name so often already."""
    low = name.lower()
    end = low.rfind(letter) + 1
    start = end
    while start > 0 and low[start - 1] == letter:
        start -= 1
    return name if not end or start == 0 or low.count(letter) == times else name[:start] + letter * times + name[end:]


def _letters(ws: list[Word], i: int, language: Language) -> tuple[str, int]:
    """Read a letter, or two that are one sound, from word ``i``; return them and the index of the next word."""
    one, other = (text_at(ws, k).removesuffix("'s") for k in (i, i + 1))
    if len(one) != 1 or not one.isalpha():
        return "", i
    both = len(other) == 1 and one + other in language.contacts.sounds
    return (one + other, i + 2) if both else (one, i + 1)
