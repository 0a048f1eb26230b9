"""Which date is read out in figures alone? "Oh three oh five nineteen eighty seven", "twelve slash four eighty one".

Only with its year: without one, two numbers are anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.dialog.numbers import Atom, atoms, runs
from engine.dialog.words import Word
from engine.language import Language

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


def in_figures(ws: list[Word], language: Language) -> Iterator[Figures]:
    """Yield the runs of digits in ``ws`` that can be two numbers and a year."""
    n = language.numbers
    for run in runs(ws, atoms(ws, n), n.fillers | language.days.parted):
        if _FEWEST <= len(run.atoms) <= _MOST or (len(run.atoms) == 1 and len(run.digits) == _MOST):
            parted = any(word.text in language.days.parted for word in ws[run.first : run.last])
            found = _cut(run.atoms, parted=parted)
            if found is not None:
                yield Figures(*found, run.first, run.last + 1)


def _cut(found: tuple[Atom, ...], *, parted: bool) -> tuple[int, int, str] | None:
    """Cut atoms into two numbers below 32 and a year, the parts of a number never apart.

    ``parted``: something between them tells that it is a date.
    """
    digits = "".join(atom.digits for atom in found)
    ends, at = {0}, 0
    for atom in found:
        at += len(atom.digits)
        ends.add(at)
    if len(found) == 1:
        ends = set(range(at + 1))
    cuts = [(2, 4), (1, 3), (2, 3), (1, 2)]
    fitting = [(a, b) for a, b in cuts if {a, b} <= ends and _is_year(digits[b:], short=parted or (a, b) == cuts[0])]
    read = [(int(digits[:a]), int(digits[a:b]), digits[b:]) for a, b in fitting]
    return next(((a, b, year) for a, b, year in read if min(a, b) >= 1 and max(a, b) < 32), None)  # noqa: PLR2004


def _is_year(digits: str, *, short: bool) -> bool:
    """Whether digits are a year; ``short``: two of them may be."""
    return (short and len(digits) == 2) or (len(digits) == 4 and int(digits) in _YEARS)  # noqa: PLR2004
