"""Which digits, or what quantity, do these words say? English numbers as people read them over a telephone.

Two readings of the same words exist and are never mixed: *digits* ("forty one eleven" is 4111) and a *quantity*
("forty one" is 41). Nothing here knows what the number is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from engine.dialog.words import Word

ZERO = frozenset({"zero", "oh", "o", "nought", "naught", "nil"})
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = {word: n for n, word in enumerate(_UNITS, 1)}
TEENS = {word: n for n, word in enumerate(_TEENS.split(), 10)}
TENS = {word: n * 10 for n, word in enumerate(_TENS, 2)} | {"fourty": 40}
REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
HOMOPHONES = {"to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1", "niner": "9", "fife": "5"}
"""What a transcriber writes for a digit when it expects a sentence."""
FILLERS = frozenset({"uh", "um", "er", "erm", "ah", "eh", "hmm", "mm", "dash", "hyphen", "space", "then", "comma"})
"""Words that do not end a run of digits."""
_THOUSANDS = {"thousand": 1_000, "million": 1_000_000}
_SCALES = frozenset({"hundred", *_THOUSANDS})
_LONGEST = 15  # digits of a typed quantity; anything longer is not one


SPOKEN = frozenset({*ZERO, *UNITS, *TEENS, *TENS, *REPEATS})
"""Every word that begins digits."""


class Atom(NamedTuple):
    """Digits said in one breath: ``double four``, ``forty one``, ``oh``, ``4568``."""

    digits: str
    first: int
    """Index of the first word."""
    last: int
    """Index of the last word."""


class Run(NamedTuple):
    """Atoms with nothing but fillers between them."""

    digits: str
    first: int
    last: int
    atoms: tuple[Atom, ...]


# ----------------------------------------------------------------------------------------------------------- digits


def atoms(ws: list[Word], *, homophones: bool = False) -> list[Atom]:
    """Return everything in ``ws`` that can be read as digits, in order."""
    found: list[Atom] = []
    after = 0
    for i, word in enumerate(ws):
        if i < after or not (
            word.text in SPOKEN
            or word.text == "a"
            or word.text[0].isdigit()
            or (homophones and word.text in HOMOPHONES)
        ):
            continue
        atom = _atom(ws, i, homophones=homophones)
        if atom is not None:
            found.append(atom)
            after = atom.last + 1
    return found


def runs(ws: list[Word], found: Iterable[Atom] | None = None, *, fillers: frozenset[str] = FILLERS) -> list[Run]:
    """Return the runs of digits in ``ws``; ``found`` are its atoms, when they are not the usual ones."""
    groups: list[list[Atom]] = []
    for atom in atoms(ws) if found is None else found:
        if groups and all(w.text in fillers for w in ws[groups[-1][-1].last + 1 : atom.first]):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return [Run("".join(a.digits for a in g), g[0].first, g[-1].last, tuple(g)) for g in groups]


def digits_of(text: str) -> str:
    """Return the decimal digits in ``text`` as ASCII."""
    kept = re.sub(r"\D", "", text)
    return kept if kept.isascii() else "".join(str(int(c)) for c in kept)


def _atom(ws: list[Word], i: int, *, homophones: bool) -> Atom | None:
    word = ws[i].text
    if word in ZERO:
        return Atom("0", i, i)
    if word in REPEATS:
        again = _atom(ws, i + 1, homophones=homophones) if i + 1 < len(ws) and ws[i + 1].text not in REPEATS else None
        if again is None or len(again.digits) > 2:  # noqa: PLR2004 - "double four", at most "double eleven"
            return None
        return Atom(again.digits * REPEATS[word], i, again.last)
    if word[0].isdigit() and not _is(ws, i + 1, _SCALES):
        return Atom(digits_of(word), i, i)
    spoken = cardinal(ws, i)
    if spoken is not None:
        return Atom(str(spoken[0]), i, spoken[1] - 1)
    return Atom(HOMOPHONES[word], i, i) if homophones and word in HOMOPHONES else None


# -------------------------------------------------------------------------------------------------------- quantities


def cardinal(ws: list[Word], i: int) -> tuple[int, int] | None:
    """Read "a hundred and twenty", "four thousand five hundred" from word ``i``; return it and the next index."""
    group = _below_thousand(ws, i)
    if group is None:
        return None
    value, j = group
    total = 0
    while _is(ws, j, _THOUSANDS):
        total += value * _THOUSANDS[ws[j].text]
        value, j = _rest(ws, j + 1) or (0, j + 1)
    return total + value, j


def quantity(ws: list[Word], i: int, *, comma: bool = False) -> tuple[Decimal, int] | None:
    """Read a number with or without decimals from word ``i``. ``comma``: the locale's decimal sign is a comma."""
    if i >= len(ws):
        return None
    word = ws[i].text
    if word == "point":
        whole, j = Decimal(0), i
    elif word[0].isdigit() and not _is(ws, i + 1, _SCALES):
        typed = _typed(word, comma=comma)
        if typed is None:
            return None
        whole, j = typed, i + 1
    elif word in ZERO:
        whole, j = Decimal(0), i + 1
    else:
        spoken = cardinal(ws, i)
        if spoken is None:
            return None
        whole, j = Decimal(spoken[0]), spoken[1]
    return _with_decimals(ws, whole, j)


