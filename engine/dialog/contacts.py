"""How is the caller reached? Telephone numbers and postcodes."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

from engine.dialog.numbers import Run, atoms, digit_runs, runs
from engine.dialog.spelling import spelled
from engine.dialog.words import Found, Word, text_at
from engine.language import Language
from engine.language.country import region

_PHONE_LENGTHS = range(6, 18)
_POSTCODE = re.compile(r"(GIR0AA|[A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
_POSTCODE_WORDS = 10
_ZIP_COUNTRIES = {"US": 5, "DE": 5, "FR": 5, "ES": 5, "IT": 5, "MX": 5, "AT": 4, "CH": 4}


# -------------------------------------------------------------------------------------------------- telephone number


def find_phone(ws: list[Word], language: Language, home: str) -> Found | None:
    """Find a telephone number that is possible in its country, without a code that of ``home``; E.164."""
    n = language.numbers
    joined = runs(ws, atoms(ws, n), n.fillers | n.joints)
    for run in (*joined, *digit_runs(ws, n), *digit_runs(ws, n, homophones=True)):
        plus = text_at(ws, run.first - 1) in language.contacts.plus | {"+"}
        number = _possible(run, home, plus=plus)
        if number is not None:
            return Found(number, run.first - plus, run.last)
    return None


def _possible(run: Run, home: str, *, plus: bool) -> str | None:
    if len(run.digits) not in _PHONE_LENGTHS:
        return None
    return e164(f"+{run.digits}" if plus else run.digits, home)


def e164(digits: str, home: str) -> str | None:
    """Return the number in E.164, or None when its country has no numbers of this length."""
    try:
        number = phonenumbers.parse(digits, region(home))
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


# ---------------------------------------------------------------------------------------------------------- postcode


def find_postcode(ws: list[Word], language: Language, home: str) -> Found | None:
    """Find a British postcode ("s w one a one a a"), or as many digits as the country's codes have."""
    country = region(home)
    if country != "GB":
        length = _ZIP_COUNTRIES.get(country, 0)
        found = digit_runs(ws, language.numbers)
        hits = [r for r in found if (len(r.digits) == length if length else 4 <= len(r.digits) <= 6)]  # noqa: PLR2004
        return Found(hits[0].digits, hits[0].first, hits[0].last) if hits else None
    apart = language.numbers.fillers | language.numbers.joints
    pieces = [piece for piece in spelled(ws, language) if piece.text not in apart]
    for first in range(len(pieces)):
        for last in range(min(len(pieces), first + _POSTCODE_WORDS) - 1, first - 1, -1):
            code = _POSTCODE.fullmatch(_lettered("".join(piece.text for piece in pieces[first : last + 1]).upper()))
            if code:
                return Found(f"{code[1]} {code[2]}", pieces[first].first, pieces[last].last)
    return None


def _lettered(code: str) -> str:
    """Tell the letter from the nought where only one can stand: a code begins with a letter and ends with two."""
    if not 5 <= len(code) <= 7:  # noqa: PLR2004
        return code
    start = code[0].replace("0", "O") + (
        code[1:2].replace("0", "O") if code[1:3].isdecimal() and code[1] == "0" else code[1:2]
    )
    return start + code[2:-3] + code[-3].replace("O", "0") + code[-2:].replace("0", "O")
