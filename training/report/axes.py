"""Where in a drawing does a value lie? A frame with two scales, and the lines, ticks and texts around it.

Pure: text in, text out, every text escaped. A drawing is as wide as its card: sizes are those of its own coordinates.
A ``<title>`` becomes a tooltip, by the browser or by the page's script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDE, HIGH = 460.0, 300.0
"""Of every plot, so that they stand side by side."""
_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a drawing in which values are shown."""

    x_low: float = 0.0
    x_high: float = 1.0
    y_low: float = 0.0
    y_high: float = 1.0
    left: float = 50.0
    right: float = WIDE - 14.0
    top: float = 14.0
    bottom: float = HIGH - 44.0

    def x(self, value: float) -> float:
        """Return where ``value`` lies from left to right; what is beyond lies on the edge."""
        share = (min(max(value, self.x_low), self.x_high) - self.x_low) / (self.x_high - self.x_low)
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return where ``value`` lies from the top."""
        share = (min(max(value, self.y_low), self.y_high) - self.y_low) / (self.y_high - self.y_low)
        return self.bottom - share * (self.bottom - self.top)


def drawing(parts: Iterable[str], about: str, wide: float = WIDE, high: float = HIGH, kind: str = "") -> str:
    """Return one SVG element that says in words what it shows. A ``strip`` fills its place, whatever its shape."""
    fit = ' preserveAspectRatio="none"' if kind == "strip" else ""
    return (
        f'<svg class="plot{f" {kind}" if kind else ""}" viewBox="0 0 {wide:g} {high:g}"{fit} role="img" '
        f'aria-label="{escape(about)}">{"".join(parts)}</svg>'
    )


def share(value: float) -> str:
    """Write a share for a tick."""
    return f"{value * 100:.4g}%"


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round values between ``low`` and ``high``, at most ``most``."""
    step = next((step for step in _STEPS if (high - low) / step <= most - 1 + 1e-9), 1.0)
    first, last = -(-round(low / step, 6) // 1), round(high / step, 6) // 1
    return [round(n * step, 6) for n in range(int(first), int(last) + 1)]


def axes(frame: Frame, x_label: str, y_label: str, x_ticks: Sequence[float], y_ticks: Sequence[float]) -> Iterator[str]:
    """Yield the grid, its numbers and what they count."""
    for value in y_ticks:
        y = frame.y(value)
        yield f'<line class="grid" x1="{frame.left:g}" x2="{frame.right:g}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield text(share(value), frame.left - 7, y + 4, "tick", "end")
    for value in x_ticks:
        x = frame.x(value)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{frame.top:g}" y2="{frame.bottom:g}"/>'
        yield text(share(value), x, frame.bottom + 16, "tick", "middle")
    yield f'<line class="axis" x1="{frame.left:g}" x2="{frame.right:g}" y1="{frame.bottom:g}" y2="{frame.bottom:g}"/>'
    middle = (frame.top + frame.bottom) / 2
    yield text(x_label, (frame.left + frame.right) / 2, frame.bottom + 35, "label", "middle")
    yield (
        f'<text class="label" text-anchor="middle" transform="translate(12 {middle:.1f}) rotate(-90)">'
        f"{escape(y_label)}</text>"
    )


def text(words: str, x: float, y: float, kind: str, anchor: str = "start") -> str:
    """Return words at a place."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def line(points: Iterable[tuple[float, float]], kind: str) -> str:
    """Return a line through points that are already placed."""
    return f'<polyline class="{kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def bar(x: float, y: float, wide: float, high: float, kind: str, *, tip: str) -> str:
    """Return a rectangle with a tooltip."""
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{max(high, 0):.1f}">'
        f"{title(tip)}</rect>"
    )


def dot(x: float, y: float, radius: float, kind: str, tip: str) -> str:
    """Return a circle with a tooltip."""
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}">{title(tip)}</circle>'


def title(tip: str) -> str:
    """Return what is said when the pointer rests on it; nothing for no words."""
    return f"<title>{escape(tip)}</title>" if tip else ""
