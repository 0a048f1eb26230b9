"""How is a language's table written down? Words of one breath in one string, folded as the readers will see them.

``fold`` gives the form in which words are compared: what a transcriber may leave out (accents, umlauts) is gone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Fold = Callable[[str], str]
Phrase = tuple[str, ...]
"""Words that mean something only together."""

Value = TypeVar("Value")

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

    def phrases(self, text: str) -> frozenset[Phrase]:
        """Return the phrases of ``text``, which commas part."""
        return frozenset(self._phrases(text))

    def phrased(self, table: Mapping[str, Value]) -> dict[Phrase, Value]:
        """Give every phrase of a key the key's value: ``{"que viene, próximo": "coming"}``."""
        return {phrase: value for ways, value in table.items() for phrase in self._phrases(ways)}

    def singles(self, text: str) -> frozenset[Phrase]:
        """Return every word of ``text`` as a phrase."""
        return frozenset((word,) for word in self.fold(text).split())

    def headed(self, text: str) -> dict[Phrase, str]:
        """Give every phrase of ``text`` its first word: ``w double u`` is ``("double", "u")``, a ``w``."""
        return {phrase[1:]: phrase[0] for phrase in self._phrases(text)}

    def _phrases(self, text: str) -> Iterable[Phrase]:
        return (tuple(part.split()) for part in self.fold(text).split(",") if part.strip())


# --------------------------------------------------------------------------------------------------------- patterns


def patterns(table: str) -> list[str]:
    """Split a table into its patterns, longest first, so that ``no way`` is tried before ``no``."""
    return sorted((" ".join(p.split()) for p in re.split(r"\s\|\s", table)), key=len, reverse=True)


def any_of(table: str) -> str:
    """Return a pattern for any of a table's patterns, which are parted by `` | ``."""
    return f"(?:{'|'.join(patterns(table))})"
