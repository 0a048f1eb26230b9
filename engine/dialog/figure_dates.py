"""Which date is given in figures alone? "3/12/2026", "oh three oh five nineteen eighty seven", "twelve slash four 81".

Said, only with its year: without one, two numbers are anything. They go in the order of the country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from engine.dialog.calendar_days import full_year, make, ordered, without_year
from engine.dialog.numbers import Atom, atoms, runs
from engine.dialog.words import Word, text_at
from engine.language import Language

_NUMERIC = re.compile(r"(?<![\d/.\-])(\d{1,4})([/.\-])(\d{1,2})(?:\2(\d{2,4}))?(?![\d/\-]|\.\d)")
_FEWEST = 3
_MOST = 8
"""Atoms of a date."""
_YEARS = range(1900, 2101)


class Figures(NamedTuple):
    """A date in figures."""

    first: int
    """The day, or the month where that comes first."""
    second: int
    year: str
    """Two digits or four."""
    start: int
    end: int
    """The first word, and the one after the last."""


def _in_figures(ws: list[Word], language: Language) -> Iterator[Figures]:
    """Yield the runs of digits in ``ws`` that can be two numbers and a year."""
    n = language.numbers
    for run in runs(ws, atoms(ws, n), n.fillers | language.days.parted):
        if _FEWEST <= len(run.atoms) <= _MOST or (len(run.atoms) == 1 and len(run.digits) == _MOST):
            parted = any(word.text in language.days.parted for word in ws[run.first : run.last])
            short = parted or len(run.atoms) == _FEWEST
            yield from (Figures(*found, run.first, run.last + 1) for found in _cut(run.atoms, short=short))


def _cut(found: tuple[Atom, ...], *, short: bool) -> Iterator[tuple[int, int, str]]:
    """Cut atoms into two numbers below 32 and a year, the parts of a number never apart.

    ``short``: a year of two digits may follow a number of one.
    """
    digits = "".join(atom.digits for atom in found)
    ends, at = {0}, 0
    for atom in found:
        at += len(atom.digits)
        ends.add(at)
    if len(found) == 1:
        ends = set(range(at + 1))
    cuts = [(2, 4), (1, 3), (2, 3), (1, 2)]
    fitting = [(a, b) for a, b in cuts if {a, b} <= ends and _is_year(digits[b:], short=short or (a, b) == cuts[0])]
    read = [(int(digits[:a]), int(digits[a:b]), digits[b:]) for a, b in fitting]
    yield from ((a, b, year) for a, b, year in read if min(a, b) >= 1 and max(a, b) < 32)  # noqa: PLR2004


def _is_year(digits: str, *, short: bool) -> bool:
    """Whether digits are a year; ``short``: two of them may be."""
    return (short and len(digits) == 2) or (len(digits) == 4 and int(digits) in _YEARS)  # noqa: PLR2004


def written(ws: list[Word], text: str, today: date, language: Language, locale: str) -> Iterator[tuple[date, int, int]]:
    """Yield the dates that are written in figures: 3/12, 2026-12-03, 3.12.2026."""
    for found in _NUMERIC.finditer(text):
        first = next((i for i, w in enumerate(ws) if w.start == found.start()), None)
        last = next((i for i, w in enumerate(ws) if w.end == found.end()), None)
        if first is None or last is None:
            continue
        bare = found[4] is None and found[2] == "."
        if bare and (not language.days.dotted or text_at(ws, last + 1) in language.clock.hour_words):
            continue
        day = _from_numbers(found[1], found[3], found[4], today, locale)
        if day is not None:
            yield day, first, last + 1


def _from_numbers(first: str, second: str, third: str | None, today: date, locale: str) -> date | None:
    if len(first) == 4:  # noqa: PLR2004 - 2026-12-03
        return None if third is None or len(third) > 2 else make(int(first), int(second), int(third))  # noqa: PLR2004
    if len(first) > 2 or (third is not None and len(third) == 3):  # noqa: PLR2004
        return None
    day, month = ordered((int(first), int(second)), locale)
    return without_year(month, day, today) if third is None else make(full_year(third, today), month, day)


def spoken(ws: list[Word], today: date, language: Language, locale: str) -> Iterator[tuple[date, int, int]]:
    """Yield the dates that are read out number by number."""
    for found in _in_figures(ws, language):
        day, month = ordered((found.first, found.second), locale)
        made = make(full_year(found.year, today), month, day)
        if made is not None:
            yield made, found.start, found.end
