"""How is one flow's panel written as SVG? Ways first, boxes over them, labels over both.

Pure. Everything painted carries the tone that the overlay has for its key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from engine.coverage.items import ANYWHERE, Key
from engine.drawing.faces import PILLS, WIDTH, Row, size
from engine.drawing.layout import Laid, Placed, Point, Route
from engine.drawing.measure import clipped, width
from engine.drawing.overlay import Overlay, way_key
from engine.drawing.picture import Chip, Panel
from engine.flows.model import Position

Link = Callable[[Position], str]
"""Returns where a place in a file can be opened."""
_BEND = 7.0
_REFERENCE = re.compile(r"(\{[^{}]*\})")


def tone_of(overlay: Overlay, key: Key | None) -> str:
    """Return the class by which the thing called ``key`` is painted, with a space before it; empty: not at all."""
    mark = overlay.mark(key)
    return f" {mark.tone}" if mark else ""


# -------------------------------------------------------------------------------------------------------------- head


def head(panel: Panel, overlay: Overlay, link: Link, room: float) -> str:
    """Return a panel's name, title and chips."""
    mark = overlay.panels.get(panel.name)
    name = "project.yaml" if panel.name == ANYWHERE else panel.name
    x = 18 + width(name, 17, bold=True) + 10
    parts = [_anchor(f'<text class="flow" x="18" y="29">{escape(name)}</text>', panel.at, link, panel.name)]
    for text, kind in (("commits", "tag") if panel.commits else ("", ""), (mark.badge if mark else "", "badge")):
        if text:
            painted = f" {mark.tone}" if mark and kind == "badge" else ""
            parts.append(f'<text class="{kind}{painted}" x="{x:g}" y="28">{escape(text)}</text>')
            x += width(text, 10, bold=True) + 10
    title = clipped(panel.title, 12.5, max(room - x - 18, 0))
    if panel.title != panel.name and len(title) > 3:  # noqa: PLR2004 - what is cut shorter says nothing
        parts.append(f'<text class="title" x="{x:g}" y="29">{escape(title)}</text>')
    return "".join((*parts, *_chips((*panel.starts, *panel.acts), overlay, link, room)))


def _chips(chips: Sequence[Chip], overlay: Overlay, link: Link, room: float) -> Iterator[str]:
    x = 18.0
    for chip in chips:
        wide = width(chip.text, 11) + 14
        if x + wide > room - 14:
            return
        inner = (
            f'<rect x="{x:g}" y="41" width="{wide:g}" height="18" rx="9"/>'
            f'<text x="{x + 7:g}" y="53.5">{escape(chip.text)}</text>'
        )
        yield f'<g class="chip{tone_of(overlay, chip.key)}">{_anchor(inner, chip.at, link, chip.text)}</g>'
        x += wide + 5


# -------------------------------------------------------------------------------------------------------------- body


def panel_body(laid: Laid, overlay: Overlay, link: Link) -> str:
    """Return what stands in a panel."""
    captions = (f'<text class="caption" x="{x:g}" y="{y:g}">{escape(name)}</text>' for name, x, y in laid.captions)
    return "".join(
        (
            *captions,
            *(_route(route, overlay) for route in laid.routes),
            *(_box(placed, overlay, link) for placed in laid.placed),
            *(label for route in laid.routes for label in _labels(route, overlay)),
        )
    )


def _route(route: Route, overlay: Overlay) -> str:
    way = route.way
    keys: list[Key] = [("outcome", way.source, label) for label in way.labels]
    marks = [mark for key in (*keys, way_key(way.source, way.target)) if (mark := overlay.mark(key))]
    tones = {mark.tone for mark in marks} & {"seen", "miss"}
    painted = " seen" if "seen" in tones else " miss" if marks and tones == {mark.tone for mark in marks} else ""
    redo = " redo" if way.back else ""
    return (
        f'<path class="way{redo}{painted}" data-from="{escape(way.source)}" data-to="{escape(way.target)}" '
        f'd="{bent(route.points)}"/>{_tip(route.points)}'
    )


def bent(points: Sequence[Point]) -> str:
    """Return a line through ``points`` whose corners are rounded."""
    told = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        a, b = _towards(corner, before), _towards(corner, after)
        told.append(f"L{a[0]:g} {a[1]:g}Q{corner[0]:g} {corner[1]:g} {b[0]:g} {b[1]:g}")
    told.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(told)


def _towards(corner: Point, other: Point) -> Point:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    step = min(_BEND, length / 2) / length if length else 0
    return corner[0] + dx * step, corner[1] + dy * step


