"""Which day is meant by where it lies from another? "Two days before Christmas", "the Monday after the 5th"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from engine.dialog.near_days import Span, span_at
from engine.dialog.words import Found, Word, phrase_before, text_at
from engine.language import Language

_WEEK = 7
_REACH = 5
"""Words of a span."""
_LEADING = 2
"""Words that may stand between "before" and the day."""
_MOST = 4
"""So many are tried: each costs the reading of a day."""

Read = Callable[[list[Word]], Found | None]


class _Lead(NamedTuple):
    """What is said before "before"."""

    first: int
    """Its first word."""
    span: Span | None
    weekday: int = 0
    place: int = 1
    """Which such weekday before or after the day."""


def beside(ws: list[Word], language: Language, read: Read) -> Iterator[tuple[date, int, int]]:
    """Yield days that lie a span, or a weekday, before or after one that ``read`` finds right behind."""
    table = language.days.beside
    leads = ((k, lead) for k, word in enumerate(ws) if word.text in table and (lead := _lead(ws, k, language)))
    for _, (k, lead) in zip(range(_MOST), leads, strict=False):
        found = read(ws[k + 1 :])
        if found is not None and found.first < _LEADING:
            yield _from(lead, found.value, table[ws[k].text]), lead.first, k + 2 + found.last


def _from(lead: _Lead, day: date, way: int) -> date:
    if lead.span is not None:
        return lead.span.later(day) if way > 0 else lead.span.earlier(day)
    step = (way * (lead.weekday - day.weekday()) - 1) % _WEEK + 1 + _WEEK * (lead.place - 1)
    return day + timedelta(days=way * step)


def _lead(ws: list[Word], k: int, language: Language) -> _Lead | None:
    """Read the "two days" or the "last Sunday" that ends before word ``k``."""
    days = language.days
    weekday = days.weekdays.get(text_at(ws, k - 1))
    if weekday is not None:
        return _weekday(ws, k - 1, weekday, language)
    for first in range(max(0, k - _REACH), k - 1):
        counted = span_at(ws, first, language)
        if counted is not None and counted[1] == k:
            return _Lead(first, counted[0])
    if days.spans.get(text_at(ws, k - 1)) == 1 and (k == 1 or text_at(ws, k - 2) in days.the | language.noise):
        return _Lead(k - 1 - (text_at(ws, k - 2) in days.the), Span(1, 0))
    return None


def _weekday(ws: list[Word], at: int, weekday: int, language: Language) -> _Lead:
    days = language.days
    last = phrase_before(ws, at, days.last)
    place = 1 if last else days.ordinals.get(text_at(ws, at - 1), 0)
    first = at - (len(last) or bool(place))
    return _Lead(first - (text_at(ws, first - 1) in days.the), None, weekday, place or 1)
