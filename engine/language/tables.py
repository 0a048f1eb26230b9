"""How is a language's table written down? Words of one breath in one string, folded as the readers will see them.

``fold`` gives the form in which words are compared: what a transcriber may leave out (accents, umlauts) is gone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Fold = Callable[[str], str]
Phrase = tuple[str, ...]
"""Words that mean something only together."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, eq=False)
class Phrases(Generic[Value]):
    """Phrases with a value each, found by their first word or by their last: a reader asks at every word."""

    values: Mapping[Phrase, Value] = field(default_factory=dict)
    by_first: Mapping[str, tuple[Phrase, ...]] = field(init=False)
    by_last: Mapping[str, tuple[Phrase, ...]] = field(init=False)
    """Word -> phrases, the longest first."""

    def __post_init__(self) -> None:
        """Index the phrases."""
        object.__setattr__(self, "by_first", _indexed(self.values, 0))
        object.__setattr__(self, "by_last", _indexed(self.values, -1))

    def __or__(self, other: Phrases[Value]) -> Phrases[Value]:
        """Return the phrases of both."""
        return Phrases({**self.values, **other.values})


def _indexed(phrases: Iterable[Phrase], at: int) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        found.setdefault(phrase[at], []).append(phrase)
    return {word: tuple(ways) for word, ways in found.items()}


_MARKS = re.compile("[\u0300-\u036f]")
_SPELLED_UMLAUT = re.compile("(?<![aeiouq])([aou])e")


def lower(text: str) -> str:
    """Return ``text`` in lower case, with a plain apostrophe."""
    return text.lower().replace("\u2019", "'")


def unaccented(text: str) -> str:
    """Return ``text`` in lower case without accents: ``sí`` is ``si``, ``mañana`` is ``manana``."""
    text = lower(text)
    return text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFD", text))


def plain_umlauts(text: str) -> str:
    """Return ``text`` in lower case with ``ü``, ``ue`` and ``u`` alike, and ``ß`` as ``ss``."""
    return _SPELLED_UMLAUT.sub(r"\1", unaccented(text).replace("ß", "ss"))


@dataclass(frozen=True, slots=True)
class Tables:
    """Makes the tables of one language out of text."""

    fold: Fold

    def words(self, text: str) -> frozenset[str]:
        """Return the words of ``text``."""
        return frozenset(self.fold(text).split())

    def counted(self, text: str, start: int, step: int = 1) -> dict[str, int]:
        """Give the words of ``text`` numbers in a row; ``|`` parts words of the same number: ``zwei|zwo``."""
        return {
            word: start + n * step for n, ways in enumerate(self.fold(text).split()) for word in ways.split("|") if word
        }

    def named(self, table: Mapping[str, Value]) -> dict[str, Value]:
        """Give every word of a key the key's value: ``{"heute hoy": 0}``."""
        return {word: value for ways, value in table.items() for word in self.fold(ways).split()}

    def phrases(self, text: str) -> Phrases[None]:
        """Return the phrases of ``text``, which commas part."""
        return Phrases(dict.fromkeys(self._phrases(text)))

    def phrased(self, table: Mapping[str, Value]) -> Phrases[Value]:
        """Give every phrase of a key the key's value: ``{"que viene, próximo": "coming"}``."""
        return Phrases({phrase: value for ways, value in table.items() for phrase in self._phrases(ways)})

    def singles(self, text: str) -> Phrases[None]:
        """Return every word of ``text`` as a phrase."""
        return Phrases({(word,): None for word in self.fold(text).split()})

    def headed(self, text: str) -> Phrases[str]:
        """Give every phrase of ``text`` its first word: ``w double u`` is ``("double", "u")``, a ``w``."""
        return Phrases({phrase[1:]: phrase[0] for phrase in self._phrases(text)})

    def _phrases(self, text: str) -> Iterable[Phrase]:
        return (tuple(part.split()) for part in self.fold(text).split(",") if part.strip())


# --------------------------------------------------------------------------------------------------------- patterns


def patterns(table: str) -> list[str]:
    """Split a table into its patterns, longest first, so that ``no way`` is tried before ``no``."""
    return sorted((" ".join(p.split()) for p in re.split(r"\s\|\s", table)), key=len, reverse=True)


def any_of(table: str) -> str:
    """Return a pattern for any of a table's patterns, which are parted by `` | ``."""
    return f"(?:{'|'.join(patterns(table))})"
