"""Which day is meant by where it lies from today? "Tomorrow", "next Friday", "in two weeks", "a week on Monday"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from engine.dialog.numbers import cardinal
from engine.dialog.words import Word, phrase_at, phrase_before, text_at
from engine.language import Language

_WEEK = timedelta(days=7)
_MOST = 999  # days or weeks from today

_Near = tuple[date, int, int]
"""A day with the first word used and the one after the last."""


def near(ws: list[Word], today: date, language: Language) -> Iterator[_Near]:
    """Yield the days that are named by where they lie from ``today``."""
    days = language.days
    for i, word in enumerate(ws):
        day = _neighbour(ws, i, today, language) or _span(ws, i, today, language)
        if day is None and word.text in days.weekdays:
            day = _on_weekday(ws, i, today, language)
        if day is not None:
            yield _later(ws, day, language)


def _neighbour(ws: list[Word], i: int, today: date, language: Language) -> _Near | None:
    phrase = phrase_at(ws, i, language.days.near)
    if not phrase or text_at(ws, i - 1) in language.days.near_never_after:
        return None
    return today + timedelta(days=language.days.near.values[phrase]), i, i + len(phrase)


def _span(ws: list[Word], i: int, today: date, language: Language) -> _Near | None:
    """Read "in two weeks", "three days ago"."""
    days, counted = language.days, _counted(ws, i, language)
    if counted is None:
        return None
    span, after = counted
    if ahead := phrase_before(ws, i, days.ahead):
        return today + span, i - len(ahead), after
    if ago := phrase_before(ws, i, days.ago_before):
        return today - span, i - len(ago), after
    if ago := phrase_at(ws, after, days.ago_after):
        return today - span, i, after + len(ago)
    return None


def _counted(ws: list[Word], i: int, language: Language) -> tuple[timedelta, int] | None:
    """Read "two weeks" at word ``i``: how long that is, and the index of the next word."""
    days, word = language.days, text_at(ws, i)
    count = (1, i + 1) if word in days.one else cardinal(ws, i, language.numbers) or _typed(word, i)
    unit = 0 if count is None else days.spans.get(text_at(ws, count[1]), 0)
    if count is None or not unit or count[0] > _MOST or (unit == 1 and count[0] in days.doubtful):
        return None
    return timedelta(days=count[0] * unit), count[1] + 1


def _typed(word: str, i: int) -> tuple[int, int] | None:
    return (int(word), i + 1) if word.isdecimal() and len(word) <= len(str(_MOST)) else None


def _on_weekday(ws: list[Word], i: int, today: date, language: Language) -> _Near:
    days = language.days
    weekday = days.weekdays[ws[i].text]
    before, after = phrase_before(ws, i, days.before), phrase_at(ws, i + 1, days.after)
    turn = days.after.values[after] if after else days.before.values[before] if before else "coming"
    ahead = (weekday - today.weekday() - 1) % 7 + 1
    match turn:
        case "next":  # the one in the next calendar week
            step = 7 - today.weekday() + weekday
        case "previous":
            step = weekday - today.weekday() - 7
        case "second":
            step = ahead + 7
        case "last":
            step = ahead - 7 if ahead < 7 else -7  # noqa: PLR2004
        case "this":
            step = ahead % 7
        case _:
            step = ahead
    return today + timedelta(days=step), i - len(before), i + 1 + len(after)


def _later(ws: list[Word], day: _Near, language: Language) -> _Near:
    """Add the week of "friday week" and "a week on friday", and the span of "heute in zwei Wochen"."""
    found, first, after = day
    if later := phrase_at(ws, after, language.days.week_later):
        return found + _WEEK, first, after + len(later)
    if later := phrase_before(ws, first, language.days.week_on):
        return found + _WEEK, first - len(later), after
    later = phrase_at(ws, after, language.days.later)
    span = _counted(ws, after + len(later), language) if later else None
    return day if span is None else (found + span[0], first, span[1])
