"""Which day of the calendar do numbers mean? Years said short or not at all, day and month in a country's order.

A day without its year lies ahead, or has just been.
"""

from __future__ import annotations

from datetime import date, timedelta

from engine.language.country import date_order

_JUST_BEEN = timedelta(days=14)
"""A day that long ago is rather meant than the same day next year."""


def ordered(parts: tuple[int, int], locale: str) -> tuple[int, int]:
    """Return day and month of two numbers in the order of ``locale``."""
    return parts if date_order(locale) == "d" else (parts[1], parts[0])


def make(year: int, month: int, day: int) -> date | None:
    """Return the date, or None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(month: int, day: int, today: date) -> date | None:
    """Return the day nearest to ``today``, among last, this and next year."""
    days = [d for y in (-1, 0, 1) if (d := make(today.year + y, month, day))]
    return min(days, key=lambda d: abs(d - today)) if days else None


def without_year(month: int, day: int, today: date, *, past: bool = False) -> date | None:
    """Return the coming such day, or one that has just been; the last one when ``past``. None: there is none."""
    days = [d for y in (-1, 0, 1) if (d := make(today.year + y, month, day))]
    if past:
        return max((d for d in days if d <= today), default=None)
    return min((d for d in days if d >= today - _JUST_BEEN), default=max(days, default=None))


def full_year(text: str, today: date) -> int:
    """Return the year that "26" or "2026" means: two digits lie at most 20 years ahead."""
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004
        return year
    year += today.year - today.year % 100
    return year - 100 if year > today.year + 20 else year
