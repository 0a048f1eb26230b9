"""How much did the caller say? Money and plain numbers in all the ways people say them.

An amount that could be two amounts ("four fifty") is no amount: the dialog asks again rather than guess about money.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from engine.dialog.cardinals import begins, is_unit
from engine.dialog.numbers import Number, atoms, digit_runs, one_by_one, part_at, quantity, ranged
from engine.dialog.words import Found, Word, phrase_at, text_at
from engine.language import Language
from engine.language.country import decimal_comma

SIGNS = frozenset({"£", "$", "€"})
_WINDOW = 80
"""Words in which a run of digits is looked for."""
_LONGEST = 9
"""Digits read one by one that can still be an amount."""
_POINTED = re.compile(r"\d+\.\d{2}")
_CENT = Decimal("0.01")
_HALF = Decimal("0.5")
_MOST = Decimal(10) ** 9

Amount = tuple[Decimal, int, bool]
"""The value, the index of the next word, and whether a currency was said."""


def money(ws: list[Word], language: Language, locale: str) -> Found | None:
    """Find an amount, two decimals; one with its currency is preferred to a bare number."""
    if ranged(ws, language.numbers):
        return None
    read = _Amounts(ws, language, comma=decimal_comma(locale))
    best: Found | None = None
    i = 0
    while i < len(ws):
        amount = None if read.is_number(i) and read.is_telephone(i) else read.amount(i)
        if amount is None or not read.acceptable(i, amount):
            i = read.past_number(i)
            continue
        value, j, named = amount
        found = Found(value.quantize(_CENT), i, j - 1)
        if named:
            return found
        best = best or found
        i = j
    return best


def number(ws: list[Word], language: Language, locale: str) -> Found | None:
    """Find a number; digits read one by one make one number."""
    read = _Amounts(ws, language, comma=decimal_comma(locale))
    n = language.numbers
    i = 0
    while i < len(ws):
        numeric = read.is_number(i) or ws[i].text in n.ones | n.point or begins(ws, i, n)
        refused = read.is_number(i) and read.is_telephone(i)
        found = read.plain(i) if numeric and not refused else None
        if found is None:
            i = read.past_number(i) if refused else i + 1
            continue
        negative = text_at(ws, i - 1) in n.minus
        return Found(-found[0] if negative else found[0], i - negative, found[1] - 1)
    parties = ((i, party) for i in range(len(ws)) if (party := phrase_at(ws, i, n.party)))
    return next((Found(Decimal(n.party.values[party]), i, i + len(party) - 1) for i, party in parties), None)


@dataclass(frozen=True, slots=True)
class _Amounts:
    """Reads the amounts of one utterance."""

    ws: list[Word]
    language: Language
    comma: bool
    """Whether the decimal sign is a comma."""

    # --------------------------------------------------------------------------------------------- what may be one

    def is_number(self, i: int) -> bool:
        """Whether word ``i`` begins digits."""
        word, n = self.ws[i].text, self.language.numbers
        if word in n.interjections and not is_unit(text_at(self.ws, i + 1), n):
            return False  # "oh" alone is no nought
        return word[0].isdigit() or word in n.spoken

    def is_telephone(self, i: int) -> bool:
        """Whether so many digits are read one by one from ``i`` that they are no amount."""
        first = next(iter(digit_runs(self.ws[i : i + _WINDOW], self.language.numbers)), None)
        return first is not None and first.first == 0 and len(first.atoms) > _LONGEST

    def past_number(self, i: int) -> int:
        """Return where to look on after word ``i`` was refused: never inside the digits it belongs to."""
        if not self.is_number(i):
            return i + 1
        found = digit_runs(self.ws[i : i + _WINDOW], self.language.numbers)
        return next((run.last + 1 for run in found if run.first == 0), 1) + i

    def acceptable(self, i: int, amount: Amount) -> bool:
        """Whether what stands around an amount leaves it one."""
        value, j, named = amount
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -2 or value >= _MOST:  # noqa: PLR2004 - two decimals
            return False
        before, after, m = text_at(self.ws, i - 1), text_at(self.ws, j), self.language.money
        if value == 1 and not named and before in self.language.numbers.pointing:
            return False
        if before in self.language.numbers.minus or (before in m.never_after and not named):
            return False
        dated = after in m.of and text_at(self.ws, j + 1) in self.language.days.months
        return not dated and not phrase_at(self.ws, j, m.never_before)

    # -------------------------------------------------------------------------------------------------- amounts

    def amount(self, i: int) -> Amount | None:
        """Read the amount that begins at word ``i``."""
        n, m, word, following = self.language.numbers, self.language.money, self.ws[i].text, text_at(self.ws, i + 1)
        if word in SIGNS:
            signed = quantity(self.ws, i + 1, n, comma=self.comma)
            return None if signed is None else self._signed(*signed)
        one = word in n.ones or word in n.inner
        if (idiom := self._idiom(i, one=one)) is not None:
            return idiom
        if one and following in m.major:
            return self._minor_part(Decimal(1), i + 2)
        if self.comma and following in m.major and _POINTED.fullmatch(word):  # "12.50 Euro": no group has two digits
            return Decimal(word), i + 2, True
        plain = self.plain(i)
        return None if plain is None else self._with_currency(plain[0], plain[1])

    def _idiom(self, i: int, *, one: bool) -> Amount | None:
        """Read "half a grand", "a grand and a half", "a tenner"."""
        n, m = self.language.numbers, self.language.money
        part = phrase_at(self.ws, i, n.portions)
        j = i + len(part)
        if part and text_at(self.ws, j) in m.grand:
            return n.portions.values[part] * 1000, j + 1, True
        following = text_at(self.ws, i + 1) if one or n.units.get(self.ws[i].text) == 1 else ""
        if one and following in m.grand:
            return self._rest_of_grand(Decimal(1000), i + 2)
        return (Decimal(m.idioms[following]), i + 2, True) if following in m.idioms else None

    def _signed(self, value: Decimal, j: int) -> Amount:
        """Read on after "£30"."""
        if text_at(self.ws, j) in self.language.money.grand:
            return value * 1000, j + 1, True
        return self._minor_part(value, j)

    def _rest_of_grand(self, value: Decimal, j: int) -> Amount:
        """Read on after "two grand": "five hundred"."""
        m = self.language.money
        part, after = part_at(self.ws, j, self.language.numbers)
        if part:  # "a grand and a half"
            return value + part * 1000, after, True
        rest = quantity(self.ws, j + (text_at(self.ws, j) in m.joints), self.language.numbers, comma=self.comma)
        if rest is None or not 1 <= rest[0] < 1000 or value % 1000:  # noqa: PLR2004
            return value, j, True
        return value + rest[0], rest[1] + (text_at(self.ws, rest[1]) in m.major), True

    def plain(self, i: int) -> Number | None:
        """Read a number: digits one by one, else a quantity."""
        if self.ws[i].text in self.language.numbers.interjections and not self.is_number(i):
            return None
        return (
            self._one_by_one(i) or self._tens_again(i) or quantity(self.ws, i, self.language.numbers, comma=self.comma)
        )

    def _tens_again(self, i: int) -> Number | None:
        """Read "thirty, three oh": tens that are said again, so that nobody hears thirteen."""
        n, (word, unit, zero) = self.language.numbers, (text_at(self.ws, k) for k in (i, i + 1, i + 2))
        again = word in n.tens and n.units.get(unit, 0) * 10 == n.tens[word] and zero in n.zero
        return (Decimal(n.tens[word]), i + 3) if again else None

    def _with_currency(self, value: Decimal, j: int) -> Amount | None:
        m, following = self.language.money, text_at(self.ws, j)
        k = j + (following in m.of and text_at(self.ws, j + 1) in m.major)
        if text_at(self.ws, k) in m.major:
            return self._minor_part(value, k + 1)
        if following in m.minor:
            return (value / 100, j + 1, True) if value == value.to_integral_value() else None
        if following in m.grand:
            return self._rest_of_grand(value * 1000, j + 1)
        if following in m.idioms:  # "three tenners"
            return value * m.idioms[following], j + 1, True
        return self._bare(value, j)

    def _bare(self, value: Decimal, j: int) -> Amount | None:
        """Read on after a number without a currency."""
        m, following = self.language.money, text_at(self.ws, j)
        if (again := self._said_again(value, j)) > j:
            return value, again, False
        parted = following in m.decimal
        second = quantity(self.ws, j + parted, self.language.numbers, comma=self.comma)
        if second is None:
            return value, j, False
        return self._price(value, second[0], second[1], parted=parted)

    def _price(self, first: Decimal, second: Decimal, j: int, *, parted: bool) -> Amount | None:
        """Read two numbers in a row.

        "Forty five fifty" is 45.50 and "one twenty pounds" 120; "four fifty" could be either, where a language shortens
        hundreds.
        """
        whole = first == first.to_integral_value() and second == second.to_integral_value()
        if not whole or not 10 <= second <= 99:  # noqa: PLR2004
            return None
        m, following = self.language.money, text_at(self.ws, j)
        if parted:
            return first + second / 100, j + (following in m.major or following in m.minor), following in m.major
        named = following in m.major
        if first < 10 and m.short_hundreds:  # noqa: PLR2004
            return (first * 100 + second, j + 1, True) if named else None
        if named or quantity(self.ws, j, self.language.numbers):
            return None
        return first + second / 100, j, False

    def _minor_part(self, major: Decimal, j: int) -> Amount:
        """Read on after "45 pounds": "50", "fifty pence", "and 5 p"."""
        m = self.language.money
        k = j + (text_at(self.ws, j) in m.joints)
        if text_at(self.ws, k) in m.halves and k > j and major == major.to_integral_value():
            return major + _HALF, k + 1, True
        if text_at(self.ws, k) in self.language.numbers.ones and text_at(self.ws, k + 1) in m.minor:
            return major + _CENT, k + 2, True
        minor = self.plain(k) if k < len(self.ws) else None
        if minor is None or major != major.to_integral_value() or minor[0] != minor[0].to_integral_value():
            return major, j, True
        value, after = minor
        if self._said_again(major, k) == after:
            return major, after, True
        following = text_at(self.ws, after)
        if value > 99 or following in m.major or phrase_at(self.ws, after, m.never_before):  # noqa: PLR2004
            return major, j, True
        return major + value / 100, after + (following in m.minor), True

    def _said_again(self, value: Decimal, i: int) -> int:
        """Return where ``value`` ends that is said again digit by digit from word ``i``: "fifteen, one five"."""
        while text_at(self.ws, i) in self.language.noise and not self.is_number(i):
            i += 1
        again = self._one_by_one(i) if i < len(self.ws) else None
        return again[1] if again is not None and again[0] == value else 0

    def _one_by_one(self, i: int) -> Number | None:
        """Read two or more single digits in a row as one number: "one two zero" is 120."""
        n = self.language.numbers
        j = one_by_one(self.ws, i, n, _LONGEST, self.language.money.never_after)
        if j == i:
            return None
        digits = "".join(atom.digits for atom in atoms(self.ws[i:j], n)) or "0"
        if j + 1 < len(self.ws) and self.ws[j].text in n.point:
            found = quantity([Word(digits, 0, 0), *self.ws[j:]], 0, n)
            return None if found is None else (found[0], found[1] + j - 1)
        return Decimal(digits), j
