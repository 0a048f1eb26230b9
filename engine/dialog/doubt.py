"""Does an utterance leave open which of two values is meant? "Monday or Tuesday", "between forty and fifty".

Pure. Whoever is not sure is asked again; nothing is picked for him.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from engine.dialog.words import Found, Word, text_at
from engine.language import Language

_REACH = 4
"""Words within which a value stands beside what parts it from another."""

_MOST = 4
"""So many of what parts values are tried, the nearest first: each costs time."""

Read = Callable[[list[Word]], Found | None]


def undecided(ws: list[Word], found: Found, read: Read, language: Language, parting: frozenset[str]) -> bool:
    """Whether ``found`` is one of two values in ``ws``: ``parting`` stands between them, or "between" before them."""
    outside = ((i, word) for i, word in enumerate(ws) if not found.first <= i <= found.last)
    near = sorted((i for i, word in outside if word.text in parting), key=lambda i: abs(i - found.first))
    either = any(_either(ws, i, read) for i in near[:_MOST])
    return either or _between(ws, found.first, language)


def _either(ws: list[Word], i: int, read: Read) -> bool:
    """Whether two different values stand shortly before and after the word at ``i``."""
    one, other = read(ws[:i]) if i else None, read(ws[i + 1 :]) if i + 1 < len(ws) else None
    if one is None or other is None or one.value == other.value:
        return False
    return i - one.last <= _REACH and other.first < _REACH


def _between(ws: list[Word], first: int, language: Language) -> bool:
    i = first - 1
    while i >= 0 and ws[i].text in language.noise and ws[i].text not in language.numbers.between:
        i -= 1
    return text_at(ws, i) in language.numbers.between


def ranged(ws: list[Word], read: Read, until: frozenset[str]) -> bool:
    """Whether two values are the ends of a range, nothing but one of ``until`` between them: "twenty to thirty"."""
    for i in [i for i, word in enumerate(ws) if word.text in until][:_MOST]:
        one, other = (read(ws[:i]), read(ws[i + 1 :])) if 0 < i < len(ws) - 1 else (None, None)
        if one is not None and other is not None and one.last == i - 1 and not other.first:
            return True
    return False


def settled(ws: list[Word], read: Read, parting: frozenset[str]) -> Found | None:
    """Return which of two values is said once more in the end: "Saturday or Sunday, yes, Sunday"; None when none is."""
    at = next((i for i, word in enumerate(ws) if word.text in parting), len(ws))
    values, start = [read(ws[:at])] if at else [], at + 1
    while start < len(ws) and len(values) <= _REACH and (found := read(ws[start:])) is not None:
        values.append(Found(found.value, start + found.first, start + found.last))
        start += found.last + 1
    last = values[-1] if len(values) > 2 else None  # noqa: PLR2004 - this, or that, and one of them again
    return last if last is not None and any(_alike(each, last) for each in values[:-1]) else None


def _alike(one: Found | None, other: Found) -> bool:
    """Whether two values are the same; of times, whatever the half of the day."""
    if one is not None and isinstance(one.value, time) and isinstance(other.value, time):
        return (one.value.hour - other.value.hour) % 12 == 0 and one.value.minute == other.value.minute
    return one is not None and one.value == other.value
