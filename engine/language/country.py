"""How does a locale's country write numbers, dates and money? What babel knows about it, asked once.

A locale that nobody knows is read as British.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_territory_currencies

from engine.language import of

_EPOCH = date(2020, 1, 1)  # any day on which today's currencies were in use: babel would ask the clock


@lru_cache(maxsize=64)
def babel_locale(locale: str) -> Locale:
    """Return what babel knows about ``locale``."""
    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


@lru_cache(maxsize=64)
def region(locale: str) -> str:
    """Return the country of ``locale``; its language's home when it names none."""
    return str(babel_locale(locale).territory or of(locale).home)


@lru_cache(maxsize=64)
def currency(locale: str) -> str:
    """Return the ISO code of the currency of ``locale``'s country."""
    codes = get_territory_currencies(region(locale), _EPOCH, _EPOCH)
    return str(codes[0]) if codes else "GBP"


@lru_cache(maxsize=64)
def decimal_comma(locale: str) -> bool:
    """Whether numbers are written 1.200,50 in ``locale``."""
    symbols = babel_locale(locale).number_symbols
    return str(symbols.get("latn", symbols).get("decimal", ".")) == ","


@lru_cache(maxsize=64)
def date_order(locale: str) -> str:
    """Return ``d``, ``M`` or ``y``: what a date written in numbers begins with."""
    pattern = str(babel_locale(locale).date_formats["short"].pattern)
    return pattern.lstrip("'")[0]
