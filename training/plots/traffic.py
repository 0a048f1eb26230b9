"""What is in the log? Who answered week by week, which intents, how sure, and where calls went wrong."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from training.log.census import AT_ONCE, ELSEWHERE, WHICH, Census
from training.plots.style import INK, MAIN, OTHER, PALE, QUIET, Picture, canvas, finished, in_percent, label, lying

MOST = 14
"""Intents that are shown."""
_PARTS = 25
_LINE = 0.34
"""Inches of a lying bar."""
REASONS: Mapping[str, str] = {
    "gave up": "hung up without being understood",
    "repeat": "had to say it again",
    "correction": "took it back for something else",
    "not wanted": "protested",
    "disagreement": "was understood otherwise by the language model",
}


def weeks(found: Census) -> Picture:
    """Show who answered, week by week."""
    figure, axes = canvas()
    shares = list(found.weeks.values())
    at = np.arange(len(shares))
    parts = (
        ("answered at once", MAIN, [each.at_once for each in shares]),
        ("asked “A or B?”", PALE, [each.which for each in shares]),
        ("needed help", QUIET, [each.elsewhere for each in shares]),
    )
    bottom = np.zeros(len(shares))
    for name, colour, counts in parts:
        axes.bar(at, counts, 0.72, bottom, color=colour, label=name)
        bottom = bottom + np.asarray(counts)
    for n, each in enumerate(shares):
        label(axes, n, bottom[n] + max(bottom) * 0.06, f"{each.local:.0%}", colour=MAIN, align="center", size=11)
    axes.set_xticks(at, [f"{day:%-d %b}" for day in found.weeks])
    axes.set_ylim(0, max(bottom, default=1) * 1.12)
    title = f"{found.whole.local:.0%} of what callers say is answered at once"
    told = f"{found.whole.asked:,} utterances in {found.calls:,} calls; the figure on a bar is its week's share"
    return finished(figure, axes, title, told, x="week from", y="utterances")


def intents(found: Census) -> Picture:
    """Show what callers want, and how much of it the classifier acts on by itself."""
    often = sorted(found.intents.items(), key=lambda each: -each[1].asked)[:MOST]
    figure, axes = canvas(1.95 + _LINE * len(often), left=2.2, right=0.8)
    lying(axes)
    names = [name for name, _ in often]
    local = [each.at_once for _, each in often]
    axes.barh(names, local, 0.66, color=MAIN, label="answered at once")
    axes.barh(names, [each.asked - each.at_once for _, each in often], 0.66, local, color=QUIET, label="needed help")
    most = max((each.asked for _, each in often), default=1)
    for n, (_, each) in enumerate(often):
        label(axes, each.asked + most * 0.012, n, f"{each.local:.0%}", colour=MAIN)
    hardest = min(often, key=lambda each: each[1].local, default=("nothing", None))[0]
    title = f"“{hardest}” needs help most often"
    told = "how often each intent was acted on, and the share of it that the classifier understood by itself"
    return finished(figure, axes, title, told, x="utterances")


def scores(found: Census) -> Picture:
    """Show how sure the classifier was, and where the line is drawn."""
    figure, axes = canvas()
    edges = np.linspace(0, 1, _PARTS + 1)
    kinds = ((AT_ONCE, MAIN, "answered at once"), (WHICH, PALE, "asked “A or B?”"), (ELSEWHERE, QUIET, "needed help"))
    axes.hist(
        [found.scores.get(kind, []) for kind, _, _ in kinds], edges.tolist(), stacked=True, rwidth=0.9,
        color=[colour for _, colour, _ in kinds], label=[name for _, _, name in kinds],
    )  # fmt: skip
    if found.threshold:
        axes.axvline(found.threshold, color=INK, linewidth=1.4, linestyle=(0, (3, 3)))
        top = axes.get_ylim()[1]
        label(axes, found.threshold - 0.012, top * 0.93, f"acts from {found.threshold:.2f}", colour=INK, align="right")
    in_percent(axes, "x")
    axes.set_xlim(0, 1)
    near = sum(abs(score - found.threshold) < 0.1 for each in found.scores.values() for score in each)  # noqa: PLR2004
    title = f"{near / max(found.whole.asked, 1):.0%} of the utterances lie close to the line"
    told = "where one more good sentence in intents/, or one more label, changes what happens"
    return finished(figure, axes, title, told, x="score of the likeliest intent", y="utterances")


def trouble(found: Census) -> Picture:
    """Show in which calls it went wrong, and how it shows."""
    kinds = [(REASONS[name], count) for name, count in found.reasons.most_common() if name in REASONS]
    figure, axes = canvas(1.7 + _LINE * max(len(kinds), 2), left=4.2, right=0.7, names=False)
    lying(axes)
    axes.barh([name for name, _ in kinds], [count for _, count in kinds], 0.6, color=OTHER)
    for n, (_, count) in enumerate(kinds):
        label(axes, count + max(each for _, each in kinds) * 0.012, n, f"{count}", colour=OTHER)
    whole = sum(found.reasons.values())
    title = f"{whole / max(found.calls, 1) * 100:.0f} signs of trouble in 100 calls"
    return finished(
        figure,
        axes,
        title,
        "signs, not proofs: people say the same again for many reasons; `trunkline mine` asks a person",
        x="turns",
    )
