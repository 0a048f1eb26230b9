"""Which of the offered options is meant? By its names and synonyms, nearly right words, or its place in the list."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dialog.words import Found, Word, phrase_at, text_at, words
from engine.language import Language

_SLIP_LENGTH = 5
"""A word must be this long before one wrong letter in it is forgiven."""

_TELLING_LENGTH = 3
"""Letters of a word that can tell an option from the others."""
_KINDRED = 0.7
"""So much of a word must be shared with a name's for them to be of one stem."""
_BESIDE = 3
"""Words within which an option is refused."""

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
    meant = [h for h in longest if not _denied(ws, h, language)]
    wanted = [h for h in meant if not _refused(ws, h, language)] or meant
    both = _both(ws, [h.value for h in meant], options, language)
    if both is not None:
        return both
    if len({h.value for h in wanted}) == 1:
        return wanted[0]
    return None if hits else _by_place(ws, options, language) or _by_part(ws, options, language)


def _both(ws: list[Word], named: list[str], options: Options, language: Language) -> Found | None:
    """Find the option that is two others, where both are named with an "and": "gas and electric"."""
    both = next((value for value in options if value in language.choosing.both), None)
    joint = next((i for i, word in enumerate(ws) if word.text in language.numbers.joints), None)
    if both is None or joint is None or both in named:
        return None
    others = {value: words(value.replace("_", " "), language)[-1].text for value in options if value != both}
    sides = [
        {
            value
            for value, head in others.items()
            if any(word.text == head or _kindred(word.text, head) for word in side)
        }
        for side in (ws[:joint], ws[joint + 1 :])
    ]
    return Found(both, 0, len(ws) - 1) if all(len(side) == 1 for side in sides) and sides[0] != sides[1] else None


def _denied(ws: list[Word], hit: Found, language: Language) -> bool:
    """Whether an option is named to be denied: "not the morning"."""
    return any(phrase_at(ws, i, language.talk.denied) for i in range(max(0, hit.first - _BESIDE), hit.first))


def _refused(ws: list[Word], hit: Found, language: Language) -> bool:
    """Whether an option is refused, if another is named: "mornings are no good, the evening then"."""
    after = range(hit.last + 1, hit.last + 1 + _BESIDE)
    return any(phrase_at(ws, i, language.choosing.refused) for i in after)


def _by_part(ws: list[Word], options: Options, language: Language) -> Found | None:
    """Find the one option whose name has a word that is said: its last, one of its stem, or one of no other option."""
    names = {value: words(value.replace("_", " "), language) for value in options}
    own = {value: [part for part in name if _tells(part.text, value, names, language)] for value, name in names.items()}
    for parts, alike in (({value: name[-1:] for value, name in names.items()}, _kindred), (own, _same_word)):
        hits = [
            Found(value, i, i)
            for value, words_ in parts.items()
            for i, word in enumerate(ws)
            if any(alike(word.text, part.text) for part in words_)
        ]
        if hits:
            return hits[0] if len({h.value for h in hits}) == 1 and not _denied(ws, hits[0], language) else None
    return None


def _tells(part: str, value: str, names: Mapping[str, list[Word]], language: Language) -> bool:
    """Whether a word of one option's name tells it from the others."""
    others = {word.text for name, ws in names.items() if name != value for word in ws}
    small = language.noise | language.choosing.small
    return len(part) >= _TELLING_LENGTH and part not in small and part not in others


def _same_word(said: str, part: str) -> bool:
    return said == part


def _kindred(said: str, part: str) -> bool:
    """Whether two words are the same, or share all but their endings."""
    shared = next((i for i, (a, b) in enumerate(zip(said, part, strict=False)) if a != b), min(len(said), len(part)))
    if said == part:
        return shared >= _TELLING_LENGTH
    return shared >= _SLIP_LENGTH and shared >= _KINDRED * max(len(said), len(part))


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
    for i in range(len(ws)):
        numbered = language.choosing.numbered.get(text_at(ws, i + 1), 0) if _numbers(ws, i, language) else 0
        if 0 < numbered <= len(values):
            return Found(values[numbered - 1], i, i + 1)
        if ws[i].text in language.choosing.middle and len(values) % 2:
            return Found(values[len(values) // 2], i, i)
    for i, word in enumerate(ws):
        place = language.choosing.places.get(word.text)
        if place is not None and place < len(values):
            follows = i + 1 < len(ws) and ws[i + 1].text in language.choosing.place_nouns
            return Found(values[place], i, i + follows)
    return None


def _numbers(ws: list[Word], i: int, language: Language) -> bool:
    """Whether word ``i`` says that a number follows which is a place: "option two"."""
    return ws[i].text in language.choosing.number_nouns


def _same(said: str, name: str, endings: tuple[str, ...]) -> bool:
    """Whether two words are equal but for an ending or, in longer words, one letter."""
    if said == name:
        return True
    if said[0] != name[0]:
        return False
    if min(len(said), len(name)) >= _SLIP_LENGTH and _one_slip(said, name):
        return True
    return bool(stems(said, endings) & stems(name, endings))


def stems(word: str, endings: tuple[str, ...]) -> set[str]:
    """Return ``word``, and what is left of it without an ending."""
    return {word, *(word[: -len(e)] for e in endings if word.endswith(e) and len(word) > len(e) + 1)}


def _one_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[start + (len(short) == len(long)) :] == long[start + 1 :]
