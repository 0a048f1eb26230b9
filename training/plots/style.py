"""What do the notebooks' pictures have in common? A canvas, few colours, and the finding as title."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from engine.drawing.style import LIGHT

INK, SOFT, FAINT = LIGHT["ink"], LIGHT["soft"], LIGHT["faint"]
EDGE, PAPER = LIGHT["edge"], LIGHT["panel"]
MAIN, PALE, OTHER = LIGHT["talk"], "#93b4f5", LIGHT["act"]
GOOD, BAD, QUIET = LIGHT["hit"], LIGHT["miss"], LIGHT["frame"]
COVERED = "answered at once, of what an intent fits"
"""Coverage, as an axis says it."""
WIDE, HIGH = 9.0, 4.0
"""Inches."""
_FINE, _SHOWN = 200, 100
"""Dots an inch: of the image, and as it is shown."""
_TOP, _NAMES, _BOTTOM, _LEFT = 0.95, 0.3, 0.62, 0.85
"""Inches above the axes for the title, and for a row of names; below them, and beside them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure that shows itself in a notebook, with no set-up and no state outside it."""

    title: str
    subtitle: str
    figure: Figure = field(repr=False)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        return self.png(), {"width": round(self.figure.get_figwidth() * _SHOWN)}

    def png(self) -> bytes:
        """Return it as an image."""
        image = io.BytesIO()
        self.figure.savefig(image, format="png", dpi=_FINE)
        return image.getvalue()

    def save(self, path: Path) -> None:
        """Write it to ``path``."""
        path.write_bytes(self.png())


def canvas(high: float = HIGH, *, left: float = _LEFT, right: float = 0.35, names: bool = True) -> tuple[Figure, Axes]:
    """Return an empty figure, ``high`` inches, with one set of axes that leaves ``left`` and ``right`` inches free.

    ``names``: above the axes there is a row that names the colours.
    """
    figure = Figure(figsize=(WIDE, high), facecolor=PAPER)
    above = _TOP + (_NAMES if names else 0.0)
    box = (left / WIDE, _BOTTOM / high, 1 - (left + right) / WIDE, 1 - (above + _BOTTOM) / high)
    axes = figure.add_axes(box)
    axes.set_facecolor(PAPER)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.tick_params(colors=SOFT, labelsize=10, length=0, pad=6)
    axes.grid(axis="y", color=EDGE, linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def finished(figure: Figure, axes: Axes, title: str, subtitle: str, *, x: str = "", y: str = "") -> Picture:
    """Write the finding above, and beside the axes what they count; a legend where something is named."""
    high = figure.get_figheight()
    at = 0.3 / WIDE
    figure.text(at, 1 - 0.42 / high, title, fontsize=15, fontweight="bold", color=INK, parse_math=False)
    figure.text(at, 1 - 0.72 / high, subtitle, fontsize=10.5, color=SOFT, parse_math=False)
    axes.set_xlabel(x, color=SOFT, fontsize=10.5, labelpad=8, parse_math=False)
    axes.set_ylabel(y, color=SOFT, fontsize=10.5, labelpad=8, parse_math=False)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(
            loc="upper left", bbox_to_anchor=(at, 1 - 0.88 / high), bbox_transform=figure.transFigure, ncols=5,
            frameon=False, fontsize=10, labelcolor=SOFT, handlelength=1.1, handletextpad=0.5, columnspacing=1.6,
            borderpad=0.0, borderaxespad=0.0,
        )  # fmt: skip
    return Picture(title, subtitle, figure)


def lying(axes: Axes) -> None:
    """Make it a picture of bars that lie: the grid stands, and the first is on top."""
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=EDGE, linewidth=0.8)
    axes.spines["bottom"].set_visible(False)
    axes.invert_yaxis()
    axes.tick_params(axis="y", labelcolor=INK)


def in_percent(axes: Axes, axis: str, digits: int = 0) -> None:
    """Write the numbers of an axis, ``x`` or ``y``, as percentages."""
    which = axes.xaxis if axis == "x" else axes.yaxis
    which.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.{digits}f}%"))


def label(
    axes: Axes, x: float, y: float, words: str, *, colour: str = SOFT, align: str = "left", size: float = 10
) -> None:
    """Write words at a place of the axes, on paper that covers the grid."""
    paper = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.2}
    axes.text(
        x, y, words, color=colour, fontsize=size, ha=align, va="center", bbox=paper, zorder=1.5, parse_math=False
    )  # fmt: skip
