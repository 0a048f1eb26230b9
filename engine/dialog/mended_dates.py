"""Which date is meant when a part of it is said anew? "The 4th of May, no, June", "1958, no, 59"."""

from __future__ import annotations

from datetime import date

from engine.dialog.calendar_days import make, without_year
from engine.dialog.said_dates import SaidDates
from engine.dialog.words import Word, share
from engine.language import Language


def mended_date(head: list[Word], tail: list[Word], text: str, today: date, language: Language) -> date | None:
    """Return the date in ``head`` with the part of it that ``tail`` says anew: "the 4th of May, no, June"."""
    kept = next(SaidDates(head, text, today, language).parts(), None)
    anew = SaidDates(tail, text, today, language)
    if kept is None or next(anew.parts(), None) is not None:
        return None
    day, month, year = kept[0], kept[1], SaidDates(head, text, today, language).year(kept[2])[0]
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
