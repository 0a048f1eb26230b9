"""Which date is meant when a part of it is said anew? "The 4th of May, no, June", "1958, no, 59"."""

from __future__ import annotations

from datetime import date

from engine.dialog.calendar_days import make, without_year
from engine.dialog.dates import find_date, month_named
from engine.dialog.heard import Heard
from engine.dialog.said_dates import SaidDates
from engine.dialog.words import Word, phrase_at, phrase_before, share

_NEAR_YEARS = 2
"""A year as near as that may be another when the day is another."""


def mended_date(head: Heard, tail: list[Word]) -> date | None:
    """Return the date in ``head`` with the part of it that ``tail`` says anew: "the 4th of May, no, June"."""
    today, language = head.today, head.language
    before, anew = (SaidDates(ws, head.text, today, language) for ws in (head.words, tail))
    kept, other = next(before.parts(), None), next(anew.parts(), None)
    if kept is None:
        return _other_weekday(head, tail) or _other_day(
            anew.lone_day(), month_named(head.words, head.text, today, language, head.locale)
        )
    day, month, year = kept[0], kept[1], before.year(kept[2])[0]
    if other is not None:
        far = year is not None and abs(year - today.year) >= _NEAR_YEARS
        return make(year, other[1], other[0]) if year and far and anew.year(other[2])[0] is None else None
    lone, months = (
        anew.lone_day(),
        [(language.days.months[w.text], i) for i, w in enumerate(tail) if w.text in language.days.months],
    )
    if lone is not None:
        day = lone
    elif months and share(tail, months[0][1], months[0][1], language.noise) == 1:
        month = months[0][0]
    else:
        years = [said for i in range(len(tail)) if (said := anew.year(i)[0]) is not None]
        if not years or year is None:
            return None
        year = years[0]
    return without_year(month, day, today) if year is None else make(year, month, day)


def _other_day(lone: int | None, named: date | None) -> date | None:
    """Return another day of the month of "Boxing Day, no, the 27th"."""
    return None if lone is None or named is None else make(named.year, named.month, lone)


def _other_weekday(head: Heard, tail: list[Word]) -> date | None:
    """Return the day in ``head`` on the weekday that ``tail`` is: "next week Thursday, no, Friday"."""
    days = head.language.days
    places, others = ([i for i, word in enumerate(ws) if word.text in days.weekdays] for ws in (head.words, tail))
    if not places or len(others) != 1 or share(tail, others[0], others[0], head.language.noise) < 1:
        return None
    if phrase_before(tail, others[0], days.before) or phrase_at(tail, others[0] + 1, days.after):
        return None  # "no, this Friday"
    instead = [*head.words[: places[-1]], tail[others[0]], *head.words[places[-1] + 1 :]]
    found = find_date(instead, head.text, head.today, head.language, head.locale)
    return None if found is None else found.value
