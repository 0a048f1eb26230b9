"""Which digits, or what quantity, do these words say? Numbers as people read them over a telephone.

Two readings of the same words exist and are never mixed: *digits* ("forty one eleven" is 4111) and a *quantity*
("forty one" is 41). Nothing here knows what the number is for; the words are a language's ``Numbers``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from engine.dialog.cardinals import cardinal, is_unit, scale_of
from engine.dialog.words import Word, phrase_at, text_at
from engine.language.model import Numbers

_LONGEST = 15  # digits of a typed quantity; anything longer is not one
_HALF = Decimal("0.5")
_TIMES = range(2, 5)
"""So often a digit is said to be repeated."""
_BESIDE = 2
"""Words within which the ends of a range stand beside what parts them."""


Number = tuple[Decimal, int]
"""A quantity and the index of the next word."""


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


def atoms(ws: list[Word], n: Numbers, *, homophones: bool = False) -> list[Atom]:
    """Return everything in ``ws`` that can be read as digits, in order."""
    found: list[Atom] = []
    after = 0
    for i, (word, _, _) in enumerate(ws):
        begins = word in n.spoken or word in n.ones or word[0].isdigit() or (homophones and word in n.homophones)
        if i < after or not begins:
            continue
        atom = _atom(ws, i, n, homophones=homophones)
        if atom is not None:
            found.append(atom)
            after = atom.last + 1
    return found


def runs(ws: list[Word], found: Iterable[Atom], fillers: frozenset[str]) -> list[Run]:
    """Return the runs that ``found``, atoms of ``ws``, make when nothing but ``fillers`` stands between them."""
    groups: list[list[Atom]] = []
    for atom in found:
        if groups and all(w.text in fillers for w in ws[groups[-1][-1].last + 1 : atom.first]):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return [Run("".join(a.digits for a in g), g[0].first, g[-1].last, tuple(g)) for g in groups]


def digit_runs(ws: list[Word], n: Numbers, *, homophones: bool = False) -> list[Run]:
    """Return the runs of digits in ``ws``."""
    return runs(ws, atoms(ws, n, homophones=homophones), n.fillers)


def digits_of(text: str) -> str:
    """Return the decimal digits in ``text`` as ASCII."""
    kept = re.sub(r"\D", "", text)
    return kept if kept.isascii() else "".join(str(int(c)) for c in kept)


def _atom(ws: list[Word], i: int, n: Numbers, *, homophones: bool) -> Atom | None:
    word = ws[i].text
    if word in n.zero:
        return Atom("0", i, i)
    if word in n.repeats:
        return _repeated(ws, i, i + 1, n.repeats[word], n, homophones=homophones)
    if n.times and text_at(ws, i + 1) in n.times and n.units.get(word, 1) in _TIMES:
        again = _repeated(ws, i, i + 2, n.units[word], n, homophones=homophones)
        if again is not None:
            return again
    return _counted(ws, i, n) or _number_atom(ws, i, n, homophones=homophones)


def _number_atom(ws: list[Word], i: int, n: Numbers, *, homophones: bool) -> Atom | None:
    word = ws[i].text
    if word[0].isdigit() and text_at(ws, i + 1) not in n.scaled:
        return Atom(digits_of(word), i, i)
    spoken = cardinal(ws, i, n)
    if spoken is not None:
        return Atom(str(spoken[0]), i, spoken[1] - 1)
    return Atom(n.homophones[word], i, i) if homophones and word in n.homophones else None


def _counted(ws: list[Word], i: int, n: Numbers) -> Atom | None:
    """Read "four zeros" at ``i``."""
    word, digit = ws[i].text, n.plurals.get(text_at(ws, i + 1))
    times = int(word) if len(word) == 1 and word.isdecimal() else n.units.get(word, 0)
    return None if digit is None or times < 2 else Atom(str(digit) * times, i, i + 1)  # noqa: PLR2004


def _repeated(ws: list[Word], i: int, j: int, times: int, n: Numbers, *, homophones: bool) -> Atom | None:
    """Read "double four" at ``i``, at most "double eleven"; what is repeated stands at ``j``."""
    j += text_at(ws, j) in n.repeated_the
    again = _atom(ws, j, n, homophones=homophones) if j < len(ws) and ws[j].text not in n.repeats else None
    if again is None or len(again.digits) > 2:  # noqa: PLR2004
        return None
    return Atom(again.digits * times, i, again.last)


# -------------------------------------------------------------------------------------------------------- quantities


def quantity(ws: list[Word], i: int, n: Numbers, *, comma: bool = False) -> tuple[Decimal, int] | None:
    """Read a number with or without decimals from word ``i``. ``comma``: the locale's decimal sign is a comma."""
    if i >= len(ws):
        return None
    word = ws[i].text
    if word in n.inner and text_at(ws, i + 1) in n.halves:
        return 1 + _HALF, i + 2
    if word in n.point:
        whole, j = Decimal(0), i
    elif word[0].isdigit() and (text_at(ws, i + 1) not in n.scaled or not word.isdecimal()):
        typed = _typed(word, comma=comma)
        if typed is None:
            return None
        whole, j = typed, i + 1
    elif word in n.zero:
        whole, j = Decimal(0), i + 1
    else:
        spoken = cardinal(ws, i, n)
        if spoken is None:
            return None
        whole, j = Decimal(spoken[0]), spoken[1]
    return _fraction(ws, whole, j, n)


