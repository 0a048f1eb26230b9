"""How does a value sound, and how does it look? ``spoken`` is for the caller's ear, ``written`` for notes and logs.

What is spoken can be read back: ``read_slot`` of a spoken value is the value.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_name,
    get_territory_currencies,
)
from num2words import num2words

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS = dict(zip("0123456789", _WORDS, strict=True))
_MONEY = {"GBP": ("pound", "pence", "penny"), "USD": ("dollar", "cents", "cent"), "EUR": ("euro", "cents", "cent")}
_EPOCH = date(2020, 1, 1)  # any day on which today's currencies were in use: babel would ask the clock
_NEAR = timedelta(days=180)
"""Within this, a date needs no year to be understood."""

Form = Callable[[object, str], str]


def spoken(  # noqa: PLR0911 - one return for each kind
    value: object, kind: str = "", locale: str = "en-GB", *, today: date | None = None
) -> str:
    """Return ``value`` as it is said aloud. ``kind`` is a slot type's name; empty: told from the value's own type.

    With ``today``, near dates go without their year, and neighbours by name ("tomorrow").
    """
    kind = kind or _kind(value)
    if kind == "money" and _is_amount(value):
        return _spoken_money(Decimal(str(value)), locale)
    if kind == "date" and isinstance(value, date):
        return _spoken_date(value, locale, today)
    if kind == "time" and isinstance(value, time):
        return _spoken_time(value, locale)
    if kind == "phone":
        return _spoken_phone(str(value), locale)
    if kind in {"digits", "postcode"}:
        return _spelled(str(value))
    if kind == "email":
        return _spoken_email(str(value))
    return _plain(value, kind, locale)


def written(value: object, kind: str = "", locale: str = "en-GB") -> str:
    """Return ``value`` as a person would write it: ``4568``, ``£45.50``, ``3 March 2026``."""
    kind = kind or _kind(value)
    if kind == "money" and _is_amount(value):
        return str(format_currency(Decimal(str(value)), currency(locale), locale=_locale(locale)))
    if kind == "date" and isinstance(value, date):
        return str(format_date(value, "long", locale=_locale(locale)))
    if kind == "time" and isinstance(value, time):
        return str(format_time(value, "short", locale=_locale(locale)))
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
        return "yes" if value else "no"
    if isinstance(value, (Decimal, int, float)):
        return str(format_decimal(value, locale=_locale(locale)))
    text = "" if value is None else str(value)
    return text.replace("_", " ") if kind == "one_of" else text


# ------------------------------------------------------------------------------------------------------------ locale


@lru_cache(maxsize=64)
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


@lru_cache(maxsize=64)
def currency(locale: str) -> str:
    """Return the ISO code of the currency of ``locale``'s country."""
    territory = _locale(locale).territory or "GB"
    codes = get_territory_currencies(territory, _EPOCH, _EPOCH)
    return str(codes[0]) if codes else "GBP"


def _english(locale: str) -> bool:
    return locale.startswith("en")


# ------------------------------------------------------------------------------------------------------------ values


def _spelled(text: str) -> str:
    """Digits one by one as words, letters one by one."""
    return " ".join(_DIGITS.get(c, c.upper()) for c in text if c.isalnum())


@lru_cache(maxsize=1024)
def _spoken_money(value: Decimal, locale: str) -> str:
    code = currency(locale)
    minus = "minus " if value < 0 else ""
    major, minor = divmod(int(abs(value.quantize(Decimal("0.01"))) * 100), 100)
    if not _english(locale) or code not in _MONEY:
        amount = format_decimal(abs(value), locale=_locale(locale))
        return f"{minus}{amount} {get_currency_name(code, count=abs(value), locale=_locale(locale))}"
    name, minors, one_minor = _MONEY[code]
    small = f"{minor} {one_minor if minor == 1 else minors}"
    if not major and minor:
        return minus + small
    big = f"{major:,} {name}{'' if major == 1 else 's'}"
    if not minor:
        return minus + big
    if minor < 10 or code == "USD":  # noqa: PLR2004 - "45 pounds 5" would be heard as 45.50
        return f"{minus}{big} and {small}"
    return f"{minus}{big} {minor}"


@lru_cache(maxsize=1024)
def _spoken_date(value: date, locale: str, today: date | None) -> str:
    if today is not None and _english(locale):
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((value - today).days)
        if near is not None:
            return near
    with_year = today is None or abs(value - today) > _NEAR
    if not _english(locale):
        return str(format_date(value, "full" if with_year else "EEEE d. MMMM", locale=_locale(locale)))
    day = num2words(value.day, to="ordinal").replace("-", " ")
    weekday, month = f"{value:%A}", f"{value:%B}"
    said = f"{weekday}, {month} {day}" if locale.endswith("US") else f"{weekday} the {day} of {month}"
    return f"{said}, {_spoken_year(value.year)}" if with_year else said


def _spoken_year(year: int) -> str:
    return str(num2words(year, to="year")).replace("-", " ")


def _spoken_time(value: time, locale: str) -> str:
    if not _english(locale):
        return str(format_time(value, "short", locale=_locale(locale)))
    if (value.hour, value.minute) in {(0, 0), (12, 0)}:
        return "midnight" if value.hour == 0 else "noon"
    hour, half = value.hour % 12 or 12, "am" if value.hour < 12 else "pm"  # noqa: PLR2004
    if not value.minute:
        return f"{hour} {half}"
    minute = f"oh {value.minute}" if value.minute < 10 else str(value.minute)  # noqa: PLR2004
    return f"{hour} {minute} {half}"


@lru_cache(maxsize=1024)
def _spoken_phone(value: str, locale: str) -> str:
    number = _phone(value)
    if number is None:
        return _spelled(value)
    text = phonenumbers.format_number(number, _phone_format(number, locale))
    groups = [_spelled(g) for g in text.replace("-", " ").replace("(", " ").replace(")", " ").split()]
    return ("plus " if text.startswith("+") else "") + ", ".join(g for g in groups if g)


def _phone(value: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return None


def _phone_format(number: phonenumbers.PhoneNumber, locale: str) -> int:
    home = phonenumbers.country_code_for_region(_locale(locale).territory or "GB")
    national = phonenumbers.PhoneNumberFormat.NATIONAL
    return int(national if number.country_code == home else phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _spoken_email(value: str) -> str:
    said = value.replace("@", " at ").replace(".", " dot ").replace("_", " underscore ").replace("-", " dash ")
    return " ".join(said.split())
