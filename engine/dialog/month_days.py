"""Which day is named by a feast or by its place in a month? "Christmas Eve", "the first Monday in June".

"The last day of May" and "the tenth of next month" are such places too. A feast without a year is the coming one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from engine.dialog.feasts import day_of, feast_at, nearest_feast, told_over
from engine.dialog.words import Word, phrase_at, phrase_before, text_at
from engine.language import Language

_LAST = -1
_PLACES = 5
"""A weekday comes at most so often in a month."""

_Day = tuple[date | None, int, int]
_Month = tuple[int, int, int]
"""Year, month, and the index of the next word."""
Year = Callable[[int], tuple[int | None, int]]
"""Reads a year from a word on: the year, or None, and the index of the next word."""


def in_a_month(
    ws: list[Word], today: date, language: Language, year: Year, *, country: str, past: bool
) -> Iterator[_Day]:
    """Yield the days that are named by a feast or by their place in a month. ``past``: what was is told."""
    days = language.days
    for i in range(len(ws)):
        if feast := feast_at(ws, i, language, country):
            over = past or told_over(ws, i, feast[1], language)
            said, end = year(feast[1])
            found = nearest_feast(feast[0], today, over=over) if said is None else day_of(feast[0], said)
            yield found, i, feast[1] if said is None else end
        if (last := phrase_at(ws, i, days.month_end)) and (month := _month(ws, i + len(last), today, language)):
            said, end = year(month[2])
            in_year = month[0] if said is None else said
            yield date(in_year, month[1], monthrange(in_year, month[1])[1]), i, month[2] if said is None else end
        if ws[i].text in days.weekdays and (placed := _placed(ws, i, today, language)):
            yield placed
        if (of := phrase_at(ws, i, days.of_month)) and (ordinal := _ordinal(ws, i, language)):
            months = days.of_month.values[of]
            month_ = _moved(today, months if months is not None else int(ordinal[0] < today.day))
            yield _made(*month_, ordinal[0]), ordinal[1], i + len(of)


def _month(ws: list[Word], i: int, today: date, language: Language) -> _Month | None:
    """Read "November", "this month" from word ``i``."""
    days = language.days
    if (number := days.months.get(text_at(ws, i))) is not None:
        return today.year + (number < today.month), number, i + 1
    if month := phrase_at(ws, i, days.this_month):
        return *_moved(today, days.this_month.values[month]), i + len(month)
    return None


def _placed(ws: list[Word], i: int, today: date, language: Language) -> _Day | None:
    """Read "the first Monday in June" whose weekday is word ``i``."""
    days, j = language.days, i + 1
    place = _LAST if phrase_before(ws, i, days.last) else days.ordinals.get(text_at(ws, i - 1), 0)
    if not place or place > _PLACES or text_at(ws, j) not in days.of | days.within:
        return None
    month = _month(ws, j + 1, today, language)
    if month is None:
        return None
    weekday, first = days.weekdays[ws[i].text], i - 1 - (text_at(ws, i - 2) in days.the)
    length = monthrange(*month[:2])[1]
    found = [d for n in range(1, length + 1) if (d := date(month[0], month[1], n)).weekday() == weekday]
    at = place if place == _LAST else place - 1
    return (found[at] if at < len(found) else None), first, month[2]


def _ordinal(ws: list[Word], i: int, language: Language) -> tuple[int, int] | None:
    """Read the day of a month that ends before word ``i``: its number and its first word."""
    days, n = language.days, language.numbers
    word, before = text_at(ws, i - 1), text_at(ws, i - 2)
    if word in days.suffixes and before.isdecimal():
        return int(before[:3]), i - 2
    number = days.ordinals.get(word)
    if number is not None and number < 10 and before in n.tens:  # noqa: PLR2004
        return n.tens[before] + number, i - 2
    return None if number is None else (number, i - 1)


def _moved(today: date, months: int) -> tuple[int, int]:
    count = today.year * 12 + today.month - 1 + months
    return count // 12, count % 12 + 1


def _made(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def later_by(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that is shorter."""
    year, month = _moved(day, months)
    return date(year, month, 1) + timedelta(days=min(day.day, monthrange(year, month)[1]) - 1)
