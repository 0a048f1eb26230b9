"""Which day? Dates as people say and write them, relative to a given today.

A date without a year lies ahead, or has just been, unless what was is told; one whose weekday does not agree with it
is no date.
"""

from __future__ import annotations

from datetime import date

from engine.dialog.beside_days import beside
from engine.dialog.figure_dates import spoken, written
from engine.dialog.month_days import in_a_month
from engine.dialog.near_days import near
from engine.dialog.said_dates import SaidDates
from engine.dialog.words import Found, Word
from engine.language import Language
from engine.language.country import region


def find_date(ws: list[Word], text: str, today: date, language: Language, locale: str) -> Found | None:
    """Find a date. Numbers alone ("3/12") are read in the order of ``locale``."""

    def read(part: list[Word]) -> Found | None:
        return _plain(part, text, today, language, locale)

    found = next(beside(ws, language, read), None)
    return Found(found[0], found[1], found[2] - 1) if found is not None else read(ws)


def month_named(ws: list[Word], text: str, today: date, language: Language, locale: str) -> date | None:
    """Return a date that has its month: "Boxing Day", "3/12"."""
    said = SaidDates(ws, text, today, language)
    named = in_a_month(ws, today, language, said.year, country=region(locale), past=said.past)
    found = next(written(ws, text, today, language, locale), None) or next(named, None)
    return None if found is None else found[0]


def _plain(ws: list[Word], text: str, today: date, language: Language, locale: str) -> Found | None:
    """Find a date that lies beside no other."""
    said = SaidDates(ws, text, today, language)
    past = said.past
    readings = (
        written(ws, text, today, language, locale),
        said.day_and_month(),
        in_a_month(ws, today, language, said.year, country=region(locale), past=past),
        said.weekday_and_day(),
        near(ws, today, language, past=past),
        said.day(),
        spoken(ws, today, language, locale),
    )
    for reading in readings:
        for day, first, after in reading:
            return None if day is None else Found(day, first, after - 1)
    return None
