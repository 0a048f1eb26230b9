"""Does a model keep its promises? Coverage and risk, claims and truth, and what the mix of traffic does."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from training.calibrate import Held
from training.metrics import Bin, curve, fewest, lower_bound
from training.plots.style import (
    BAD,
    COVERED,
    FAINT,
    GOOD,
    INK,
    MAIN,
    OTHER,
    PALE,
    QUIET,
    SOFT,
    Picture,
    canvas,
    finished,
    in_percent,
    label,
    lying,
)
from training.report.figures import Promise

STANDINGS = {"certified": GOOD, "missed": BAD, "open": SOFT, "unsupported": SOFT}
WORDS = {"certified": "certified", "missed": "missed", "open": "may be either", "unsupported": "too few to tell"}
_MIXES = np.linspace(0.02, 1.0, 99)
_LABELS = np.arange(10, 1010, 10)


def risk(found: Held, promises: Sequence[Promise]) -> Picture:
    """Show how much is right of what is answered, as more and more is answered, and where the thresholds stand."""
    figure, axes = canvas(4.4)
    points = curve(found)
    axes.plot(points.coverage, points.precision, color=MAIN, linewidth=2.6, label="every possible threshold")
    for n, each in enumerate(promises):
        axes.plot([each.coverage], [each.precision], "o", color=OTHER, markersize=9, markeredgecolor="white",
                  label="" if n else "those of the model")  # fmt: skip
        axes.annotate(
            f"{each.asked:g}", (each.coverage, each.precision), (0, 9), textcoords="offset points", color=OTHER,
            fontsize=10, ha="center",
        )  # fmt: skip
    axes.set_xlim(0, 1.01)
    axes.set_ylim(min(0.8, float(points.precision.min()) - 0.01), 1.012)
    in_percent(axes, "x")
    in_percent(axes, "y")
    first = promises[0]
    title = f"{first.coverage:.0%} answered at once, {first.precision:.0%} of it rightly; asked is {first.asked:.0%}"
    told = "on sentences that it has never seen; a number is the precision that a threshold was made for"
    return finished(figure, axes, title, told, x=COVERED, y="right, of what is answered")


def claims(bins: Sequence[Bin]) -> Picture:
    """Show what the scores claim beside what is true: a calibrated model lies on the line."""
    figure, axes = canvas(4.4)
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1.4, linestyle=(0, (4, 4)), label="claims what is true")
    whole = sum(each.sentences for each in bins)
    sizes = [_size(each, whole) for each in bins]
    axes.scatter([each.score for each in bins], [each.right for each in bins], sizes, color=MAIN, alpha=0.85,
                 linewidth=1.5, edgecolor="white", label="sentences of one tenth", zorder=3)  # fmt: skip
    for each in bins:
        below = (0.0, -9 - math.sqrt(_size(each, whole)) / 2)
        axes.annotate(f"{each.sentences}", (each.score, each.right), below, textcoords="offset points", color=SOFT,
                      fontsize=9, ha="center", va="center")  # fmt: skip
    axes.set_xlim(-0.02, 1.04)
    axes.set_ylim(-0.12, 1.08)
    in_percent(axes, "x")
    in_percent(axes, "y")
    off = sum(abs(each.score - each.right) * each.sentences for each in bins) / max(whole, 1)
    shy = sum((each.right - each.score) * each.sentences for each in bins) >= 0
    title = f"Its scores are off by {off * 100:.0f} points, mostly too {'low' if shy else 'high'}"
    told = "above the line it is right more often than it claims, below less often; a dot's size is how many sentences"
    return finished(figure, axes, title, told, x="score of the likeliest intent", y="how often it is right")


def _size(each: Bin, whole: int) -> float:
    """Return the area of a dot, in square points."""
    return 40 + 900 * each.sentences / max(whole, 1)


def promises(found: Sequence[Promise]) -> Picture:
    """Show for each precision asked what was measured, with what so many sentences can certify."""
    figure, axes = canvas(1.7 + 0.62 * len(found), left=1.5, right=1.6, names=False)
    lying(axes)
    for n, each in enumerate(found):
        colour = STANDINGS[each.standing]
        axes.plot([each.lower, each.upper], [n, n], color=colour, linewidth=6, alpha=0.28, solid_capstyle="round")
        axes.plot([each.precision], [n], "o", color=colour, markersize=10, markeredgecolor="white")
        axes.plot([each.asked, each.asked], [n - 0.28, n + 0.28], color=INK, linewidth=2)
        axes.annotate(
            WORDS[each.standing], (1.02, n), xycoords=("axes fraction", "data"), color=colour, fontsize=10, va="center"
        )
    axes.set_yticks(range(len(found)), [f"asked {each.asked:g}" for each in found])
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_xlim(min(*(each.lower for each in found), *(each.asked for each in found)) - 0.01, 1.004)
    in_percent(axes, "x")
    kept = sum(each.precision >= each.asked for each in found)
    sure = sum(each.standing == "certified" for each in found)
    title = f"{kept} of {len(found)} promises kept in the sample, {sure} of them certified"
    told = "a dot is what was measured, its bar where the truth lies with 95% confidence, a stroke what was asked"
    return finished(figure, axes, title, told, x="right, of what is answered at once")


def mixes(found: Held, threshold: float, asked: float, assumed: float) -> Picture:
    """Show what a threshold keeps when fewer callers than assumed want what an intent fits."""
    figure, axes = canvas(4.4)
    kept = np.asarray([found.mixed(share).precision(threshold) for share in _MIXES])
    axes.plot(_MIXES, kept, color=MAIN, linewidth=2.6, label=f"acting from {threshold:.2f}")
    axes.axhline(asked, color=OTHER, linewidth=1.2, linestyle=(0, (2, 3)), label=f"asked: {asked:.0%}")
    axes.axvline(assumed, color=INK, linewidth=1.2, linestyle=(0, (3, 3)))
    low = float(kept.min())
    label(axes, assumed - 0.012, low + 0.04 * (1 - low), "assumed", colour=INK, align="right")
    axes.set_xlim(0, 1.01)
    in_percent(axes, "x")
    in_percent(axes, "y")
    holds = _MIXES[kept >= asked - 1e-9]
    least = f"while at least {holds[0]:.0%} of the traffic fits an intent" if len(holds) else "nowhere"
    title = f"The promise holds {least}"
    told = "the mix is assumed until an audit has measured it; then `trunkline train --dataset` goes by that"
    return finished(figure, axes, title, told, x="traffic that an intent fits", y="right, of what is answered")


def labels(targets: Sequence[float]) -> Picture:
    """Show what so many audited answers certify, if all of them are right, or a few wrong."""
    figure, axes = canvas(4.4, right=1.4)
    for wrong, name, colour in ((0, "all right", MAIN), (1, "one wrong", PALE), (5, "five wrong", QUIET)):
        sure = [lower_bound(count - wrong, count) for count in _LABELS.tolist()]
        axes.plot(_LABELS, sure, color=colour, linewidth=2.6, label=name)
    told = []
    for target in targets:
        count = fewest(target)
        axes.axhline(target, color=OTHER, linewidth=1.0, linestyle=(0, (2, 3)))
        axes.annotate(
            f"{target:g}: {count} labels", (1.015, target), xycoords=("axes fraction", "data"), color=OTHER,
            fontsize=10, va="center",
        )  # fmt: skip
        told.append(f"{count}")
    axes.set_xlim(0, 1000)
    axes.set_ylim(0.88, 1.0)
    in_percent(axes, "y")
    title = f"To certify {targets[0]:.0%} takes {told[0]} right answers in a row"
    lines = "one wrong one makes it half as many again; fewer labels and the precision is unsupported, whatever it is"
    return finished(figure, axes, title, lines, x="audited answers", y="precision certified, 95% sure")