def _tip(points: Sequence[Point]) -> str:
    """Return the arrow's tip, at the line's end."""
    (x, y), (before, above) = points[-1], points[-2]
    if abs(x - before) > abs(y - above):
        side = 7 if before > x else -7
        return f'<path class="tip" d="M{x:g} {y:g}l{side} -3.5v7z"/>'
    return f'<path class="tip" d="M{x:g} {y:g}l-3.5 -7h7z"/>'


def _labels(route: Route, overlay: Overlay) -> Iterator[str]:
    x, y = route.label
    room = WIDTH / 2 + 8
    for number, label in enumerate(route.way.labels):
        mark = overlay.mark(("outcome", route.way.source, label))
        badge = f" {mark.badge}" if mark and mark.badge else ""
        more = "," if number + 1 < len(route.way.labels) else ""
        text = f"{clipped(label, 11.5, max(room - width(badge, 11.5), 30))}{badge}{more}"
        painted = f" {mark.tone}" if mark else ""
        yield f'<text class="on{painted}" x="{x:g}" y="{y:g}">{escape(text)}</text>'
        x += width(text, 11.5, bold=True) + 4
        room -= width(text, 11.5, bold=True) + 4


def _box(placed: Placed, overlay: Overlay, link: Link) -> str:
    box = placed.box
    mark = overlay.mark(box.key)
    pill = " pill" if box.kind in PILLS else ""
    painted = f" {mark.tone}" if mark else ""
    wide, inset = (96.0, (WIDTH - 96.0) / 2) if pill else (float(WIDTH), 0.0)
    height = placed.face.height
    parts = [f'<rect class="back" x="{inset:g}" width="{wide:g}" height="{height:g}" rx="{13 if pill else 8}"/>']
    if not pill:
        parts.append(f'<path class="bar" d="M8 0H4.5V{height:g}H8A8 8 0 0 1 0 {height - 8:g}V8A8 8 0 0 1 8 0z"/>')
    parts += [text for row in placed.face.rows for text in _row(row, overlay)]
    x = WIDTH - 9.0
    if mark and mark.badge and not pill:
        parts.append(_badge(mark.badge, inset + wide - 8))
    for tag in reversed(box.tags):
        parts.append(f'<text class="tag" x="{x:g}" y="17" text-anchor="end">{escape(tag)}</text>')
        x -= width(tag, 9.5, bold=True) + 8
    return (
        f'<g class="box {box.kind}{pill}" data-node="{escape(box.node)}" '
        f'transform="translate({placed.x:g} {placed.y:g})">'
        f'<g class="{box.kind}{pill}{painted}">{"".join(parts)}</g></g>'
        if box.kind == "done"
        else f'<g class="box {box.kind}" data-node="{escape(box.node)}" '
        f'transform="translate({placed.x:g} {placed.y:g})">'
        + _anchor(f'<g class="{box.kind}{pill}{painted}">{"".join(parts)}</g>', box.at, link, box.node)
        + "</g>"
    )


def _badge(text: str, right: float) -> str:
    """Return a few characters on a box's upper side."""
    wide = width(text, 10, bold=True) + 12
    return (
        f'<g class="badged"><rect class="back" x="{right - wide:g}" y="-8" width="{wide:g}" height="16" rx="8"/>'
        f'<text class="badge" x="{right - wide / 2:g}" y="3.6" text-anchor="middle">{escape(text)}</text></g>'
    )


def _row(row: Row, overlay: Overlay) -> Iterator[str]:
    for piece in row.pieces:
        painted = tone_of(overlay, piece.key)
        if row.style == "sign":
            yield (
                f'<g class="sign{painted}"><rect x="{piece.x:g}" y="{row.y - 11.5:g}" width="{piece.wide:g}" '
                f'height="16" rx="8"/><text x="{piece.x + 6:g}" y="{row.y:g}" font-size="{size(row.style):g}">'
                f"{escape(piece.text)}</text></g>"
            )
        else:
            yield (
                f'<text class="{row.style}{painted}" x="{piece.x:g}" y="{row.y:g}" font-size="{size(row.style):g}">'
                f"{_referring(piece.text)}</text>"
            )


def _referring(text: str) -> str:
    """Return a text whose ``{names}`` stand out."""
    return "".join(
        f'<tspan class="ref">{escape(part)}</tspan>' if _REFERENCE.fullmatch(part) else escape(part)
        for part in _REFERENCE.split(text)
    )


def _anchor(inner: str, at: Position, link: Link, what: str) -> str:
    """Return ``inner`` as a link to its line."""
    return (
        f'<a href="{escape(link(at))}" data-at="{escape(str(at))}"><title>{escape(f"{at} {what}")}</title>{inner}</a>'
    )
