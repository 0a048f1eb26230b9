"""Which day, which hour? Dates and times as people say and write them, relative to a given today.

A date without a year is the one nearest to today; one whose weekday does not agree with it is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from engine.dialog.numbers import TEENS, TENS, UNITS, atoms, cardinal
from engine.dialog.words import Found, Word

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAY = {name[:n]: i for i, name in enumerate(WEEKDAYS) for n in (3, 4, 5, len(name))}
_MONTH = {name[:n]: i for i, name in enumerate(MONTHS, 1) for n in (3, 4, len(name))}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12, "twentieth": 20}
_ORDINALS |= {f"{w}th": n for w, n in (UNITS | TEENS).items() if n not in _ORDINALS.values()} | {"thirtieth": 30}
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
_NEIGHBOURS = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
_WEEK = timedelta(days=7)
_MOST = 999  # days or weeks from today
_NUMERIC = re.compile(r"(?<![\d/.\-])(\d{1,4})([/.\-])(\d{1,2})(?:\2(\d{2,4}))?(?![\d/\-]|\.\d)")
_YEARS = range(1900, 2101)

Day = tuple[date | None, int, int]
"""A date with the first word used and the one after the last. None: a date was meant, and there is no such day."""

_Near = tuple[date, int, int]


def find_date(ws: list[Word], text: str, today: date, locale: str) -> Found | None:
    """Find a date. Numbers alone ("3/12") are read in the order of ``locale``."""
    for reading in (_numeric(ws, text, today, locale), _day_and_month(ws, today), _near(ws, today), _day(ws, today)):
        for day, first, after in reading:
            return None if day is None else Found(day, first, after - 1)
    return None


@lru_cache(maxsize=64)
def date_order(locale: str) -> str:
    """Return ``d``, ``M`` or ``y``: what a date written in numbers begins with."""
    try:
        pattern = Locale.parse(locale, sep="-").date_formats["short"].pattern
    except (UnknownLocaleError, ValueError):
        return "d"
    return str(pattern).lstrip("'")[0]


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


def full_year(text: str, today: date) -> int:
    """Return the year that "26" or "2026" means: two digits lie at most 20 years ahead."""
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004
        return year
    year += today.year - today.year % 100
    return year - 100 if year > today.year + 20 else year


# ---------------------------------------------------------------------------------------------------------- numbers


def _numeric(ws: list[Word], text: str, today: date, locale: str) -> Iterator[Day]:
    for found in _NUMERIC.finditer(text):
        first = next((i for i, w in enumerate(ws) if w.start == found.start()), None)
        last = next((i for i, w in enumerate(ws) if w.end == found.end()), None)
        if first is None or last is None:
            continue
        day = _from_numbers(found[1], found[3], found[4], today, locale)
        if day is not None and not (found[4] is None and found[2] == "."):
            yield day, first, last + 1


def _from_numbers(first: str, second: str, third: str | None, today: date, locale: str) -> date | None:
    if len(first) == 4:  # noqa: PLR2004 - 2026-12-03
        return None if third is None or len(third) > 2 else make(int(first), int(second), int(third))  # noqa: PLR2004
    if len(first) > 2 or (third is not None and len(third) == 3):  # noqa: PLR2004
        return None
    day, month = ordered((int(first), int(second)), locale)
    return nearest(month, day, today) if third is None else make(full_year(third, today), month, day)


# -------------------------------------------------------------------------------------------------- "3rd of march"


def _day_and_month(ws: list[Word], today: date) -> Iterator[Day]:
    for i in range(len(ws)):
        parts = _day_then_month(ws, i) or _month_then_day(ws, i)
        if parts is None:
            continue
        day, month, j = parts
        year, after = _year(ws, j)
        weekday, first = _weekday_before(ws, i)
        found = nearest(month, day, today) if year is None else make(year, month, day)
        agrees = found is not None and weekday in {None, found.weekday()}
        yield (found if agrees else None), first, after


def _day_then_month(ws: list[Word], i: int) -> tuple[int, int, int] | None:
    day = _day_number(ws, i)
    if day is None:
        return None
    j = _skip(ws, day[1], "of")
    if _text(ws, j) in _MONTH:
        return day[0], _MONTH[ws[j].text], j + 1
    month = _day_number(ws, _skip(ws, j, "the")) if j > day[1] else None  # "the third of the twelfth"
    if month is None or not month[2] or month[0] > 12:  # noqa: PLR2004
        return None
    return day[0], month[0], month[1]


def _month_then_day(ws: list[Word], i: int) -> tuple[int, int, int] | None:
    if ws[i].text not in _MONTH:
        return None
    day = _day_number(ws, _skip(ws, i + 1, "the"))
    return None if day is None else (day[0], _MONTH[ws[i].text], day[1])


def _day_number(ws: list[Word], i: int) -> tuple[int, int, bool] | None:
    """Read "3", "3rd", "three", "third" at ``i``: the day, the next index, and whether it was an ordinal."""
    word, following = _text(ws, i), _text(ws, i + 1)
    ordinal = True
    if word in _ORDINALS:
        day, j = _ORDINALS[word], i + 1
    elif word in {"twenty", "thirty"} and _ORDINALS.get(following, 99) < 10:  # noqa: PLR2004
        day, j = TENS[word] + _ORDINALS[following], i + 2
    elif word.isdecimal() and len(word) <= 2:  # noqa: PLR2004
        ordinal = following in _SUFFIXES
        day, j = int(word), i + 1 + ordinal
    else:
        spoken = cardinal(ws, i) if word else None
        day, j, ordinal = (*spoken, False) if spoken else (0, i, False)
    return (day, j, ordinal) if 1 <= day <= 31 else None  # noqa: PLR2004


def _year(ws: list[Word], i: int) -> tuple[int | None, int]:
    digits, j = "", i
    for atom in atoms(ws[i : i + 6]):
        if atom.first + i != j or len(digits) >= 4:  # noqa: PLR2004
            break
        digits, j = digits + atom.digits, i + atom.last + 1
    year = int(digits) if len(digits) == 4 else 0  # noqa: PLR2004
    return (year, j) if year in _YEARS else (None, i)


def _weekday_before(ws: list[Word], i: int) -> tuple[int | None, int]:
    first = i - 1 if i and ws[i - 1].text == "the" else i
    if first and ws[first - 1].text in _WEEKDAY:
        return _WEEKDAY[ws[first - 1].text], first - 1
    return None, first


# ------------------------------------------------------------------------------------- "next friday", "in two days"


def _near(ws: list[Word], today: date) -> Iterator[Day]:
    for i, word in enumerate(ws):
        day = _relative(ws, i, today)
        if day is None and word.text in _NEIGHBOURS:
            day = today + timedelta(days=_NEIGHBOURS[word.text]), i, i + 1
        if day is None and word.text in _WEEKDAY:
            day = _on_weekday(ws, i, today)
        if day is not None:
            yield _week_later(ws, *day)


def _relative(ws: list[Word], i: int, today: date) -> _Near | None:
    word = ws[i].text
    if word == "day" and _text(ws, i + 2) in _NEIGHBOURS and _text(ws, i + 1) in {"after", "before"}:
        step = 1 if ws[i + 1].text == "after" else -1
        return today + timedelta(days=_NEIGHBOURS[ws[i + 2].text] + step), i, i + 3
    if word == "fortnight":
        return today + 2 * _WEEK, i, i + 1
    count = (1, i + 1) if word in {"a", "an"} else cardinal(ws, i) or _typed(ws, i)
    if count is None or _text(ws, count[1]) not in {"day", "days", "week", "weeks"} or count[0] > _MOST:
        return None
    span = timedelta(days=count[0]) * (7 if ws[count[1]].text.startswith("week") else 1)
    if i and ws[i - 1].text == "in":
        return today + span, i - 1, count[1] + 1
    if _text(ws, count[1] + 1) == "ago":
        return today - span, i, count[1] + 2
    return None


def _typed(ws: list[Word], i: int) -> tuple[int, int] | None:
    word = ws[i].text
    return (int(word), i + 1) if word.isdecimal() and len(word) <= len(str(_MOST)) else None


def _on_weekday(ws: list[Word], i: int, today: date) -> _Near:
    ahead = (_WEEKDAY[ws[i].text] - today.weekday() - 1) % 7 + 1
    before = ws[i - 1].text if i else ""
    match before:
        case "next":  # the one in the next calendar week
            return today + timedelta(days=7 - today.weekday() + _WEEKDAY[ws[i].text]), i - 1, i + 1
        case "last" | "past":
            return today + timedelta(days=ahead - 7 if ahead < 7 else -7), i - 1, i + 1  # noqa: PLR2004
        case "this":
            return today + timedelta(days=ahead % 7), i - 1, i + 1
        case _:
            return today + timedelta(days=ahead), i - (before == "on"), i + 1


def _week_later(ws: list[Word], day: date, first: int, after: int) -> Day:
    """Add the week of "friday week" and "a week on friday"."""
    if _text(ws, after) == "week":
        return day + _WEEK, first, after + 1
    start = first - 1 if first and ws[first - 1].text in {"on", "from"} else first
    if start >= 2 and ws[start - 1].text == "week" and ws[start - 2].text == "a":  # noqa: PLR2004
        return day + _WEEK, start - 2, after
    return day, first, after


def _day(ws: list[Word], today: date) -> Iterator[Day]:
    """Read "the 3rd": the next one, today included."""
    for i in range(len(ws)):
        number = _day_number(ws, i)
        if number is None or not number[2]:
            continue
        months = ((today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1) for n in range(3))
        days = [d for year, month in months if (d := make(year, month, number[0])) and d >= today]
        if days:
            yield days[0], i - (i > 0 and ws[i - 1].text == "the"), number[1]


def _text(ws: list[Word], i: int) -> str:
    return ws[i].text if 0 <= i < len(ws) else ""


def _skip(ws: list[Word], i: int, word: str) -> int:
    return i + 1 if _text(ws, i) == word else i
