"""Which letters and digits were spelled? "s for sugar", "double u", "forty one" as pieces that can be joined."""

from __future__ import annotations

from typing import NamedTuple

from engine.dialog.numbers import atoms
from engine.dialog.words import Word, phrase_at, text_at
from engine.language import Language


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
        if i in spoken and word != "o":
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


def _digits(ws: list[Word], start: int, language: Language) -> dict[int, Piece]:
    """Return the digits from the word at ``start``, by their first word."""
    found = (Piece(a.digits, start + a.first, start + a.last) for a in atoms(ws[start:], language.numbers))
    return {piece.first: piece for piece in found}


def explained(ws: list[Word], i: int, language: Language) -> int:
    """Return how many words after the letter at ``i`` only explain it: "for sugar", "Siegfried"."""
    letter = ws[i].text
    if len(letter) != 1:
        return 0
    if text_at(ws, i + 1) in language.contacts.spelled_by and text_at(ws, i + 2).startswith(letter):
        return 2
    following = text_at(ws, i + 1)
    return 1 if following in language.contacts.alphabet and following.startswith(letter) else 0
