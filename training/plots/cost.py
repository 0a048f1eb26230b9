"""What does understanding cost, and how long does it take? For a thousand calls, and for one utterance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from training.cost import CALLS, Bill
from training.plots.style import INK, MAIN, OTHER, QUIET, Picture, canvas, finished, label, lying

_LINE = 0.46


def bills(found: Mapping[str, Bill], currency: str) -> Picture:
    """Show what a thousand calls cost, scenario by scenario; the first is the one to beat."""
    figure, axes = canvas(1.7 + _LINE * len(found), left=3.1, right=1.7, names=False)
    lying(axes)
    money = [each.money for each in found.values()]
    axes.barh(list(found), money, 0.6, color=[QUIET, *[MAIN] * (len(found) - 1)])
    for n, each in enumerate(found.values()):
        words = f"{currency}{each.money:,.2f}  ({each.local:.0%} at once)"
        label(axes, each.money + max(money) * 0.015, n, words, colour=INK)
    first, second, *_ = money
    title = f"Today a thousand calls cost {currency}{second:,.2f} instead of {currency}{first:,.2f}"
    one = next(iter(found.values()))
    told = f"{one.utterances / CALLS:.1f} utterances a call, at the prices and tokens that were filled in"
    return finished(figure, axes, title, told, x=f"{currency} for a thousand calls")


def waits(times: Mapping[str, Sequence[float]], budget_ms: float) -> Picture:
    """Show one utterance's time by who understands it: (usual, slow) in milliseconds, on a scale of powers of ten."""
    figure, axes = canvas(1.7 + _LINE * len(times), left=3.1, right=1.2, names=False)
    lying(axes)
    for n, (usual, slow) in enumerate(times.values()):
        colour = MAIN if slow < budget_ms / 20 else OTHER
        axes.plot([usual, slow], [n, n], color=colour, linewidth=7, alpha=0.3, solid_capstyle="round")
        axes.plot([usual], [n], "o", color=colour, markersize=10, markeredgecolor="white")
        label(axes, usual / 1.4, n, _time(usual), colour=colour, align="right")
    axes.set_xscale("log")
    axes.set_yticks(range(len(times)), list(times))
    axes.set_ylim(len(times) - 0.5, -0.5)
    axes.set_xlim(0.1, budget_ms * 2)
    axes.axvline(budget_ms, color=INK, linewidth=1.2, linestyle=(0, (3, 3)))
    axes.set_xticks([0.1, 1, 10, 100, 1000], ["0.1 ms", "1 ms", "10 ms", "0.1 s", "1 s"])
    axes.minorticks_off()
    axes.annotate(f"budget {budget_ms / 1000:g} s", (budget_ms, 1.02), xycoords=("data", "axes fraction"), color=INK,
                  fontsize=10, ha="center")  # fmt: skip
    first, *_, last = times.values()
    title = f"What is known is understood {last[0] / first[0]:,.0f} times sooner"
    told = "one utterance: the dot is the usual time, the bar's end what 1 in 20 takes; each stroke is ten times more"
    return finished(figure, axes, title, told)


def waiting(found: Mapping[str, Bill]) -> Picture:
    """Show how long a thousand calls' callers wait for language models."""
    figure, axes = canvas(1.7 + _LINE * len(found), left=3.1, right=1.2, names=False)
    lying(axes)
    minutes = [each.waiting_s / 60 for each in found.values()]
    axes.barh(list(found), minutes, 0.6, color=[QUIET, *[MAIN] * (len(found) - 1)])
    for n, each in enumerate(minutes):
        label(axes, each + max(minutes) * 0.015, n, f"{each:,.0f} min", colour=INK)
    title = f"Callers wait {minutes[0] - minutes[1]:,.0f} minutes less in a thousand calls"
    return finished(figure, axes, title, "for language models to answer, all callers together", x="minutes")


def _time(ms: float) -> str:
    return f"{ms:.1f} ms" if ms < 100 else f"{ms / 1000:.1f} s"  # noqa: PLR2004 - from a tenth of a second, seconds
