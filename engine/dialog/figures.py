"""Which digits did the caller give, one by one? A code, a number on a card: as many as the slot wants, never a part.

What is plainly an amount or says how many digits follow is no part of them.
"""

from __future__ import annotations

from itertools import pairwise

from engine.dialog.amounts import SIGNS
from engine.dialog.heard import Heard
from engine.dialog.numbers import Atom, Run, atoms, digit_runs, runs
from engine.dialog.words import Found, Word, phrase_at, share, text_at

_COUNTS = frozenset("23456")
"""So many digits of a long number are asked for."""


def find_digits(heard: Heard) -> Found | None:
    """Find digits of the length that the slot wants."""
    shortest, longest = heard.type.shortest or 1, heard.type.longest or heard.type.shortest or 32
    n = heard.language.numbers
    strict = runs(heard.words, plain_atoms(heard, heard.words), n.fillers)
    lenient = digit_runs(heard.words, n, homophones=True)
    parts = [_without_count(heard, run) for run in strict]
    inner = [_joined(heard, strict[1:]), _joined(heard, strict[:-1])]  # "the first three are four five six, then ..."
    for candidates in (strict, parts, [_joined(heard, strict)], inner, lenient, [_joined(heard, lenient)]):
        for run in candidates:
            if run is not None and shortest <= len(run.digits) <= longest:
                return Found(run.digits, run.first, run.last)
    for run in strict:
        again = phrase_at(heard.words, _past_fillers(heard, run.last + 1), n.again)
        if again and shortest <= 2 * len(run.digits) <= longest:  # "seven oh seven, then the same again"
            return Found(run.digits * 2, run.first, _past_fillers(heard, run.last + 1) + len(again) - 1)
        if _is_pronoun(heard, run) and shortest <= len(run.digits) - 1 <= longest:
            return Found(run.digits[1:], run.first + 1, run.last)
    for run in strict:  # "oh four five six eight", where the oh was only a sigh
        if heard.words[run.first].text in n.sighs and shortest <= len(run.digits) - 1 <= longest:
            return Found(run.digits[1:], run.first + 1, run.last)
    return None


def _past_fillers(heard: Heard, i: int) -> int:
    while text_at(heard.words, i) in heard.language.numbers.bridges:
        i += 1
    return i


def _is_pronoun(heard: Heard, run: Run) -> bool:
    """Whether a run begins with a one that is no digit: "a long one, five oh two", "that one"."""
    ws, n = heard.words, heard.language.numbers
    one = n.units.get(ws[run.first].text) == 1
    return one and (text_at(ws, run.first - 2) in n.ones or text_at(ws, run.first - 1) in n.pointing)


def plain_atoms(heard: Heard, ws: list[Word]) -> list[Atom]:
    """Return the digits in ``ws`` that are no amount and no percentage."""
    money = heard.language.money

    def counts(atom: Atom) -> bool:
        before, after = text_at(ws, atom.first - 1), text_at(ws, atom.last + 1)
        return before in SIGNS or after in money.major or after in money.minor or after == "%"

    return [atom for atom in atoms(ws, heard.language.numbers) if not counts(atom)]


def _without_count(heard: Heard, run: Run) -> Run | None:
    """Leave out how many digits are said: "the last four, oh one nine two"."""
    counted = len(run.atoms) > 1 and text_at(heard.words, run.first - 1) in heard.language.numbers.parts
    if not counted or run.atoms[0].digits not in _COUNTS:
        return None
    rest = run.atoms[1:]
    return Run(run.digits[1:], rest[0].first, run.last, rest)


def _joined(heard: Heard, parts: list[Run]) -> Run | None:
    """Join runs that are parted by nothing that means anything: "four five, that's, six eight"."""
    ws, noise = heard.words, heard.language.noise
    if len(parts) < 2:  # noqa: PLR2004
        return None
    inside = [w for a, b in pairwise(parts) for w in ws[a.last + 1 : b.first]]
    if len(inside) > 2 * len(parts) or share([ws[parts[0].first], *inside], 0, 0, noise) < 1:
        return None
    return Run("".join(p.digits for p in parts), parts[0].first, parts[-1].last, ())
