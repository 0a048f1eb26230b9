"""What did a round of the loop teach? What was asked, what is new, what got better, and how the weeks went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import MultipleLocator

from training.compare import Comparison, Figure, Pair, side
from training.dataset.build import Built
from training.evaluate import NONE
from training.metrics import curve
from training.mine.mine import Mined
from training.plots.style import (
    BAD,
    COVERED,
    FAINT,
    GOOD,
    INK,
    MAIN,
    OTHER,
    QUIET,
    SOFT,
    Picture,
    canvas,
    finished,
    in_percent,
    label,
    lying,
)

MOST = 14
"""Labels that are shown."""
WORDS: Mapping[str, str] = {
    "accuracy": "understood",
    "coverage": "could be answered at once",
    "precision": "right, of what is acted on",
    "acted_on": "acted on at once",
    "e_aurc": "right told from wrong",
}
"""Measure -> what more of it means."""
_LINE = 0.34


def asked(mined: Mined) -> Picture:
    """Show why the utterances are in the queue."""
    counts = Counter(reason for item in mined.items for reason in item.reasons).most_common()
    figure, axes = canvas(1.7 + _LINE * max(len(counts), 2), left=1.6, right=0.7, names=False)
    lying(axes)
    axes.barh([name for name, _ in counts], [n for _, n in counts], 0.6, color=MAIN)
    for n, (_, count) in enumerate(counts):
        label(axes, count + max(each for _, each in counts) * 0.012, n, f"{count}", colour=MAIN)
    title = f"{len(mined.items)} utterances are worth a person's while"
    told = f"of {mined.different:,} different ones in {mined.turns:,} turns; the audit is drawn at random"
    return finished(figure, axes, title, told, x="utterances")


def taught(built: Built) -> Picture:
    """Show what the dataset holds of each label: written by us, and said by callers."""
    ours = Counter(row.label for row in built.rows if not row.logged)
    theirs = Counter(row.label for row in built.rows if row.logged)
    names = sorted({*ours, *theirs}, key=lambda name: (-theirs[name], name))[:MOST]
    figure, axes = canvas(1.95 + _LINE * len(names), left=2.2, right=0.8)
    lying(axes)
    written, said = [ours[name] for name in names], [theirs[name] for name in names]
    axes.barh(names, written, 0.66, color=QUIET, label="written by us")
    axes.barh(names, said, 0.66, written, color=MAIN, label="said by callers")
    most = max((ours[name] + theirs[name] for name in names), default=0)
    for n, name in enumerate(names):
        if theirs[name]:
            label(axes, ours[name] + theirs[name] + most * 0.012, n, f"+{theirs[name]}", colour=MAIN)
    title = f"{theirs.total()} sentences of callers join {ours.total()} of ours"
    left = ", ".join(f"{count} {why}" for why, count in built.left_out.items())
    return finished(figure, axes, title, f"left out: {left or 'nothing'}", x="sentences")


def gains(found: Comparison) -> Picture:
    """Show by how much the challenger is better, with the bounds of chance."""
    figure, axes = canvas(1.7 + 0.46 * len(found.figures), left=2.7, right=1.5, names=False)
    lying(axes)
    for n, each in enumerate(found.figures):
        colour = GOOD if each.is_better else BAD if each.is_worse else SOFT
        axes.plot([each.low, each.high], [n, n], color=colour, linewidth=5, alpha=0.3, solid_capstyle="round")
        axes.plot([each.gain], [n], "o", color=colour, markersize=9, markeredgecolor="white")
        axes.annotate(
            _told(each), (1.02, n), xycoords=("axes fraction", "data"), color=colour, fontsize=10, va="center"
        )
    axes.axvline(0, color=INK, linewidth=1.2)
    axes.set_yticks(range(len(found.figures)), [WORDS[each.name] for each in found.figures])
    axes.set_ylim(len(found.figures) - 0.5, -0.5)
    in_percent(axes, "x")
    better, worse = (sum(getattr(each, name) for each in found.figures) for name in ("is_better", "is_worse"))
    title = f"The challenger is better in {better} of {len(found.figures)} ways, worse in {worse}"
    if not better + worse:
        title = "Nothing that chance would not explain"
    told = f"{found.sentences:,} sentences read by both; a bar that crosses the line may be chance"
    return finished(figure, axes, title, told, x="gain (to the right, the challenger is better)")


def curves(pairs: Sequence[Pair], precision: float, in_scope: float) -> Picture:
    """Show how much each of two models could answer, and how much of that would be wrong."""
    ordered = sorted(pairs, key=lambda pair: pair.label == NONE)
    figure, axes = canvas(4.4)
    best = []
    for name, answers, colour in (
        ("in force", [pair.champion for pair in ordered], QUIET),
        ("challenger", [pair.challenger for pair in ordered], MAIN),
    ):
        points = curve(side(ordered, answers, in_scope).held)
        wrong = 1 - points.precision
        axes.plot(points.coverage, wrong, color=colour, linewidth=2.6, label=name, solid_capstyle="round")
        holds = points.coverage[points.precision >= precision]
        best.append(float(holds[-1]) if len(holds) else 0.0)
    axes.axhline(1 - precision, color=OTHER, linewidth=1.2, linestyle=(0, (2, 3)), label=f"{1 - precision:.0%} wrong")
    axes.yaxis.set_major_locator(MultipleLocator(0.05))
    axes.set_xlim(0, 1.01)
    axes.set_ylim(0, max(0.12, 4 * (1 - precision)))
    in_percent(axes, "x")
    in_percent(axes, "y")
    title = f"At {precision:.0%} right, {best[1]:.0%} could be answered at once instead of {best[0]:.0%}"
    told = "by the best threshold; lower is better, further to the right is better"
    return finished(figure, axes, title, told, x=COVERED, y="wrong, of what is answered")


def weeks(report: Mapping[str, Any]) -> Picture:
    """Show the simulated weeks of `trunkline bench weeks`: what mining finds beside as much drawn at random."""
    figure, axes = canvas(4.4, right=1.1)
    ways = (("mined", "asking for what is worth most", MAIN), ("random", "asking at random", FAINT))
    last = {}
    for way, name, colour in ways:
        coverage = [week["coverage_oracle"] for week in report["means"][way]]
        every = np.asarray([[week["coverage_oracle"] for week in run] for run in report["seeds"][way].values()])
        span = every.min(axis=0), every.max(axis=0)
        axes.fill_between(range(len(coverage)), *span, color=colour, alpha=0.18, linewidth=0)
        axes.plot(coverage, "o-", color=colour, linewidth=2.6, markersize=6, markeredgecolor="white", label=name)
        last[way] = coverage[-1]
        label(axes, len(coverage) - 1 + 0.15, coverage[-1], f"{coverage[-1]:.0%}", colour=colour, size=12)
    axes.set_xticks(range(len(report["means"]["mined"])))
    axes.set_ylim(0, 1)
    in_percent(axes, "y")
    title = f"A few labels a week: from {report['means']['mined'][0]['coverage_oracle']:.0%} to {last['mined']:.0%}"
    told = f"of what an intent fits, answered at once at 95% right; drawn at random it would be {last['random']:.0%}"
    return finished(figure, axes, title, told, x="week", y="could be answered at once")


def _told(each: Figure) -> str:
    return "better" if each.is_better else "worse" if each.is_worse else "may be chance"
