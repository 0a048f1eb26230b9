"""How is a box written? Its lines and their sizes, folded or with everything behind it, and the room that takes.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from engine.coverage.items import Key
from engine.drawing.measure import clipped, flowed, width, wrapped
from engine.drawing.picture import Box, Fold

Style = Literal["head", "text", "more", "label", "detail", "sign"]
WIDTH = 236
"""Of every box, in pixels."""
PAD = 11
ROOM = WIDTH - 2 * PAD - 4
PILL = 26
"""Height of a box that only says that something ends."""
PILLS = frozenset({"end", "hangup", "done"})
_SIZE: dict[Style, float] = {"head": 10.5, "text": 13, "more": 11, "label": 10.5, "detail": 12, "sign": 10.5}
_DROP: dict[Style, float] = {"head": 17, "text": 17, "more": 17, "label": 16, "detail": 15, "sign": 19}
"""From one baseline to the next."""
_MOST_LINES = 4
_SIGN_AIR = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words on a line."""

    text: str
    x: float
    """From the box's left side."""
    wide: float
    key: Key | None = None
    """What has to happen for it to be covered."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line."""

    style: Style
    y: float
    """Of the baseline, from the box's top."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """A box as it is written."""

    rows: tuple[Row, ...]
    height: float


def size(style: Style) -> float:
    """Return the font size of a line, in pixels."""
    return _SIZE[style]


def face(box: Box, *, unfolded: bool) -> Face:
    """Write ``box``."""
    if box.kind in PILLS:
        text = "goes back" if box.kind == "done" else box.head
        wide = width(text, 11.5, bold=True)
        return Face((Row("more", PILL / 2 + 4, (Piece(text, (WIDTH - wide) / 2, wide),)),), PILL)
    rows: list[Row] = []
    y = 1.0
    for style, pieces in _lines(box, unfolded=unfolded):
        y += _DROP[style]
        rows.append(Row(style, y, pieces))
    return Face(tuple(rows), y + PAD - 1)


def _lines(box: Box, *, unfolded: bool) -> Iterator[tuple[Style, tuple[Piece, ...]]]:
    tags = sum(width(tag, 9.5, bold=True) + 14 for tag in box.tags)
    yield "head", _left(clipped(box.head, _SIZE["head"], ROOM - tags, mono=True), "head")
    for line in wrapped(box.text, _SIZE["text"], ROOM, 99 if unfolded else _MOST_LINES):
        yield "text", _left(line, "text")
    yield from _signs(box.keys)
    if not box.folds:
        return
    if not unfolded:
        yield "more", _left(_summary(box), "more")
        return
    for fold in box.folds:
        if fold.text:
            yield "label", _left(fold.label, "label", fold.key)
            for line in wrapped(fold.text, _SIZE["detail"], ROOM, 9):
                yield "detail", _left(line, "detail", fold.key)
    yield from _signs(fold for fold in box.folds if not fold.text)


def _signs(folds: Iterable[Fold]) -> Iterator[tuple[Style, tuple[Piece, ...]]]:
    """Yield lines of small signs, as many on each as fit."""
    sized = [(fold, width(fold.label, _SIZE["sign"]) + _SIGN_AIR) for fold in folds]
    wide_of = {fold.key: wide for fold, wide in sized}
    for line in flowed(sized, ROOM, 4):
        x, pieces = float(PAD + 4), []
        for fold in line:
            pieces.append(Piece(fold.label, x, wide_of[fold.key], fold.key))
            x += wide_of[fold.key] + 4
        yield "sign", tuple(pieces)


def _left(text: str, style: Style, key: Key | None = None) -> tuple[Piece, ...]:
    return (Piece(text, PAD + 4, width(text, _SIZE[style], mono=style == "head"), key),)


def _summary(box: Box) -> str:
    texts = sum(bool(fold.text) for fold in box.folds)
    repairs = len(box.folds) - texts
    told = [f"{n} {what if n == 1 else what + 's'}" for n, what in ((texts, "more text"), (repairs, "repair")) if n]
    return f"+ {', '.join(told)}"
