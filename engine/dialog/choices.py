"""Which of the offered options is meant? By its names and synonyms, nearly right words, or its place in the list."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dialog.words import Found, Word, words
from engine.language import Language

_SLIP_LENGTH = 5
"""A word must be this long before one wrong letter in it is forgiven."""

Options = Mapping[str, tuple[str, ...]]


def find_option(ws: list[Word], options: Options, language: Language) -> Found | None:
    """Find the one option that is named; the longest name wins, and two different ones are none."""
    hits = [
        Found(value, at, at + len(name) - 1)
        for value, ways in options.items()
        for name in _names(value, ways, language)
        for at in _places(ws, name, language)
    ]
    longest = [h for h in hits if not any(_covers(other, h) for other in hits)]
    if len({h.value for h in longest}) == 1:
        return longest[0]
    return None if hits else _by_place(ws, options, language)


def keyed_option(digits: str, options: Options) -> str | None:
    """Return the option whose place, from 1, was keyed."""
    place = int(digits)
    return list(options)[place - 1] if 1 <= place <= len(options) else None


def _names(value: str, ways: tuple[str, ...], language: Language) -> set[tuple[str, ...]]:
    spoken = {value.replace("_", " "), *ways}
    return {name for way in spoken if (name := tuple(w.text for w in words(way, language)))}


def _places(ws: list[Word], name: tuple[str, ...], language: Language) -> list[int]:
    last, endings = len(ws) - len(name), language.choosing.endings
    return [i for i in range(last + 1) if all(_same(ws[i + k].text, part, endings) for k, part in enumerate(name))]


def _covers(one: Found, other: Found) -> bool:
    longer = one.last - one.first > other.last - other.first
    return longer and one.first <= other.first and other.last <= one.last


def _by_place(ws: list[Word], options: Options, language: Language) -> Found | None:
    values = list(options)
    for i, word in enumerate(ws):
        place = language.choosing.places.get(word.text)
        if place is not None and place < len(values):
            follows = i + 1 < len(ws) and ws[i + 1].text in language.choosing.place_nouns
            return Found(values[place], i, i + follows)
    return None


def _same(said: str, name: str, endings: tuple[str, ...]) -> bool:
    """Whether two words are equal but for an ending or, in longer words, one letter."""
    if said == name:
        return True
    if said[0] != name[0]:
        return False
    if min(len(said), len(name)) >= _SLIP_LENGTH and _one_slip(said, name):
        return True
    return bool(_stems(said, endings) & _stems(name, endings))


def _stems(word: str, endings: tuple[str, ...]) -> set[str]:
    return {word, *(word[: -len(e)] for e in endings if word.endswith(e) and len(word) > len(e) + 1)}


def _one_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[start + (len(short) == len(long)) :] == long[start + 1 :]
