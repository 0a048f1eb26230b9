"""From which day to which? "From the fourth to the seventh of December": two days for two slots that ask for one each.

The first day may leave its month to the second; a span that ends before it begins is none.
"""

from __future__ import annotations

from datetime import date

from engine.dialog.calendar_days import make
from engine.dialog.dates import find_date
from engine.dialog.said_dates import SaidDates
from engine.dialog.words import Found, words
from engine.language import Language

_MOST = 4
"""So many of what parts two days are tried: each costs time."""
_REACH = 4
"""Words between a day and what parts it from the other."""


def span_of(text: str, today: date, language: Language, locale: str) -> tuple[date, date, tuple[int, int]] | None:
    """Read two days that "to" parts; return them and where they stand in ``text``: start and end offset."""
    ws = words(text, language)
    between = [k for k in range(1, len(ws) - 1) if ws[k].text in language.days.until]
    for k in between[:_MOST]:
        last = find_date(ws[k + 1 :], text, today, language, locale)
        said, other = (SaidDates(part, text, today, language) for part in (ws[:k], ws[k + 1 :]))
        first = _without_month(said, other, last.value) if last is not None else None
        first = first or find_date(ws[:k], text, today, language, locale)
        near = first is not None and last is not None and k - first.last <= _REACH and last.first < _REACH
        if first is not None and last is not None and near and first.value <= last.value:
            return first.value, last.value, (ws[first.first].start, ws[k + 1 + last.last].end)
    return None


def _without_month(said: SaidDates, other: SaidDates, last: date) -> Found | None:
    """Read a day whose month, and year, the other day says."""
    lone, day, named = said.lone_day(), next(said.day(), None), next(other.parts(), None)
    if lone is None or day is None or named is None or next(said.parts(), None) is not None:
        return None
    found = make(last.year, named[1], lone)
    return None if found is None else Found(found, day[1], day[2] - 1)