def _fraction(ws: list[Word], whole: Decimal, j: int, n: Numbers) -> tuple[Decimal, int] | None:
    """Read on after a whole number: a half, decimals, and what then multiplies both."""
    part, after = part_at(ws, j, n)
    each = scale_of(text_at(ws, j - 1), n)
    if part and each > 1:  # "a million and a half"
        return whole + Decimal(int(each * part)), after
    found = (whole + part, after) if part else _with_decimals(ws, whole, j, n)
    if found is None or (found[1] == j and whole == whole.to_integral_value()):
        return found
    scale = scale_of(text_at(ws, found[1]), n)  # "two and a half thousand", "1.5 million"
    product = found[0] * scale
    whole_again = product == product.to_integral_value()
    return (Decimal(int(product)) if scale > 1 and whole_again else product), found[1] + (scale > 1)


def part_at(ws: list[Word], i: int, n: Numbers) -> Number:
    """Read "and a half" at word ``i``: what it adds to a whole, 0 where it is none, and the index of the next word."""
    if text_at(ws, i) in n.halves:
        return _HALF, i + 1
    phrase = phrase_at(ws, i, n.and_part)
    return n.and_part.values.get(phrase, Decimal(0)), i + len(phrase)


def _with_decimals(ws: list[Word], whole: Decimal, j: int, n: Numbers) -> tuple[Decimal, int] | None:
    if text_at(ws, j) not in n.point:
        return whole, j
    digits, k = "", j + 1
    while k < len(ws) and (atom := _decimal(ws, k, n)) is not None:
        digits, k = digits + atom.digits, atom.last + 1
    if not digits or len(digits) > _LONGEST or whole != whole.to_integral_value():
        return None
    return whole + Decimal(f"0.{digits}"), k


def _decimal(ws: list[Word], i: int, n: Numbers) -> Atom | None:
    """Read a digit, or a few, after the decimal sign: of "five million" only the five."""
    unit = n.units.get(ws[i].text)
    if unit is not None and text_at(ws, i + 1) in n.scaled:
        return Atom(str(unit), i, i)
    return None if ws[i].text in n.scaled else _atom(ws, i, n, homophones=False)


def _typed(word: str, *, comma: bool) -> Decimal | None:
    group, point = (".", ",") if comma else (",", ".")
    if not re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})*(?:\{point}\d+)?|\d+(?:\{point}\d+)?", word):
        return None
    if len(word) > _LONGEST:
        return None
    return Decimal(word.replace(group, "").replace(point, "."))


def ranged(ws: list[Word], n: Numbers) -> bool:
    """Whether numbers are the ends of a range, "zwischen drei und vier": then none of them is meant."""
    numeric = [word.text[0].isdigit() or word.text in n.spoken for word in ws]
    return any(
        any(numeric[i + 1 : i + 1 + _BESIDE]) and (word.text in n.between or any(numeric[max(0, i - _BESIDE) : i]))
        for i, word in enumerate(ws)
        if word.text in n.between or word.text in n.until
    )


def one_by_one(ws: list[Word], i: int, n: Numbers, most: int, never: Collection[str] = ()) -> int:
    """Return where two to ``most`` single digits in a row end that begin at word ``i``; ``i`` when they do not."""
    j = i
    while j < len(ws) and _is_digit(ws, j, n, never):
        j += 1
    return j if 2 <= j - i <= most and text_at(ws, j) not in n.scaled else i  # noqa: PLR2004


def _is_digit(ws: list[Word], i: int, n: Numbers, never: Collection[str]) -> bool:
    """Whether word ``i`` is one digit, or doubles one, and begins no bigger number."""
    word = ws[i].text
    if n.unit_tens and text_at(ws, i + 1) == n.unit_tens and text_at(ws, i + 2) in n.tens:
        return False
    single = len(word) == 1 and word.isdecimal()
    return single or is_unit(word, n) or (word in n.repeats and word not in never)
