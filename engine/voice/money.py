"""How is an amount of money said? "45 pounds 50", "45 Euro 50", "45 euros con 50", and babel's form elsewhere."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal, get_currency_name

from engine.language import known, of
from engine.language.country import babel_locale

_SMALL = 10
"""A second part below this is named: "45 pounds 5" would be heard as 45.50."""


@lru_cache(maxsize=1024)
def spoken_money(value: Decimal, locale: str, code: str) -> str:
    """Return an amount of the currency ``code`` (ISO), to the hundredth."""
    speech = of(locale).speech
    minus = f"{speech.minus} " if value < 0 else ""
    coin = speech.coins.get(code) if known(locale) else None
    if coin is None:
        amount = format_decimal(abs(value), locale=babel_locale(locale))
        return f"{minus}{amount} {get_currency_name(code, count=abs(value), locale=babel_locale(locale))}"
    major, minor = divmod(int(abs(value.quantize(Decimal("0.01"))) * 100), 100)
    small = f"{minor} {coin.one_minor if minor == 1 else coin.minors}"
    if not major and minor:
        return minus + small
    figure = f"{major:,}" if speech.grouped else str(major)
    big = f"{minus}{figure} {coin.one if major == 1 else coin.many}"
    if not minor:
        return big
    if minor < _SMALL or code in speech.named_minor:
        return f"{big} {speech.and_minor} {small}"
    return " ".join(part for part in (big, speech.with_minor, str(minor)) if part)
