"""How much did the caller say? Money and plain numbers in all the ways people say them.

An amount that could be two amounts ("four fifty") is no amount: the dialog asks again rather than guess about money.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from engine.dialog.numbers import REPEATS, SPOKEN, UNITS, ZERO, atoms, quantity, runs
from engine.dialog.words import Found, Word

MAJOR = frozenset({"pound", "pounds", "quid", "dollar", "dollars", "buck", "bucks", "euro", "euros"})
MINOR = frozenset({"p", "pence", "penny", "pennies", "cent", "cents"})
_SIGNS = frozenset({"£", "$", "€"})
_IDIOMS = {"fiver": Decimal(5), "tenner": Decimal(10), "grand": Decimal(1000)}
_NOT_MONEY = frozenset(
    """
    % percent per am pm o'clock second seconds minute minutes hour hours day days week weeks month months year years
    times st nd rd th items orders
    """.split()  # noqa: SIM905 - a word list
)
"""A number before one of these is something else."""
_LONGEST = 9
"""Digits read one by one that can still be an amount."""
_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 9

Amount = tuple[Decimal, int, bool]
"""The value, the index of the next word, and whether a currency was said."""


@lru_cache(maxsize=64)
def decimal_comma(locale: str) -> bool:
    """Whether numbers are written 1.200,50 in ``locale``."""
    try:
        return str(Locale.parse(locale, sep="-").number_symbols["latn"]["decimal"]) == ","
    except (UnknownLocaleError, ValueError, KeyError):
        return False


def money(ws: list[Word], locale: str) -> Found | None:
    """Find an amount, two decimals; one with its currency is preferred to a bare number."""
    comma = decimal_comma(locale)
    best: Found | None = None
    i = 0
    while i < len(ws):
        amount = None if _is_number(ws[i]) and _telephone(ws, i) else _amount(ws, i, comma=comma)
        if amount is None or not _acceptable(ws, i, amount):
            i = _past_number(ws, i)
            continue
        value, j, named = amount
        found = Found(value.quantize(_CENT), i, j - 1)
        if named:
            return found
        best = best or found
        i = j
    return best


def number(ws: list[Word], locale: str) -> Found | None:
    """Find a number; digits read one by one make one number."""
    comma = decimal_comma(locale)
    i = 0
    while i < len(ws):
        numeric = _is_number(ws[i]) or ws[i].text in {"a", "point"}
        refused = numeric and _telephone(ws, i)
        found = (_one_by_one(ws, i) or quantity(ws, i, comma=comma)) if numeric and not refused else None
        if found is None:
            i = _past_number(ws, i) if refused else i + 1
            continue
        negative = i > 0 and ws[i - 1].text in {"minus", "negative"}
        return Found(-found[0] if negative else found[0], i - negative, found[1] - 1)
    return None


def _acceptable(ws: list[Word], i: int, amount: Amount) -> bool:
    value, j, _ = amount
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -2 or value >= _MOST:  # noqa: PLR2004 - two decimals
        return False
    if i > 0 and ws[i - 1].text in {"minus", "negative"}:
        return False
    return j >= len(ws) or ws[j].text not in _NOT_MONEY


def _past_number(ws: list[Word], i: int) -> int:
    """Return where to look on after word ``i`` was refused: never inside the digits it belongs to."""
    return next((run.last + 1 for run in runs(ws[i:]) if run.first == 0), 1) + i if _is_number(ws[i]) else i + 1


def _is_number(word: Word) -> bool:
    return word.text[0].isdigit() or word.text in SPOKEN


def _telephone(ws: list[Word], i: int) -> bool:
    """Whether so many digits are read one by one from ``i`` that they are no amount."""
    first = next(iter(runs(ws[i:])), None)
    return first is not None and first.first == 0 and len(first.atoms) > _LONGEST


def _amount(ws: list[Word], i: int, *, comma: bool) -> Amount | None:
    word = ws[i].text
    if word in _SIGNS:
        signed = quantity(ws, i + 1, comma=comma)
        return None if signed is None else _minor_part(ws, signed[0], signed[1], comma=comma)
    following = ws[i + 1].text if i + 1 < len(ws) else ""
    if word in {"a", "one"} and following in _IDIOMS:
        return _IDIOMS[following], i + 2, True
    if word == "a" and following in MAJOR:
        return _minor_part(ws, Decimal(1), i + 2, comma=comma)
    plain = _one_by_one(ws, i) or quantity(ws, i, comma=comma)
    return None if plain is None else _with_currency(ws, plain[0], plain[1], comma=comma)


def _with_currency(ws: list[Word], value: Decimal, j: int, *, comma: bool) -> Amount | None:
    following = ws[j].text if j < len(ws) else ""
    if following in MAJOR:
        return _minor_part(ws, value, j + 1, comma=comma)
    if following in MINOR:
        return (value / 100, j + 1, True) if value == value.to_integral_value() else None
    if following == "grand":
        return value * 1000, j + 1, True
    second = quantity(ws, j, comma=comma)
    if second is None:
        return value, j, False
    return _price(ws, value, second[0], second[1])


def _price(ws: list[Word], first: Decimal, second: Decimal, j: int) -> Amount | None:
    """Read two numbers in a row: "forty five fifty" is 45.50, "one twenty pounds" 120, "four fifty" could be either."""
    whole = first == first.to_integral_value() and second == second.to_integral_value()
    if not whole or not 10 <= second <= 99:  # noqa: PLR2004
        return None
    named = j < len(ws) and ws[j].text in MAJOR
    if first < 10:  # noqa: PLR2004
        return (first * 100 + second, j + 1, True) if named else None
    return None if named or quantity(ws, j) else (first + second / 100, j, False)


def _minor_part(ws: list[Word], major: Decimal, j: int, *, comma: bool) -> Amount:
    """Read on after "45 pounds": "50", "fifty pence", "and 5 p"."""
    k = j + 1 if j < len(ws) and ws[j].text == "and" else j
    minor = (_one_by_one(ws, k) or quantity(ws, k, comma=comma)) if k < len(ws) else None
    if minor is None or major != major.to_integral_value() or minor[0] != minor[0].to_integral_value():
        return major, j, True
    value, after = minor
    named = after < len(ws) and ws[after].text in MINOR
    taken = after < len(ws) and (ws[after].text in MAJOR or ws[after].text in _NOT_MONEY)
    if value > 99 or taken:  # noqa: PLR2004
        return major, j, True
    return major + value / 100, after + named, True


def _one_by_one(ws: list[Word], i: int) -> tuple[Decimal, int] | None:
    """Read two or more single digits in a row as one number: "one two zero" is 120."""
    j = i
    while j < len(ws) and (ws[j].text in UNITS or ws[j].text in ZERO or ws[j].text in REPEATS or _single(ws[j])):
        j += 1
    if not 2 <= j - i <= _LONGEST:  # noqa: PLR2004
        return None
    if j < len(ws) and ws[j].text in {"hundred", "thousand", "million"}:
        return None
    digits = "".join(atom.digits for atom in atoms(ws[i:j]))
    whole = Decimal(digits or 0)
    if j + 1 < len(ws) and ws[j].text == "point":
        return quantity([Word(digits, 0, 0), *ws[j:]], 0) and _shifted(
            quantity([Word(digits, 0, 0), *ws[j:]], 0), j - 1
        )
    return whole, j


def _single(word: Word) -> bool:
    return len(word.text) == 1 and word.text.isdecimal()


def _shifted(found: tuple[Decimal, int] | None, by: int) -> tuple[Decimal, int] | None:
    return None if found is None else (found[0], found[1] + by)
