"""What is meant when something else is denied? "Not 40 but 45", "not this Monday, the one after", "80 instead"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from engine.dialog import acts
from engine.dialog.cardinals import is_unit
from engine.dialog.heard import Heard, Read, Reader
from engine.dialog.words import Found, Word, phrase_at, text_at

_MOST = 6
"""Nobody denies more often in one breath, and each costs time to try."""
_BESIDE = 2
"""Words that may stand between a denial and what is denied."""
_WEEK = 7
_LONGEST = 6
"""Words of the first of two values."""
_COUNTED = frozenset({"money", "number"})
_DENIABLE = frozenset({"digits", "date", "time", "phone"})
"""Kinds in which a value that is denied, with no other beside it, is none."""
_FIRM_KINDS = frozenset({"date", "time"})


def instead(heard: Heard, reader: Reader) -> Read | None:
    """Read what is meant when something else is denied: "not 40 but 45", "it's not the third, it's the fourth"."""
    last = _in_place(heard, reader)
    if last is not None:
        return last
    start = acts.meant(heard.text, heard.locale)
    tail = [word for word in heard.words if word.start >= start] if start else []
    found = reader(replace(heard, words=tail)) if tail else None
    return _denied(heard, reader) if found is None else (found, tail)


def _in_place(heard: Heard, reader: Reader) -> Read | None:
    """Read the later of two values before an "instead": "a hundred is too much, can we do eighty instead"."""
    ends = (i for i in range(len(heard.words) - 1, 0, -1) if phrase_at(heard.words, i, heard.language.talk.in_place))
    end = next(ends, None)
    if end is None:
        return None
    head = heard.words[:end]
    first = reader(replace(heard, words=head))
    rest = head[first.last + 1 :] if first is not None else []
    later = reader(replace(heard, words=rest)) if rest else None
    return None if later is None else (later, rest)


def _denied(heard: Heard, reader: Reader) -> Read | None:
    talk = heard.language.talk
    denials = [(i, denial) for i in range(len(heard.words)) if (denial := phrase_at(heard.words, i, talk.denied))]
    for i, denial in denials[:_MOST]:
        aside = phrase_at(heard.words, i, talk.asides) or phrase_at(heard.words, i - 1, talk.asides)
        if aside or phrase_at(heard.words, i, talk.slips):  # "it isn't, it's the fourth"
            continue
        rest = heard.words[i + len(denial) :]
        denied = reader(replace(heard, words=rest)) if rest else None
        if denied is None and heard.type.kind in _COUNTED and (other := _second(heard, reader, rest)) is not None:
            return other
        if denied is not None and denied.first <= _BESIDE:
            return _other(heard, reader, denied, (heard.words[:i], rest))
    return None


def _other(heard: Heard, reader: Reader, denied: Found, parts: tuple[list[Word], list[Word]]) -> Read | None:
    """Read what is meant behind what is denied, else before it; None of both is no value where it is surely denied."""
    before, rest = parts
    after = rest[denied.last + 1 :]
    if isinstance(denied.value, date) and (day := following(heard, denied.value, after)) is not None:
        return day, heard.words
    for part in (after, before):
        found = reader(replace(heard, words=part)) if part else None
        if found is not None and found.value != denied.value:
            return found, part
    digits = all(is_unit(word.text, heard.language.numbers) for word in rest[denied.first : denied.last + 1])
    other = _second(heard, reader, rest) if heard.type.kind in _COUNTED and digits else None  # "not two three"
    if other is not None:
        return other
    surely = denied.first <= (heard.type.kind in _FIRM_KINDS) and heard.type.kind in _DENIABLE  # "not before ten"
    return (None, heard.words) if surely else None


def _second(heard: Heard, reader: Reader, rest: list[Word]) -> Read | None:
    """Read the second of two values with nothing between them: "not four hundred four hundred and forty"."""
    for k in range(min(_LONGEST, len(rest) - 1), 0, -1):
        if rest[k].text in heard.language.numbers.scaled:
            continue
        found = reader(replace(heard, words=rest[k:]))
        if found is not None and not found.first and reader(replace(heard, words=rest[:k])) is not None:
            return found, rest[k:]
    return None


def following(heard: Heard, denied: date, after: list[Word]) -> Found | None:
    """Read "the one after", "the Monday after" the day that was named before."""
    days, last = heard.language.days, len(heard.words) - 1
    for i in range(len(after)):
        if phrase := phrase_at(after, i, days.following):
            return Found(denied + timedelta(days=days.following.values[phrase]), 0, last)
        way = days.beside.get(text_at(after, i + 1))
        if way is not None and after[i].text in days.weekdays:
            step = (way * (days.weekdays[after[i].text] - denied.weekday()) - 1) % _WEEK + 1
            return Found(denied + timedelta(days=way * step), 0, last)
    return None
