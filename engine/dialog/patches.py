"""Which part of a value is corrected? "The last one's a four", "no, January", "no, one two four" at a number's end.

The rest of what was said before stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.dialog.figures import plain_atoms
from engine.dialog.heard import Heard, Reader
from engine.dialog.mended_dates import mended_date
from engine.dialog.times import mended_time
from engine.dialog.words import Word, phrase_at, share, text_at

_PATCH = 8
"""Words in which some digits of a number are corrected."""
_FEW = 3
_FEWEST = 2
"""Digits that are said anew without a word about where they stand: one could be anywhere."""


def patched(head: Heard, tail: list[Word]) -> object:
    """Return what was said first with the part of it that ``tail`` corrects; None when it corrects no part."""
    match head.type.kind:
        case "date":
            return mended_date(head, tail)
        case "time":
            return mended_time(head.words, tail, head.text, head.language)
        case _:
            return None


def other_digits(head: Heard, tail: list[Word], reader: Reader) -> str | None:
    """Read "the last one's a four", "it's a three at the end", and the end of a number said anew."""
    spoken = plain_atoms(head, tail) if len(tail) <= _PATCH else []
    kept = reader(head) if spoken else None
    if kept is None:
        return None
    place = next(_places(head, tail), None)
    digits = "".join(atom.digits for atom in spoken if not _is_pronoun(tail, atom.first, head))
    if place is None and not _resembles(kept.value, digits, head, tail, spoken[0].first):
        return None
    start = place if place is not None and place >= 0 else len(kept.value) - len(digits)
    inside = start > 0 or head.type.kind == "digits"  # a telephone number begins with its country
    if not digits or start < 0 or start + len(digits) > len(kept.value) or not inside:
        return None
    return str(kept.value[:start] + digits + kept.value[start + len(digits) :])


def _resembles(value: str, digits: str, head: Heard, tail: list[Word], first: int) -> bool:
    """Whether digits are the end of a number said anew: a third of them are the same, or all in another order."""
    end = value[-len(digits) :]
    if not _FEWEST <= len(digits) < len(value) or share(tail, first, len(tail) - 1, head.language.noise) < 1:
        return False
    alike = sum(a == b for a, b in zip(end, digits, strict=True))
    return alike * _FEW >= len(digits) or sorted(end) == sorted(digits)


def _places(head: Heard, tail: list[Word]) -> Iterator[int]:
    choosing = head.language.choosing
    for i, word in enumerate(tail):
        if ends := phrase_at(tail, i, choosing.ends):
            yield choosing.ends.values[ends]
        elif word.text in choosing.places:
            yield choosing.places[word.text]


def _is_pronoun(tail: list[Word], i: int, head: Heard) -> bool:
    """Whether a one, or a count, stands behind a place: the last ``one``, the last ``two`` are."""
    return text_at(tail, i - 1) in head.language.choosing.places
