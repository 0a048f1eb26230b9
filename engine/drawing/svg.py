"""How is a picture written as SVG? The map of flows, then each flow's panel, in one drawing that stands alone.

Pure: text in, text out, every text escaped. Each box is a link to its line and says ``file:line:col`` in its title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from engine.drawing.flowmap import flow_map
from engine.drawing.layout import Laid, laid
from engine.drawing.measure import width
from engine.drawing.overlay import Overlay
from engine.drawing.panels import Link, head, panel_body
from engine.drawing.picture import Picture
from engine.drawing.style import picture_css

PAGE = 1900
"""Panels stand side by side up to this width."""
GAP = 22
HEAD = 66
"""Room at a panel's top for the flow's name and chips."""
TITLE = 46


def svg(picture: Picture, overlay: Overlay, link: Link, *, unfolded: bool = False) -> str:
    """Return the whole picture as one SVG document."""
    panels = [laid(panel, unfolded=unfolded) for panel in picture.panels]
    parts: list[str] = []
    y = float(TITLE)
    map_svg, map_width, map_height = flow_map(picture, overlay, lambda name: f"#flow-{name}")
    if map_svg:
        parts.append(f'<g transform="translate({GAP} {y:g})">{map_svg}</g>')
        y += map_height + GAP
    placed, wide, bottom = _shelves(panels, y)
    for each, x, top in placed:
        parts.append(_panel(each, overlay, link, x, top))
    wide = max(wide, map_width + 2 * GAP, 640.0)
    title = escape(picture.name) + (f" · {escape(overlay.title)}" if overlay.title else "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" width="{wide:g}" height="{bottom:g}" '
        f'viewBox="0 0 {wide:g} {bottom:g}" role="img" aria-label="{title}">\n'
        f"<style>{escape(picture_css(), quote=False)}</style>\n"
        f'<rect class="ground" width="{wide:g}" height="{bottom:g}"/>\n'
        f'<text class="flow" x="{GAP}" y="31">{title}</text>{_legend(overlay, wide)}\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _shelves(panels: Sequence[Laid], y: float) -> tuple[list[tuple[Laid, float, float]], float, float]:
    """Put panels side by side, then below; return each with its place, the width and the height of all."""
    placed: list[tuple[Laid, float, float]] = []
    x, wide, tallest = float(GAP), 0.0, 0.0
    for each in panels:
        room = panel_width(each)
        if x > GAP and x + room + GAP > PAGE:
            x, y, tallest = float(GAP), y + tallest + GAP, 0.0
        placed.append((each, x, y))
        x += room + GAP
        wide, tallest = max(wide, x), max(tallest, each.height + HEAD)
    return placed, wide, y + tallest + GAP


def panel_width(each: Laid) -> float:
    """Return the room a panel takes: its steps, or its name."""
    return max(each.width, 300.0)


def _panel(each: Laid, overlay: Overlay, link: Link, x: float, y: float) -> str:
    room, height = panel_width(each), each.height + HEAD
    return (
        f'<g class="flow-panel" id="flow-{escape(each.panel.name)}" transform="translate({x:g} {y:g})">'
        f'<rect class="panel" width="{room:g}" height="{height:g}" rx="12"/>'
        f"{head(each.panel, overlay, link, room)}"
        f'<g transform="translate(0 {HEAD})">{panel_body(each, overlay, link)}</g></g>'
    )


def _legend(overlay: Overlay, wide: float) -> str:
    return "".join(_sign(tone, text, x) for tone, text, x in _placed(overlay, wide))


def _placed(overlay: Overlay, wide: float) -> Iterator[tuple[str, str, float]]:
    x = wide - GAP
    for tone, text in reversed(overlay.legend):
        x -= width(text, 12.5) + 44
        yield tone, text, x


def _sign(tone: str, text: str, x: float) -> str:
    return (
        f'<g class="{tone}"><rect class="back" x="{x:g}" y="20" width="18" height="13" rx="3"/></g>'
        f'<text class="title" x="{x + 25:g}" y="31">{escape(text)}</text>'
    )
