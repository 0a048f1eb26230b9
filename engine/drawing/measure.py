"""How wide is a text, and where does it break? Estimated from the widths of a common sans serif, rather too wide.

Pure. No font is asked, so that the same plan is drawn the same everywhere; a box has air enough for what a reader's own
font does differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_NARROW = frozenset("ijl.,;:'|!I`\u2018\u2019 ")
_SLIM = frozenset('frt()[]{}/\\-"*\u201c\u201d')
_WIDE = frozenset("mwMW@%\u2026\u2014")
_AIR = 1.15
ELLIPSIS = "\u2026"


def width(text: str, size: float, *, bold: bool = False, mono: bool = False) -> float:
    """Return the estimated width of ``text`` at a font size, in the size's unit."""
    if mono:
        return len(text) * size * 0.61
    ems = sum(_em(character) for character in text)
    return ems * size * _AIR * (1.08 if bold else 1.0)


def _em(character: str) -> float:
    if character in _NARROW:
        return 0.28
    if character in _SLIM:
        return 0.36
    if character in _WIDE or ord(character) > 0x2E80:  # noqa: PLR2004 - where the ideographs begin
        return 0.95
    return 0.68 if character.isupper() else 0.55


def wrapped(text: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """Break ``text`` into at most ``most`` lines that fit into ``room``; what is left is cut with an ellipsis."""
    words = [(word, width(word, size, bold=word.startswith("{"))) for word in text.split()]
    lines = [" ".join(line) for line in flowed(words, room, size * 0.33)]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} {ELLIPSIS}"]
    return tuple(clipped(line, size, room) for line in lines)


def flowed(pieces: Iterable[tuple[T, float]], room: float, space: float) -> Iterator[tuple[T, ...]]:
    """Lay pieces of known width into lines, as words are laid; one that is too wide has a line of its own."""
    line: list[T] = []
    used = 0.0
    for piece, wide in pieces:
        if line and used + space + wide > room:
            yield tuple(line)
            line, used = [], 0.0
        used += wide + (space if line else 0.0)
        line.append(piece)
    if line:
        yield tuple(line)


def clipped(text: str, size: float, room: float, *, mono: bool = False) -> str:
    """Cut ``text`` to ``room``, with an ellipsis where something is lost."""
    if width(text, size, mono=mono) <= room:
        return text
    kept = text
    while kept and width(kept + ELLIPSIS, size, mono=mono) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS
