"""How are a date and a time of day said? In words of each language we know, and babel's form elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import lru_cache

from babel.dates import format_date, format_time
from num2words import num2words

from engine.language import known, of
from engine.language.country import babel_locale, region

_NEAR = timedelta(days=180)
"""Within this, a date needs no year to be understood."""


@lru_cache(maxsize=1024)
def spoken_date(value: date, locale: str, today: date | None) -> str:
    """Return a date. With ``today``, near dates go without their year, and neighbours by name ("tomorrow")."""
    language = of(locale)
    if today is not None and known(locale):
        near = language.speech.near.get((value - today).days)
        if near is not None:
            return near
    with_year = today is None or abs(value - today) > _NEAR
    if not known(locale):
        return str(format_date(value, "full" if with_year else "EEEE d. MMMM", locale=babel_locale(locale)))
    return _DATES[language.code](value, locale, with_year)


@lru_cache(maxsize=1024)
def spoken_time(value: time, locale: str) -> str:
    """Return a time of day, to the minute."""
    if not known(locale):
        return str(format_time(value, "short", locale=babel_locale(locale)))
    return _TIMES[of(locale).code](value)


# ---------------------------------------------------------------------------------------------------------- English


def _english_date(value: date, locale: str, with_year: bool) -> str:
    day = _in_words(value.day, "en", to="ordinal")
    weekday, month = f"{value:%A}", f"{value:%B}"
    said = f"{weekday}, {month} {day}" if locale.endswith("US") else f"{weekday} the {day} of {month}"
    return f"{said}, {_in_words(value.year, 'en', to='year')}" if with_year else said


def _english_time(value: time) -> str:
    if (value.hour, value.minute) in {(0, 0), (12, 0)}:
        return "midnight" if value.hour == 0 else "noon"
    hour, half = value.hour % 12 or 12, "am" if value.hour < 12 else "pm"  # noqa: PLR2004
    if not value.minute:
        return f"{hour} {half}"
    minute = f"oh {value.minute}" if value.minute < 10 else str(value.minute)  # noqa: PLR2004
    return f"{hour} {minute} {half}"


# ---------------------------------------------------------------------------------------------------------- Spanish


def _spanish_date(value: date, locale: str, with_year: bool) -> str:
    """Return "el martes tres de marzo": like "mañana", it goes after a verb and after "para"."""
    weekday, month = _names(value, "es")
    first = value.day == 1 and region(locale) != "ES"  # America counts "primero", Spain "uno"
    said = f"el {weekday} {'primero' if first else _in_words(value.day, 'es')} de {month}"
    return f"{said} de {_in_words(value.year, 'es')}" if with_year else said


def _spanish_time(value: time) -> str:
    """Return "las tres y media de la tarde": it goes after "a"."""
    hour = value.hour % 12 or 12
    said = "la una" if hour == 1 else f"las {_in_words(hour, 'es')}"
    if value.minute:
        said += f" y {_SPANISH_PARTS.get(value.minute) or _in_words(value.minute, 'es')}"
    return f"{said} {next(part for until, part in _SPANISH_DAY if value.hour < until)}"


_SPANISH_PARTS = {15: "cuarto", 30: "media"}
_SPANISH_DAY = (
    (1, "de la noche"), (6, "de la madrugada"), (12, "de la mañana"), (13, "del mediodía"), (20, "de la tarde"),
    (24, "de la noche"),
)  # fmt: skip
"""Until which hour the day has which name."""


# ----------------------------------------------------------------------------------------------------------- German


def _german_date(value: date, locale: str, with_year: bool) -> str:  # noqa: ARG001 - every country says the same
    """Return "Dienstag, den dritten März": like "morgen", it goes before a verb and after "auf", "für" and "bis"."""
    weekday, month = _names(value, "de")
    said = f"{weekday}, den {_in_words(value.day, 'de', to='ordinal')}n {month}"
    return f"{said} {_in_words(value.year, 'de', to='year')}" if with_year else said


def _german_time(value: time) -> str:
    """Return "15 Uhr 30"; the small hours are named, since "3 Uhr" alone would be heard as the afternoon."""
    said = f"{value.hour} Uhr {value.minute}" if value.minute else f"{value.hour} Uhr"
    if not 1 <= value.hour <= 6:  # noqa: PLR2004
        return said
    return f"{said} {'nachts' if value.hour < 5 else 'morgens'}"  # noqa: PLR2004


# ------------------------------------------------------------------------------------------------------------ words

_DATES: dict[str, Callable[[date, str, bool], str]] = {"en": _english_date, "es": _spanish_date, "de": _german_date}
_TIMES: dict[str, Callable[[time], str]] = {"en": _english_time, "es": _spanish_time, "de": _german_time}


def _in_words(number: int, language: str, *, to: str = "cardinal") -> str:
    return str(num2words(number, lang=language, to=to)).replace("-", " ")


def _names(value: date, language: str) -> tuple[str, str]:
    """Return the names of the weekday and the month."""
    locale = babel_locale(language)
    return str(format_date(value, "EEEE", locale=locale)), str(format_date(value, "MMMM", locale=locale))
