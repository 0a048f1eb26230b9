"""How does a value sound, and how does it look? ``spoken`` is for the caller's ear, ``written`` for notes and logs.

What is spoken can be read back: ``read_slot`` of a spoken value is the value, in every language we know.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

import phonenumbers
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal

from engine.language import of
from engine.language.country import babel_locale, currency, region
from engine.voice.days import spoken_date, spoken_time
from engine.voice.money import spoken_money

Form = Callable[[object, str], str]


def spoken(  # noqa: PLR0911 - one return for each kind
    value: object, kind: str = "", locale: str = "en-GB", *, today: date | None = None, home: str = ""
) -> str:
    """Return ``value`` as it is said aloud. ``kind`` is a slot type's name; empty: told from the value's own type.

    With ``today``, near dates go without their year, and neighbours by name ("tomorrow"). ``home``: the locale of whose
    money and telephone numbers they are, where that is not the caller's: a British bill is in pounds in any language.
    """
    kind = kind or _kind(value)
    if kind == "money" and _is_amount(value):
        return spoken_money(Decimal(str(value)), locale, currency(home or locale))
    if kind == "date" and isinstance(value, date):
        return spoken_date(value, locale, today)
    if kind == "time" and isinstance(value, time):
        return spoken_time(value, locale)
    if kind == "phone":
        return _spoken_phone(str(value), locale, home or locale)
    if kind in {"digits", "postcode"}:
        return _spelled(str(value), locale)
    if kind == "email":
        return _spoken_email(str(value), locale)
    if kind == "number" and _is_amount(value):
        return _spoken_number(Decimal(str(value)), locale)
    return _plain(value, kind, locale)


def written(value: object, kind: str = "", locale: str = "en-GB") -> str:
    """Return ``value`` as a person would write it: ``4568``, ``£45.50``, ``3 March 2026``."""
    kind = kind or _kind(value)
    if kind == "money" and _is_amount(value):
        return str(format_currency(Decimal(str(value)), currency(locale), locale=babel_locale(locale)))
    if kind == "date" and isinstance(value, date):
        return str(format_date(value, "long", locale=babel_locale(locale)))
    if kind == "time" and isinstance(value, time):
        return str(format_time(value, "short", locale=babel_locale(locale)))
    if kind == "phone":
        number = _phone(str(value))
        return str(value) if number is None else phonenumbers.format_number(number, _phone_format(number, locale))
    return _plain(value, kind, locale)


def _kind(value: object) -> str:
    match value:
        case bool():
            return "yes_no"
        case Decimal() | int() | float():
            return "number"
        case date():
            return "date"
        case time():
            return "time"
        case _:
            return "text"


def _is_amount(value: object) -> bool:
    return isinstance(value, (Decimal, int, float)) and not isinstance(value, bool)


def _plain(value: object, kind: str, locale: str) -> str:
    if isinstance(value, bool):
        return of(locale).speech.yes if value else of(locale).speech.no
    if isinstance(value, (Decimal, int, float)):
        return str(format_decimal(value, locale=babel_locale(locale)))
    text = "" if value is None else str(value)
    return text.replace("_", " ") if kind == "one_of" else text


def _spoken_number(value: Decimal, locale: str) -> str:
    speech = of(locale).speech
    figure = format_decimal(abs(value), locale=babel_locale(locale), group_separator=speech.grouped)
    return f"{speech.minus} {figure}" if value.is_signed() and value else str(figure)


# ---------------------------------------------------------------------------------------------------------- spelling


def _spelled(text: str, locale: str) -> str:
    """Digits one by one as words, letters one by one."""
    digits = of(locale).speech.digits
    return " ".join(digits[int(c)] if c in "0123456789" else c.upper() for c in text if c.isalnum())


@lru_cache(maxsize=1024)
def _spoken_phone(value: str, locale: str, home: str) -> str:
    number = _phone(value)
    if number is None:
        return _spelled(value, locale)
    text = phonenumbers.format_number(number, _phone_format(number, home))
    groups = [_spelled(g, locale) for g in text.replace("-", " ").replace("(", " ").replace(")", " ").split()]
    plus = f"{of(locale).speech.plus} " if text.startswith("+") else ""
    return plus + ", ".join(g for g in groups if g)


def _phone(value: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return None


def _phone_format(number: phonenumbers.PhoneNumber, home: str) -> int:
    code = phonenumbers.country_code_for_region(region(home))
    national = phonenumbers.PhoneNumberFormat.NATIONAL
    return int(national if number.country_code == code else phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _spoken_email(value: str, locale: str) -> str:
    speech = of(locale).speech
    said = value.replace("@", f" {speech.at} ")
    for sign, name in speech.signs.items():
        said = said.replace(sign, f" {name} ")
    return " ".join(said.split())
