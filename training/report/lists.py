"""Which sentences should a person look at, and how does another model compare? Lists and tables of the page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from engine.drawing.panels import Link
from training.report.figures import Assessment, Latency, Promise, Quality
from training.report.intents import place, shown
from training.report.suspects import CLOSE, MOST
from training.report.words import STANDINGS, bounds, percent


def suspected(found: Assessment, link: Link) -> str:
    """Return the sentences that may stand under the wrong intent."""
    if found.suspects is None:
        return "<p>This model was trained without keeping what its cross-fitting believed. Train it again to see.</p>"
    rows = "".join(
        f"<tr><td><q>{escape(each.text)}</q>{place(each.at, link)}</td><td>{escape(shown(each.label))}</td>"
        f"<td><b>{escape(shown(each.believed))}</b></td><td>{each.score:.2f}</td></tr>"
        for each in found.suspects
    )
    if not rows:
        return "<p>None: no model was sure that a sentence it had not seen belongs elsewhere.</p>"
    head = "<tr><th>sentence</th><th>stands under</th><th>taken for</th><th>how surely</th></tr>"
    return f'<div class="scroll"><table class="list"><thead>{head}</thead><tbody>{rows}</tbody></table></div>'


def alike(found: Assessment, link: Link) -> str:
    """Return the pairs across intents that lie close together."""
    rows = "".join(
        f"<tr><td><q>{escape(each.text)}</q>{place(each.at, link)}</td><td>{escape(shown(each.label))}</td>"
        f"<td><q>{escape(each.other_text)}</q>{place(each.other_at, link)}</td>"
        f"<td>{escape(shown(each.other_label))}</td><td>{each.likeness:.2f}</td></tr>"
        for each in found.twins
    )
    if not rows:
        return f"<p>None: no two sentences of different intents are as alike as {CLOSE:g}.</p>"
    head = "<tr><th>sentence</th><th>of</th><th>sentence</th><th>of</th><th>likeness</th></tr>"
    more = f"<p>The {MOST} closest are shown.</p>" if len(found.twins) == MOST else ""
    return f'<div class="scroll"><table class="list"><thead>{head}</thead><tbody>{rows}</tbody></table></div>{more}'


def promised(promises: Sequence[Promise]) -> str:
    """Return what became of each asked precision, in words."""
    rows = "".join(
        f'<li><span class="mark {each.standing}">{percent(each.asked)} {STANDINGS[each.standing]}</span> '
        f"From {each.threshold:.3f}, {percent(each.coverage)} acted on, {each.right} of {each.accepted} right "
        f"({percent(each.in_traffic)} in the traffic it was set for); {escape(bounds(each))}.</li>"
        for each in promises
    )
    return f'<ul class="promises">{rows}</ul>'


def beside(found: Assessment) -> str:
    """Return the figures of the model, beside those of the one that it is compared with if there is one."""
    other = found.compared
    columns = [_column(found.quality, found.threshold, found.report.coverage, found.report.precision, found.latency)]
    head = ""
    if other is not None:
        columns.append(_column(other.quality, other.threshold, other.coverage, other.precision, other.latency))
        head = f"<thead><tr><th></th><th>in force</th><th>{escape(other.name)}</th></tr></thead>"
    rows = "".join(
        f'<tr><th scope="row">{escape(what)}</th>'
        + "".join(f"<td>{escape(column[what])}</td>" for column in columns)
        + "</tr>"
        for what in columns[0]
    )
    return f'<table class="list figures">{head}<tbody>{rows}</tbody></table>'


def _column(quality: Quality, threshold: float, coverage: float, precision: float, latency: Latency) -> dict[str, str]:
    best = {f"best coverage at {percent(float(at))} right": percent(each) for at, each in quality.coverage_at.items()}
    return {
        "best guess right": percent(quality.accuracy),
        "macro-F1": f"{quality.macro_f1:.3f}",
        **best,
        "out of scope AUROC": _number(quality.auroc),
        "out of scope FPR95": _number(quality.fpr95),
        "E-AURC": f"{quality.e_aurc:.4f}",
        "calibration error": f"{quality.calibration_error:.3f}",
        "threshold": f"{threshold:.3f}",
        "acted on from there": percent(coverage),
        "right of those": percent(precision) if coverage else "-",
        "one utterance, p50 and p95": f"{latency.p50_ms:.2f} and {latency.p95_ms:.2f} ms",
    }


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
