"""On which day is a feast? "Christmas Eve", "Easter Monday", "Thanksgiving", "Mother's Day" where its country has it.

A feast without a year is the coming one, or the last where what was is told.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from engine.dialog.words import Word, phrase_at, phrase_before
from engine.language import Language
from engine.language.model import Feast

_LAST = -1
_WEEK = 7


def feast_at(ws: list[Word], i: int, language: Language, country: str) -> tuple[Feast, int] | None:
    """Read a feast that ``country`` has at word ``i``; return it and the index of the next word."""
    days = language.days
    for table in (days.feasts_of.get(country.lower()), days.feasts):
        phrase = phrase_at(ws, i, table) if table is not None else ()
        if table is not None and phrase:
            return table.values[phrase], i + len(phrase)
    return None


def told_over(ws: list[Word], first: int, after: int, language: Language) -> bool:
    """Whether words beside a feast say that it is over: "last Christmas", "bonfire night just gone"."""
    days = language.days
    before, behind = phrase_before(ws, first, days.before), phrase_at(ws, after, days.after)
    return "last" in {days.before.values.get(before), days.after.values.get(behind)}


def nearest_feast(feast: Feast, today: date, *, over: bool) -> date:
    """Return the coming day of a feast, today included; the last one when it is ``over``."""
    days = [day_of(feast, today.year + n) for n in (-1, 0, 1)]
    return max(day for day in days if day <= today) if over else min(day for day in days if day >= today)


def day_of(feast: Feast, year: int) -> date:
    """Return the day of a feast in a year."""
    if not feast.month:
        return easter(year) + timedelta(days=feast.easter)
    if not feast.place:
        return date(year, feast.month, feast.day)
    last = date(year, feast.month, monthrange(year, feast.month)[1])
    if feast.place == _LAST:
        return last - timedelta(days=(last.weekday() - feast.weekday) % _WEEK)
    first = last.replace(day=1)
    return first + timedelta(days=(feast.weekday - first.weekday()) % _WEEK + _WEEK * (feast.place - 1))


def easter(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar: the anonymous algorithm of Meeus."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