def _with_decimals(ws: list[Word], whole: Decimal, j: int) -> tuple[Decimal, int] | None:
    if not _is(ws, j, ("point",)):
        return whole, j
    digits, k = "", j + 1
    while k < len(ws) and (atom := _atom(ws, k, homophones=False)) is not None:
        digits, k = digits + atom.digits, atom.last + 1
    if not digits or len(digits) > _LONGEST or whole != whole.to_integral_value():
        return None
    return whole + Decimal(f"0.{digits}"), k


def _typed(word: str, *, comma: bool) -> Decimal | None:
    group, point = (".", ",") if comma else (",", ".")
    if not re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})*(?:\{point}\d+)?|\d+(?:\{point}\d+)?", word):
        return None
    if len(word) > _LONGEST:
        return None
    return Decimal(word.replace(group, "").replace(point, "."))


def _below_thousand(ws: list[Word], i: int) -> tuple[int, int] | None:
    small = _small(ws, i)
    if small is None:
        return None
    value, j = small
    if not _is(ws, j, ("hundred",)):
        return value, j
    more, k = _tail(ws, j + 1) or (0, j + 1)
    return value * 100 + more, k


def _rest(ws: list[Word], i: int) -> tuple[int, int] | None:
    if _is(ws, i, ("and",)):
        return _below_thousand(ws, i + 1)
    if _is(ws, i + 1, ("hundred",)):
        return _below_thousand(ws, i)
    return _tail(ws, i)


def _tail(ws: list[Word], i: int) -> tuple[int, int] | None:
    """Read what follows a "hundred"; "nine hundred one two three" goes on digit by digit, so nothing follows there."""
    if _is(ws, i, ("and",)):
        return _small(ws, i + 1)
    small = _small(ws, i)
    if small is not None and small[0] < 10 and (_is(ws, small[1], UNITS) or _is(ws, small[1], ZERO)):  # noqa: PLR2004
        return None
    return small


def _small(ws: list[Word], i: int) -> tuple[int, int] | None:
    if i >= len(ws):
        return None
    word = ws[i].text
    if word in TENS:
        unit = UNITS.get(ws[i + 1].text, 0) if i + 1 < len(ws) else 0
        return TENS[word] + unit, i + (2 if unit else 1)
    value = UNITS.get(word) or TEENS.get(word)
    if value is None and _is(ws, i + 1, _SCALES):
        value = 1 if word in {"a", "one"} else int(word) if word.isdecimal() and len(word) <= 3 else None  # noqa: PLR2004
    return None if value is None else (value, i + 1)


def _is(ws: list[Word], i: int, options: Iterable[str]) -> bool:
    return i < len(ws) and ws[i].text in options
