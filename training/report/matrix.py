"""What is taken for what? The confusion matrix as a map, and under it the sentences behind each of its cells. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from engine.drawing.panels import Link
from training.evaluate import NONE
from training.report.axes import bar, drawing, text, title
from training.report.figures import Assessment, Cell, Said
from training.report.intents import place, shown

_ROOM = 640.0
"""Of the cells together."""
_LEAST, _MOST = 7.0, 34.0
_COUNTED = 14.0
"""From this side on, a cell has room for its number."""
_TOLD = 3
"""Sentences in a tooltip."""
_PALEST = 0.4
"""Opacity of a cell with next to none of its row."""
_UNFOLDED = 8
"""Cells whose sentences are shown at once."""


@dataclass(frozen=True, slots=True)
class _Grid:
    labels: tuple[str, ...]
    side: float
    """Of a cell."""
    size: float
    """Of the letters."""
    edge: float
    """Room for the labels, left and above."""

    @property
    def wide(self) -> float:
        return self.side * len(self.labels)


def matrix(found: Assessment) -> str:
    """Draw what was taken for what; a cell off the diagonal leads to its sentences."""
    grid = _grid(found)
    at = {label: n for n, label in enumerate(grid.labels)}
    whole = dict.fromkeys(grid.labels, 0)
    for cell in found.cells:
        whole[cell.label] += cell.count
    parts = [bar(grid.edge, grid.edge, grid.wide, grid.wide, "field", tip=""), *_names(grid)]
    for number, cell in enumerate(found.cells):
        x, y = grid.edge + at[cell.taken] * grid.side, grid.edge + at[cell.label] * grid.side
        drawn = _cell(cell, x, y, grid.side, cell.count / max(whole[cell.label], 1))
        parts.append(f'<a href="#cell-{number}">{drawn}</a>' if cell.examples else drawn)
    wide = grid.edge + grid.wide + 2
    return drawing(parts, "What was taken for what.", wide, wide, "matrix")


def _grid(found: Assessment) -> _Grid:
    seen = {label for cell in found.cells for label in (cell.label, cell.taken)}
    labels = (*sorted(seen - {NONE}), *((NONE,) if NONE in seen else ()))
    side = min(max(_ROOM / max(len(labels), 1), _LEAST), _MOST)
    size = min(side * 0.42, 12.0)
    longest = max((len(shown(label)) for label in labels), default=0)
    return _Grid(labels, side, size, longest * size * 0.6 + 12)


def _names(grid: _Grid) -> Iterator[str]:
    for n, label in enumerate(grid.labels):
        near, middle = grid.edge - 6, grid.edge + (n + 0.5) * grid.side + grid.size * 0.35
        for turned in (f"translate({near:.1f} {middle:.1f})", f"translate({middle:.1f} {near:.1f}) rotate(-90)"):
            anchor = "start" if "rotate" in turned else "end"
            yield (
                f'<text class="row" style="font-size: {grid.size:.1f}px" text-anchor="{anchor}" transform="{turned}">'
                f"{escape(shown(label))}</text>"
            )


def _cell(cell: Cell, x: float, y: float, side: float, part: float) -> str:
    told = f"{cell.count} of {shown(cell.label)} taken for {shown(cell.taken)}"
    said = "".join(f"\n\u201c{one.text}\u201d" for one in cell.examples[:_TOLD])
    gap, shade = min(1.0, side * 0.06), _PALEST + (1 - _PALEST) * part
    kind = "good" if cell.label == cell.taken else "bad"
    drawn = (
        f'<rect class="{kind}" x="{x + gap:.1f}" y="{y + gap:.1f}" rx="{gap * 2:.1f}" '
        f'width="{side - 2 * gap:.1f}" height="{side - 2 * gap:.1f}" fill-opacity="{shade:.2f}">'
        f"{title(told + said)}</rect>"
    )
    if side < _COUNTED:
        return drawn
    return drawn + text(str(cell.count), x + side / 2, y + side / 2 + 4, f"count {kind}", "middle")


def confusions(found: Assessment, link: Link) -> str:
    """Return the sentences that were taken for something else, those that were acted on first."""
    wrong = [(n, cell) for n, cell in enumerate(found.cells) if cell.examples]
    wrong.sort(key=lambda each: (not any(one.accepted for one in each[1].examples), -each[1].count))
    unfolded = {n for n, cell in wrong[:_UNFOLDED] if any(one.accepted for one in cell.examples)}
    return (
        "".join(_confusion(n, cell, link, opened=n in unfolded) for n, cell in wrong)
        or "<p>Nothing was taken for anything else.</p>"
    )


def _confusion(number: int, cell: Cell, link: Link, *, opened: bool) -> str:
    acted = sum(one.accepted for one in cell.examples)
    mark = f' <span class="mark bad">{acted} acted on</span>' if acted else ""
    rows = "".join(_said(one, link) for one in cell.examples)
    return (
        f'<details id="cell-{number}"{" open" if opened else ""}><summary><b>{escape(shown(cell.label))}</b> taken for '
        f"<b>{escape(shown(cell.taken))}</b>: {cell.count}{mark}</summary><ul>{rows}</ul></details>"
    )


def _said(one: Said, link: Link) -> str:
    mark = ' class="acted"' if one.accepted else ""
    return f"<li{mark}><q>{escape(one.text)}</q> <small>{one.score:.2f} {place(one.at, link)}</small></li>"
