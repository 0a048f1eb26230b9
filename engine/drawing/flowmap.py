"""How do flows hang together? A map with a small box for each flow: what runs what, and what callers may ask for.

Pure. Left stands where calls begin, in the middle what callers start, right what only other flows run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from engine.coverage.items import ANYWHERE
from engine.drawing.measure import clipped, width
from engine.drawing.overlay import Overlay
from engine.drawing.picture import Bond, Panel, Picture

WIDE, HIGH = 250.0, 46.0
ACROSS, DOWN = 170.0, 12.0
KEYS = (
    ("run", "runs, and comes back"),
    ("menu", "a key of the menu"),
    ("digress", "callers may ask for it at any time"),
)
Spot = tuple[float, float]


def flow_map(picture: Picture, overlay: Overlay, link: Callable[[str], str]) -> tuple[str, float, float]:
    """Return the map, its width and its height; nothing when there is but one flow. ``link``: where a flow is shown."""
    if len(picture.panels) < 2:  # noqa: PLR2004 - nothing hangs together
        return "", 0.0, 0.0
    spots = _spots(picture)
    wide = max(x for x, _ in spots.values()) + WIDE
    high = max(y for _, y in spots.values()) + HIGH + 44
    bonds = "".join(_bond(bond, spots) for bond in picture.bonds)
    boxes = "".join(_box(panel, spots[panel.name], overlay, link) for panel in picture.panels)
    return f'<g class="map">{bonds}{boxes}{_keys(picture, high - 8)}</g>', wide, high


def _spots(picture: Picture) -> Mapping[str, Spot]:
    """Return where each flow stands."""
    columns: dict[int, list[str]] = {}
    for panel in picture.panels:
        columns.setdefault(_column(panel, picture), []).append(panel.name)
    tallest = max(len(names) for names in columns.values())
    spots: dict[str, Spot] = {}
    for number, column in enumerate(sorted(columns)):
        names = columns[column]
        pitch = HIGH + DOWN
        top = (tallest - len(names)) * pitch / 2
        spots.update({name: (number * (WIDE + ACROSS), top + i * pitch) for i, name in enumerate(names)})
    return spots


def _column(panel: Panel, picture: Picture) -> int:
    menus = {bond.source for bond in picture.bonds if bond.kind == "menu"}
    if panel.name == ANYWHERE or panel.name in menus:
        return 0
    return 1 if any(chip.key[0] == "start" and chip.key[1] == panel.name for chip in panel.starts) else 2


def _bond(bond: Bond, spots: Mapping[str, Spot]) -> str:
    (x1, y1), (x2, y2) = spots[bond.source], spots[bond.target]
    shift = {"run": 0.0, "menu": -7.0, "digress": 7.0}[bond.kind]
    start, end = (x1 + WIDE, y1 + HIGH / 2), (x2, y2 + HIGH / 2 + shift)
    if x2 - x1 > WIDE + ACROSS:  # over a whole column: below it
        low = max(y for x, y in spots.values()) + HIGH + 9
        a, b = x1 + WIDE + ACROSS * 0.8, x2 - ACROSS * 0.8
        line = (
            f"M{start[0]:g} {start[1]:g}C{start[0] + 60:g} {start[1]:g} {a - 70:g} {low:g} {a:g} {low:g}"
            f"H{b:g}C{b + 70:g} {low:g} {end[0] - 60:g} {end[1]:g} {end[0]:g} {end[1]:g}"
        )
        tip = f"M{end[0]:g} {end[1]:g}l-7 -3.5v7z"
    elif x2 > x1:
        middle = (start[0] + end[0]) / 2
        line = f"M{start[0]:g} {start[1]:g}C{middle:g} {start[1]:g} {middle:g} {end[1]:g} {end[0]:g} {end[1]:g}"
        tip = f"M{end[0]:g} {end[1]:g}l-7 -3.5v7z"
    else:  # back, or within a column: round the right side
        end = (x2 + WIDE, y2 + HIGH / 2 + 8)
        out = max(start[0], end[0]) + 46
        line = f"M{start[0]:g} {start[1]:g}C{out:g} {start[1]:g} {out:g} {end[1]:g} {end[0]:g} {end[1]:g}"
        tip = f"M{end[0]:g} {end[1]:g}l7 -3.5v7z"
    told = f"{bond.source} → {bond.target}" + (f": {bond.label}" if bond.label else "")
    return (
        f'<g class="bond {bond.kind}" data-from="{escape(bond.source)}" data-to="{escape(bond.target)}">'
        f'<title>{escape(told)}</title><path class="way {bond.kind}" d="{line}"/><path class="tip" d="{tip}"/></g>'
    )


def _box(panel: Panel, spot: Spot, overlay: Overlay, link: Callable[[str], str]) -> str:
    mark = overlay.panels.get(panel.name)
    painted = f" {mark.tone}" if mark else ""
    name = "project.yaml" if panel.name == ANYWHERE else panel.name
    room = WIDE - 24
    badge = mark.badge if mark else ""
    parts = [
        f'<rect class="back" width="{WIDE:g}" height="{HIGH:g}" rx="9"/>',
        f'<text x="13" y="20" font-size="13.5" font-weight="650">{escape(clipped(name, 13.5, room - 60))}</text>',
        f'<text class="title" x="13" y="36">{escape(clipped(panel.title, 12.5, room))}</text>',
    ]
    x = WIDE - 11
    if badge:
        parts.append(f'<text class="badge" x="{x:g}" y="20" text-anchor="end">{escape(badge)}</text>')
        x -= width(badge, 10, bold=True) + 8
    if panel.commits:
        parts.append(f'<text class="tag" x="{x:g}" y="20" text-anchor="end">commits</text>')
    title = f"<title>{escape(f'{panel.at} {panel.about or panel.title}')}</title>"
    return (
        f'<g class="place" data-flow="{escape(panel.name)}" transform="translate({spot[0]:g} {spot[1]:g})">'
        f'<a href="{escape(link(panel.name))}">{title}<g class="place{painted}">{"".join(parts)}</g></a></g>'
    )


def _keys(picture: Picture, y: float) -> str:
    """Return what the lines mean, of those that are there."""
    kinds = {bond.kind for bond in picture.bonds}
    x, parts = 0.0, []
    for kind, text in KEYS:
        if kind in kinds:
            parts.append(f'<path class="way {kind}" d="M{x:g} {y - 4:g}h26"/>')
            parts.append(f'<text class="title" x="{x + 33:g}" y="{y:g}">{escape(text)}</text>')
            x += 33 + width(text, 12.5) + 24
    return "".join(parts)
