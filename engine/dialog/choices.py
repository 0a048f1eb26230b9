"""Which of the offered options is meant? By its names and synonyms, nearly right words, or its place in the list."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dialog.words import Found, Word, words

_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "former": 0, "latter": -1}
_SLIP_LENGTH = 5
"""A word must be this long before one wrong letter in it is forgiven."""

Options = Mapping[str, tuple[str, ...]]


def find_option(ws: list[Word], options: Options) -> Found | None:
    """Find the one option that is named; the longest name wins, and two different ones are none."""
    hits = [
        Found(value, at, at + len(name) - 1)
        for value, ways in options.items()
        for name in _names(value, ways)
        for at in _places(ws, name)
    ]
    longest = [h for h in hits if not any(_covers(other, h) for other in hits)]
    if len({h.value for h in longest}) == 1:
        return longest[0]
    return None if hits else _by_place(ws, options)


def keyed_option(digits: str, options: Options) -> str | None:
    """Return the option whose place, from 1, was keyed."""
    place = int(digits)
    return list(options)[place - 1] if 1 <= place <= len(options) else None


def _names(value: str, ways: tuple[str, ...]) -> set[tuple[str, ...]]:
    spoken = {value.replace("_", " "), *ways}
    return {name for way in spoken if (name := tuple(w.text for w in words(way)))}


def _places(ws: list[Word], name: tuple[str, ...]) -> list[int]:
    last = len(ws) - len(name)
    return [i for i in range(last + 1) if all(_same(ws[i + k].text, part) for k, part in enumerate(name))]


def _covers(one: Found, other: Found) -> bool:
    longer = one.last - one.first > other.last - other.first
    return longer and one.first <= other.first and other.last <= one.last


def _by_place(ws: list[Word], options: Options) -> Found | None:
    values = list(options)
    for i, word in enumerate(ws):
        place = _PLACES.get(word.text)
        if place is not None and place < len(values):
            follows = i + 1 < len(ws) and ws[i + 1].text in {"one", "option"}
            return Found(values[place], i, i + follows)
    return None


def _same(said: str, name: str) -> bool:
    """Whether two words are equal but for a plural or, in longer words, one letter."""
    if said == name:
        return True
    if said[0] != name[0]:
        return False
    if min(len(said), len(name)) < _SLIP_LENGTH or abs(len(said) - len(name)) > 1:
        return said in {name + "s", name + "es"} or name == said + "s"
    return _one_slip(said, name)


def _one_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[start + (len(short) == len(long)) :] == long[start + 1 :]
