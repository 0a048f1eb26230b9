"""What counts when a caller corrects himself half way? What he says last, unless he takes everything back.

A correction may be a part of the value only: "the last one's a four", "no, January". Then the rest of what was said
before stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from engine.dialog.denials import following
from engine.dialog.figures import plain_atoms
from engine.dialog.heard import Heard, Read, Reader
from engine.dialog.patches import other_digits, patched
from engine.dialog.words import Found, Word, phrase_at, share, text_at

_MOST_SLIPS = 6
"""Nobody corrects himself more often in one breath, and each costs time to try."""
_ASIDE = 0.5
"""What takes less of the words after a slip is an aside and no correction."""
_FIRM = 0.2
"""The same, of what is not read from almost anything."""
_FIRM_KINDS = frozenset({"date", "time"})
_COUNTED = frozenset({"money", "number"})
"""Kinds whose value, right behind a slip, is a correction whatever follows."""
_BESIDE = 2
"""Words that mean something between such a slip and the value."""
_DIGITS = frozenset({"digits", "phone"})
_CONCLUDED = _FIRM_KINDS | _COUNTED | _DIGITS
"""Kinds in which "so" or "well" leads to what is meant in the end."""


def last_said(heard: Heard, reader: Reader) -> Read:
    """Read what follows the last "no, I mean" that has a value behind it, else the whole; say which words were read."""
    slips = list(_slips(heard))[-_MOST_SLIPS:]
    settled = _digits_anew(heard, slips, reader) or _taken_all_back(heard, slips, reader)
    if settled is not None:
        return settled
    for at, slip in reversed([(at, slip) for at, slip in slips if at > 0 and at + slip < len(heard.words)]):
        read = _after(heard, at, slip, reader)
        if read is not None:
            return read
    return reader(heard), heard.words


def _after(heard: Heard, at: int, slip: int, reader: Reader) -> Read | None:
    """Read what counts when one slip is a correction; None when it is none."""
    head, tail = replace(heard, words=heard.words[:at]), heard.words[at + slip :]
    found = reader(replace(heard, words=tail))
    kept = reader(head) if found and not _taken_back(heard, at, slip) else None
    if kept is not None:
        return (kept if _contrasted(heard, at) else None), heard.words[:at]
    if heard.type.kind == "date" and (day := _next_to(heard, head, tail, reader)) is not None:
        return day, heard.words
    anew = patched(head, tail)
    if anew is not None:
        whole = reader(head)
        return Found(anew, whole.first if whole is not None else 0, len(heard.words) - 1), heard.words
    if found is not None and _is_correction(heard, tail, found):
        return found, tail
    concluded = phrase_at(heard.words, at, heard.language.talk.conclusions)
    if heard.type.kind in _DIGITS and plain_atoms(heard, tail) and not concluded:
        return None, tail  # "four five six eight no nine" takes back an unknown part
    return None


def _is_correction(heard: Heard, tail: list[Word], found: Found) -> bool:
    """Whether a value after a slip is what is meant, and no aside."""
    noise, kind = heard.language.noise, heard.type.kind
    if share(tail, found.first, found.last, noise) >= (_FIRM if kind in _FIRM_KINDS else _ASIDE):
        return True
    return kind in _COUNTED and sum(word.text not in noise for word in tail[: found.first]) <= _BESIDE


def _digits_anew(heard: Heard, slips: list[tuple[int, int]], reader: Reader) -> Read | None:
    """Read digits of which a few are said anew."""
    for at, slip in slips if heard.type.kind in _DIGITS else ():
        head, tail = replace(heard, words=heard.words[:at]), heard.words[at + slip :]
        digits = other_digits(head, tail, reader) if at and tail and not reader(replace(heard, words=tail)) else None
        if digits is not None:
            return Found(digits, 0, len(heard.words) - 1), heard.words
    return None


def _taken_all_back(heard: Heard, slips: list[tuple[int, int]], reader: Reader) -> Read | None:
    """Read nothing where a caller takes back what he said and puts nothing in its place: "no, leave it"."""
    table = heard.language.talk.withdrawn
    for i in range(len(heard.words) - 1, slips[0][0] if slips else len(heard.words), -1):
        if phrase := phrase_at(heard.words, i, table):
            rest = heard.words[i + len(phrase) :]
            return (None, heard.words) if not rest or reader(replace(heard, words=rest)) is None else None
    return None


def _next_to(heard: Heard, head: Heard, tail: list[Word], reader: Reader) -> Found | None:
    """Read "the day after" of the day that was named before: "tomorrow, no, I'm working tomorrow, the day after"."""
    table = heard.language.days.following
    for i in range(len(tail) - 1, -1, -1):
        if phrase := phrase_at(tail, i, table):
            rest = tail[i + len(phrase) :]
            named = (reader(replace(heard, words=tail[:i])) if i else None) or reader(head)
            ends = all(word.text in heard.language.noise for word in rest)
            return following(heard, named.value, tail[i:]) if ends and named and isinstance(named.value, date) else None
    return None


# ------------------------------------------------------------------------------------------------------------- slips


def _slips(heard: Heard) -> Iterator[tuple[int, int]]:
    """Yield where the caller began anew: the index of the first word of each slip, and how many words it has."""
    talk, i, former = heard.language.talk, 0, False
    while i < len(heard.words):
        former = former or bool(phrase_at(heard.words, i, talk.former))
        aside = len(phrase_at(heard.words, i, talk.asides))
        slip = 0 if aside or _in_address(heard, i) or _explains(heard, i) else _slip(heard, i, former=former)
        if slip:
            yield i, slip
        i += aside or slip or 1


def _slip(heard: Heard, i: int, *, former: bool) -> int:
    """Return how many words of a slip begin at word ``i``. ``former``: what was is told before."""
    talk = heard.language.talk
    slip = len(phrase_at(heard.words, i, talk.slips))
    if heard.type.kind in _CONCLUDED:
        slip = max(slip, len(phrase_at(heard.words, i, talk.conclusions)))
    return max(slip, len(phrase_at(heard.words, i, talk.current))) if former else slip


def _in_address(heard: Heard, i: int) -> bool:
    """Whether a word stands beside a sign of an address: "dot no"."""
    signs = heard.language.contacts.signs
    singles = {phrase[-1] for phrase in signs.values} | {phrase[0] for phrase in signs.values}
    return heard.type.kind == "email" and bool(singles & {text_at(heard.words, i - 1), text_at(heard.words, i + 1)})


def _explains(heard: Heard, i: int) -> bool:
    """Whether a no only says that a letter is not in a name: "Jon, no h"."""
    letter, behind = text_at(heard.words, i + 1), text_at(heard.words, i + 2)
    return heard.type.kind == "name" and len(letter) == 1 and len(behind) != 1


def _taken_back(heard: Heard, at: int, slip: int) -> bool:
    """Whether a slip surely takes back what stands before it."""
    doubtful = phrase_at(heard.words, at, heard.language.talk.doubtful_slips)
    return len(doubtful) < slip or "," in heard.text[heard.words[at].end : heard.words[at + 1].start]


def _contrasted(heard: Heard, at: int) -> bool:
    """Whether a comma makes a doubtful slip mean "and not": "60, no 70"."""
    return "," in heard.text[heard.words[at - 1].end : heard.words[at].start]
