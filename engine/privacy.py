"""What may not be kept? Card numbers, typed or spoken, are masked; log events lose what is personal.

A card number is any 13 to 19 digits that pass the Luhn check (ISO/IEC 7812) and do not begin with 0, however said, in
any language we know: whoever masks need not know which one is spoken. What looks like one by chance is masked too: a
caller can repeat an order number, nobody can take a card number out of a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from itertools import pairwise
from typing import Any

from engine.dialog.numbers import Atom, Run, atoms, runs
from engine.dialog.words import Word, words
from engine.language import LANGUAGES, Language
from engine.language.model import Numbers
from engine.language.tables import plain_umlauts

MASK = "•••• card"
"""Stands for a card number. A word is left, so that "my card is ..." still means something to whoever reads on."""
DROPPED = "•••"
"""Stands for a value that no log may hold."""

_SHORTEST, _LONGEST = 13, 19
_MOST_PER_WORD = 8
"""Digits that one number word can stand for: "quadruple eleven", "a million"."""
_LONG = 7
"""Letters from which a word may be a number of several parts."""
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_DOUBLED = tuple(n * 2 - 9 if n > 4 else n * 2 for n in range(10))  # noqa: PLR2004 - Luhn: digits of the double, added


def mask(text: str) -> str:
    """Return ``text`` with every card number in it replaced by ``MASK``. Masking twice changes nothing."""
    while (spans := _cards(text)) != []:
        for start, end in reversed(spans):
            text = text[:start] + MASK + text[end:]
    return text


def _cards(text: str) -> list[tuple[int, int]]:
    """Return where card numbers stand, as start and end offsets that do not overlap, in order."""
    if len(text) < _SHORTEST:
        return []
    found: list[tuple[int, int]] = []
    for start, end in sorted(span for language in _languages(text) for span in _cards_in(language, text)):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _languages(text: str) -> list[Language]:
    """Return the languages in which ``text`` may hold enough digits; most texts hold few in any."""
    most = dict.fromkeys(LANGUAGES.values(), len(_DIGIT.findall(text)))
    for word in _LETTERS.findall(plain_umlauts(text)):
        for language, digits in _DIGITS_IN.get(word, ()):
            most[language] += digits
        for language, begins in _GLUED.items():
            if len(word) >= _LONG and begins.match(word):
                most[language] += _LONGEST
    return [language for language, digits in most.items() if digits >= _SHORTEST - 1]


def _digits_in() -> dict[str, list[tuple[Language, int]]]:
    found: dict[str, list[tuple[Language, int]]] = {}
    for language in LANGUAGES.values():
        n = language.numbers
        weights = dict.fromkeys(n.homophones, 1) | dict.fromkeys(n.spoken | n.scaled, _MOST_PER_WORD)
        for word, digits in weights.items():
            found.setdefault(plain_umlauts(word), []).append((language, digits))
    return found


_DIGITS_IN = _digits_in()
"""Word, without accents and umlauts -> the languages in which it is digits, and how many at most."""
_GLUED = {
    language: re.compile("|".join(map(plain_umlauts, language.numbers.glued)))
    for language in LANGUAGES.values()
    if language.numbers.glued
}
"""What a number that is written as one word begins with."""


def _cards_in(language: Language, text: str) -> Iterator[tuple[int, int]]:
    """Yield where card numbers stand when ``text`` is read in one language."""
    ws, n = words(text, language), language.numbers
    for run in runs(ws, atoms(ws, n, homophones=True), n.bridges):
        if len(run.digits) >= _SHORTEST - 1:  # one more when a "forty nine" is 40 and 9
            yield from _in_run(ws, run, n)


def _in_run(ws: list[Word], run: Run, n: Numbers) -> list[tuple[int, int]]:
    """Return the parts of one run to mask: every Luhn window, with the digits said in the same breath (a CVV)."""
    marked = [False] * len(run.atoms)
    for offset, reading in _readings(ws, run, n):
        owner = [i for i, digits in enumerate(reading, offset) for _ in digits]
        for start, end in luhn_windows("".join(reading)):
            for i in range(owner[start], owner[end - 1] + 1):
                marked[i] = True
    for step in (1, -1):
        order = range(len(marked)) if step == 1 else range(len(marked) - 1, -1, -1)
        for i, j in pairwise(order):
            marked[j] = marked[j] or (marked[i] and _adjacent(ws, run.atoms, i, j, n))
    return _spans(ws, run.atoms, marked)


def _readings(ws: list[Word], run: Run, n: Numbers) -> Iterator[tuple[int, list[str]]]:
    """Yield the digits of the run's atoms from the first; then, around each "forty nine", with that one as 40 and 9."""
    plain = [atom.digits for atom in run.atoms]
    yield 0, plain
    for i, atom in enumerate(run.atoms):
        tens = n.tens.get(ws[atom.first].text) if n.tens_unit == () else None
        if tens is not None and len(atom.digits) == 2 and atom.digits[1] != "0":  # noqa: PLR2004
            start = max(0, i - _LONGEST)
            yield start, [*plain[start:i], f"{tens}{atom.digits[1]}", *plain[i + 1 : i + _LONGEST]]


