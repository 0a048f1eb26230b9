"""Which letters and digits were spelled? "s for sugar", "double u", "forty one" as pieces that can be joined."""

from __future__ import annotations

from typing import NamedTuple

from engine.dialog.numbers import atoms
from engine.dialog.words import Word, phrase_at, text_at
from engine.language import Language

_LINKS = 2
"""Words between a letter and what explains it: d ``as in`` delta."""


class Piece(NamedTuple):
    """A letter, digits or a whole word."""

    text: str
    first: int
    """Index of the first word."""
    last: int
    """Index of the last word, what explains a letter ("for sugar") not counted."""


def spelled(ws: list[Word], language: Language) -> list[Piece]:
    """Return letters and digits with the words they came from; "s for sugar" is an s, "double u" a w."""
    c = language.contacts
    spoken = _digits(ws, 0, language)
    pieces: list[Piece] = []
    i = 0
    while i < len(ws):
        word = ws[i].text
        letter = phrase_at(ws, i, c.letters)
        again = repeated(ws, i, language)
        if again is not None:
            pieces.append(again)
            i = again.last + 1 + explained(ws, again.last, language)
        elif i in spoken and word != "o":
            pieces.append(spoken[i])
            i = spoken[i].last + 1
        elif letter:
            pieces.append(Piece(c.letters.values[letter], i, i + len(letter) - 1))
            i += len(letter)
            spoken = _digits(ws, i, language)  # "uve doble uno" is w 1, not u 11
        else:
            pieces.append(Piece(word[0] if word in c.alphabet else word, i, i))
            i += 1 + explained(ws, i, language)
    return pieces


def is_letter_o(ws: list[Word], i: int, language: Language) -> bool:
    """Whether an "o", which may be a nought, stands among letters: "j o n e s"."""
    beside = (text_at(ws, i - 1), text_at(ws, i + 1))
    twice = text_at(ws, i - 1) in language.numbers.repeats
    beside = (text_at(ws, i - 2), beside[1]) if twice else beside
    after_double = text_at(ws, i + 1) in language.numbers.repeats and len(text_at(ws, i + 2)) == 1
    return ws[i].text == "o" and (after_double or any(len(w) == 1 and w.isalpha() and w != "o" for w in beside))


def repeated(ws: list[Word], i: int, language: Language) -> Piece | None:
    """Read "double l" at word ``i``; "double u" is a letter of its own."""
    c, times = language.contacts, language.numbers.repeats.get(ws[i].text, 0)
    if not times or i + 1 >= len(ws) or phrase_at(ws, i, c.letters):
        return None
    named = phrase_at(ws, i + 1, c.letters)
    word = c.letters.values[named] if named else ws[i + 1].text
    letter = word[0] if word in c.alphabet else word
    alone = len(letter) == 1 and letter.isalpha()
    if letter in language.numbers.zero and not is_letter_o(ws, i + 1, language):
        return None
    return Piece(letter * times, i, i + max(1, len(named))) if alone else None


def _digits(ws: list[Word], start: int, language: Language) -> dict[int, Piece]:
    """Return the digits from the word at ``start``, by their first word."""
    found = (Piece(a.digits, start + a.first, start + a.last) for a in atoms(ws[start:], language.numbers))
    return {piece.first: piece for piece in found}


def explained(ws: list[Word], i: int, language: Language) -> int:
    """Return how many words after the letter at ``i`` only explain it: "for sugar", "Siegfried"."""
    letter = ws[i].text
    if len(letter) != 1:
        return 0
    j = i + 1
    while j - i <= _LINKS and text_at(ws, j) in language.contacts.spelled_by:
        j += 1
    if j > i + 1 and text_at(ws, j).startswith(letter):
        return j - i
    following = text_at(ws, i + 1)
    return 1 if following in language.contacts.alphabet and following.startswith(letter) else 0
