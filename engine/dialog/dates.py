"""Which day? Dates as people say and write them, relative to a given today.

A date without a year lies ahead, or has just been, unless what was is told; one whose weekday does not agree with it
is no date.
"""

from __future__ import annotations

from datetime import date

from engine.dialog.figure_dates import spoken, written
from engine.dialog.month_days import in_a_month
from engine.dialog.near_days import near
from engine.dialog.said_dates import SaidDates
from engine.dialog.words import Found, Word
from engine.language import Language


def find_date(ws: list[Word], text: str, today: date, language: Language, locale: str) -> Found | None:
    """Find a date. Numbers alone ("3/12") are read in the order of ``locale``."""
    said = SaidDates(ws, text, today, language)
    past = said.past
    readings = (
        written(ws, text, today, language, locale),
        said.day_and_month(),
        in_a_month(ws, today, language, said.year),
        said.weekday_and_day(),
        near(ws, today, language, past=past),
        said.day(),
        spoken(ws, today, language, locale),
    )
    for reading in readings:
        for day, first, after in reading:
            return None if day is None else Found(day, first, after - 1)
    return None
