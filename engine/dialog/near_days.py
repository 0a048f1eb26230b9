"""Which day is meant by where it lies from today? "Tomorrow", "next Friday", "in two weeks", "a week on Monday"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from engine.dialog.cardinals import cardinal
from engine.dialog.month_days import later_by
from engine.dialog.words import Word, phrase_at, phrase_before, text_at
from engine.language import Language

_WEEK = timedelta(days=7)
_MOST = 999  # days or weeks from today

_REACH = 6
"""Words of a span."""

_Near = tuple[date, int, int]
"""A day with the first word used and the one after the last."""


class Span(NamedTuple):
    """How far a day lies from another."""

    days: int
    months: int

    @property
    def weeks(self) -> bool:
        """Whether it is one that days are counted on by: "two weeks on Monday", but no "two days on Monday"."""
        return self.months > 0 or self.days % _WEEK.days == 0

    def later(self, day: date) -> date:
        """Return the day that lies so far after another."""
        return later_by(day, self.months) + timedelta(days=self.days)

    def earlier(self, day: date) -> date:
        """Return the day that lies so far before another."""
        return later_by(day, -self.months) - timedelta(days=self.days)


def near(ws: list[Word], today: date, language: Language, *, past: bool) -> Iterator[_Near]:
    """Yield the days that are named by where they lie from ``today``. ``past``: what was is told, so Monday is over."""
    days = language.days
    for i, word in enumerate(ws):
        day = _neighbour(ws, i, today, language) or _span(ws, i, today, language)
        if day is None and word.text in days.weekdays:
            day = _on_weekday(ws, i, today, language, past=past)
        if day is not None:
            yield _later(ws, day, today, language)


def _neighbour(ws: list[Word], i: int, today: date, language: Language) -> _Near | None:
    phrase = phrase_at(ws, i, language.days.near)
    if not phrase or text_at(ws, i - 1) in language.days.near_never_after:
        return None
    return today + timedelta(days=language.days.near.values[phrase]), i, i + len(phrase)


def _span(ws: list[Word], i: int, today: date, language: Language) -> _Near | None:
    """Read "in two weeks", "three days ago"."""
    days, counted = language.days, span_at(ws, i, language)
    if counted is None:
        return None
    span, after = counted
    ahead, time = phrase_before(ws, i, days.ahead), text_at(ws, after) in days.time
    if ahead or time:
        return span.later(today), i - len(ahead), after + time
    if ago := phrase_before(ws, i, days.ago_before):
        return span.earlier(today), i - len(ago), after
    if ago := phrase_at(ws, after, days.ago_after):
        return span.earlier(today), i, after + len(ago)
    if later := phrase_at(ws, after, days.ahead_after):
        return span.later(today), i, after + len(later)
    return None


def span_at(ws: list[Word], i: int, language: Language) -> tuple[Span, int] | None:
    """Read "two weeks" at word ``i``: how long that is, and the index of the next word."""
    days, word = language.days, text_at(ws, i)
    one = word in days.one and not phrase_at(ws, i, language.numbers.sets)
    count = (1, i + 1) if one else cardinal(ws, i, language.numbers) or _typed(word, i)
    if count is None or count[0] > _MOST:
        return None
    unit, months = days.spans.get(text_at(ws, count[1]), 0), days.month_spans.get(text_at(ws, count[1]), 0)
    if not unit | months or (unit == 1 and count[0] in days.doubtful):
        return None
    return Span(count[0] * unit, count[0] * months), count[1] + 1


def _typed(word: str, i: int) -> tuple[int, int] | None:
    return (int(word), i + 1) if word.isdecimal() and len(word) <= len(str(_MOST)) else None


def _on_weekday(ws: list[Word], i: int, today: date, language: Language, *, past: bool) -> _Near:
    days = language.days
    weekday = days.weekdays[ws[i].text]
    before, after = phrase_before(ws, i, days.before), phrase_at(ws, i + 1, days.after)
    turn = days.after.values[after] if after else days.before.values[before] if before else "coming"
    turn = "last" if past and turn == "coming" else turn
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
        case "earlier":
            step = (ahead - 7 if ahead < 7 else -7) - 7  # noqa: PLR2004
        case "this":
            step = ahead % 7
        case _:
            step = ahead
    return today + timedelta(days=step), i - len(before), i + 1 + len(after)


def _later(ws: list[Word], day: _Near, today: date, language: Language) -> _Near:
    """Add the week of "friday week" and "a week on friday", and the span of "heute in zwei Wochen"."""
    found, first, after = day
    if later := phrase_at(ws, after, language.days.week_later):
        return found + timedelta(days=language.days.week_later.values[later]), first, after + len(later)
    if later := phrase_before(ws, first, language.days.week_on):
        return found + _WEEK, first - len(later), after
    if counted := _counted_before(ws, first, language):
        span, start = counted
        return (span.earlier(found) if found < today else span.later(found)), start, after
    later = phrase_at(ws, after, language.days.later)
    following = span_at(ws, after + len(later), language) if later else None
    return day if following is None else (following[0].later(found), first, following[1])


def _counted_before(ws: list[Word], first: int, language: Language) -> tuple[Span, int] | None:
    """Read the "two weeks" of "two weeks on Monday", "a fortnight today": how long, and its first word."""
    links = language.days.counted_from
    end = first - (text_at(ws, first - 1) in links)
    for k in range(end - 1, max(end - _REACH, 0) - 1, -1) if links else ():
        counted = span_at(ws, k, language)
        if counted is not None and counted[1] == end and counted[0].weeks:
            start = k - (text_at(ws, k - 1) in language.days.one)
            return counted[0], k if span_at(ws, start, language) is None else start
    return None