def _adjacent(ws: list[Word], all_atoms: tuple[Atom, ...], i: int, j: int, n: Numbers) -> bool:
    one, other = sorted((i, j))
    neighbours = all_atoms[one].last + 1 == all_atoms[other].first
    return neighbours and ws[all_atoms[j].first].text not in n.homophones


def _spans(ws: list[Word], all_atoms: tuple[Atom, ...], marked: list[bool]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for i, atom in enumerate(all_atoms):
        if not marked[i]:
            continue
        start, end = ws[atom.first].start, ws[atom.last].end
        if i and marked[i - 1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def luhn_windows(digits: str) -> list[tuple[int, int]]:
    """Return every window of 13 to 19 digits, none beginning with 0, that passes the Luhn check, as start and end."""
    values = [int(d) for d in digits]
    found: list[tuple[int, int]] = []
    for end in range(_SHORTEST, len(values) + 1):
        total = 0
        for length in range(1, min(_LONGEST, end) + 1):
            value = values[end - length]
            total += value if length % 2 else _DOUBLED[value]
            if length >= _SHORTEST and value and total % 10 == 0:
                found.append((end - length, end))
    return found


# -------------------------------------------------------------------------------------------------------------- logs

PERSONAL = frozenset(
    """
    account address answer authorization card context customer digits email facts heard keys name note passcode password
    phone pin postcode prompt said secret slots text token transcript utterance value
    """.split()  # noqa: SIM905 - a word list
)
"""Keys of a log event whose values are personal or secret, whatever they are."""
IDS = frozenset({"call_sid", "sid", "stream_sid", "release", "timestamp", "level", "logger", "trace_id", "span_id"})
"""Keys whose values are ours: long digits in them are no card."""


class Redactor:
    """A structlog processor: drops what stands under a personal key, at any depth, and masks card numbers elsewhere.

    It stands after ``format_exc_info``, so that it sees an exception as text, and before the renderer.
    """

    def __init__(self, personal: Iterable[str] = ()) -> None:
        """``personal``: further keys to drop."""
        self._personal = PERSONAL | frozenset(personal)

    def __call__(
        self,
        logger: object,  # noqa: ARG002 - structlog's signature
        method: str,  # noqa: ARG002 - structlog's signature
        event: MutableMapping[str, Any],
    ) -> MutableMapping[str, Any]:
        """Redact one event. The event's own dictionary is changed, nested values are copied."""
        for key, value in event.items():
            if not key.startswith("_") and key != "exc_info":
                event[key] = self._under(key, value)
        return event

    def _under(self, key: object, value: object) -> object:
        name = str(key).lower()
        if name in self._personal:
            return DROPPED if value not in (None, "", (), [], {}) else value
        return value if name in IDS else self._clean(value)

    def _clean(self, value: object) -> object:  # noqa: PLR0911 - one return for each type
        match value:
            case str():
                return mask(value)
            case bool() | float() | None:
                return value
            case int():
                masked = mask(str(value))
                return value if masked == str(value) else masked
            case bytes() | bytearray():
                return DROPPED
            case Mapping():
                return {k: self._under(k, v) for k, v in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._clean(v) for v in value]
            case BaseException():
                return f"{type(value).__name__}: {mask(str(value))}"
            case _:
                return mask(str(value))
