"""How is a measured model shown on one page? A headline in words, six numbers, and the plots behind them.

Pure. The page needs nothing from anywhere: styles and the few lines of script stand in it, and every text is escaped.
Without the script all of it can be read; with it tooltips come at once and a click on a place copies it.
"""

from __future__ import annotations

from html import escape
from typing import Literal

from engine.drawing.panels import Link
from training.evaluate import in_words
from training.report import intents, lists, plots
from training.report.figures import Assessment
from training.report.matrix import confusions, matrix
from training.report.style import css
from training.report.words import at_once, percent, wrongly

_SCRIPT = """
const tip = document.querySelector(".tip");
for (const title of document.querySelectorAll("svg title")) {
  title.parentNode.dataset.tip = title.textContent;
  title.remove();
}
const place = (words, x, y) => {
  tip.textContent = words;
  tip.style.display = "block";
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(6, Math.min(x + 14, innerWidth - box.width - 8)) + "px";
  tip.style.top = (y + 20 + box.height > innerHeight ? y - box.height - 12 : y + 18) + "px";
};
document.addEventListener("pointermove", event => {
  const shown = event.target.closest?.("[data-tip]");
  if (shown) place(shown.dataset.tip, event.clientX, event.clientY); else tip.style.display = "none";
});
document.addEventListener("click", event => {
  const at = event.target.closest("a[data-at]");
  if (at) {
    navigator.clipboard?.writeText(at.dataset.at).catch(() => {});
    place("copied " + at.dataset.at, event.clientX, event.clientY);
  }
});
const unfold = () => {
  const found = location.hash.startsWith("#cell-") && document.getElementById(location.hash.slice(1));
  if (found) found.open = true;
};
addEventListener("hashchange", unfold);
unfold();
"""
_KEYS = (
    ("right", "acted on, rightly"),
    ("wrong", "acted on, wrongly"),
    ("either", "asked \u201cA or B?\u201d"),
    ("later", "deferred: a language model or a question decides"),
)
_FAIR, _WELL = 0.7, 0.9
Tone = Literal["good", "fair", "poor", ""]


def page(found: Assessment, link: Link) -> str:
    """Return the whole page; ``link`` says where a place in a file can be opened."""
    title = f"How well {found.project} understands its callers"
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{css()}</style></head><body><main>\n"
        f"{_header(found)}\n{_cards(found)}\n"
        f'<div class="grid">{_plots(found)}</div>\n'
        f"{_intents(found)}\n{_matrix(found, link)}\n{_lists(found, link)}\n{_footer(found)}</main>\n"
        f'<div class="tip" role="status"></div><script>{_SCRIPT}</script></body></html>\n'
    )


def _header(found: Assessment) -> str:
    counts = found.report
    return (
        f"<header><p>{escape(found.project)}: the intent model, measured on {counts.sentences} held-out sentences</p>"
        f"<h1>{escape(at_once(counts.coverage))}; <span>{escape(wrongly(1 - counts.precision))}.</span></h1>"
        f'<p class="verdict">{escape(in_words(counts, found.asked))}</p></header>'
    )


def _cards(found: Assessment) -> str:
    counts, quality = found.report, found.quality
    shipped = next((each for each in found.promises if each.threshold == found.threshold), None)
    bound = f" (at least {percent(shipped.lower)}, with 95 % confidence)" if shipped else ""
    known = quality.auroc is not None
    cards: list[tuple[str, str, Tone]] = [
        (percent(counts.coverage), "of the sentences in scope are acted on at once", _coverage_tone(counts.coverage)),
        (percent(counts.precision), f"of those acted on are right{bound}", _precision_tone(found)),
        (percent(counts.accuracy), "have the right intent as best guess", ""),
        (percent(counts.out_of_scope_accepted) if known else "-", "of what is out of scope is acted on", ""),
        (f"{quality.auroc:.3f}" if quality.auroc is not None else "-", "AUROC: in scope told from out of scope", ""),
        (f"{found.latency.p50_ms:.2f} ms", f"for one utterance (p95 {found.latency.p95_ms:.2f} ms), one thread", ""),
    ]
    drawn = "".join(
        f'<div class="card{f" {tone}" if tone else ""}"><b>{escape(number)}</b><span>{escape(words)}</span></div>'
        for number, words, tone in cards
    )
    return f'<div class="cards">{drawn}</div>'


def _coverage_tone(coverage: float) -> Tone:
    return "good" if coverage >= _WELL else "fair" if coverage >= _FAIR else "poor"


def _precision_tone(found: Assessment) -> Tone:
    return "good" if found.report.precision >= found.asked else "poor"


def _section(title: str, about: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2><p>{escape(about)}</p>{body}</section>"


def _plots(found: Assessment) -> str:
    error, excess = found.quality.calibration_error, found.quality.e_aurc
    other = "" if found.compared is None else f" Dashed: {found.compared.name}."
    drawn = [
        _section(
            "What is acted on, and at which risk",
            f"The lower the threshold, the more is acted on and the more of it is wrong. E-AURC {excess:.4f}.{other}",
            plots.risk_coverage(found),
        ),
        _section(
            "Is the promised precision kept?",
            "The line is what was asked, the dot what came, the bar from bound to bound, each with 95 % confidence.",
            plots.promises(found) + lists.promised(found.promises),
        ),
        _section(
            "Is it as right as it is sure?",
            f"On the dashed line a score says how often it is right. Calibration error {error:.3f}.",
            plots.reliability(found),
        ),
        _section(
            "Does it know what it does not know?",
            "How sure it is of sentences that mean an intent, and of others. Heights are roots: few can be seen, too.",
            plots.scores(found),
        ),
        _section(
            "When words are misheard",
            "The same sentences as a recogniser may have them: words taken for others that sound alike, lost or added.",
            plots.misheard(found.heard),
        ),
        _section(*_compared(found), lists.beside(found)),
    ]
    return "".join(drawn)


def _compared(found: Assessment) -> tuple[str, str]:
    if found.compared is None:
        return "In figures", "Best coverage: what a threshold would reach that was chosen with a look at the answers."
    name, seconds = found.compared.name, found.compared.seconds
    return f"Beside {name}", f"{name} was trained on the same sentences in {seconds:.0f} s, and thrown away."


def _intents(found: Assessment) -> str:
    keys = "".join(f'<span><i class="{kind}"></i>{escape(words)}</span>' for kind, words in _KEYS)
    return _section(
        "Intent by intent",
        "What became of each one's held-out sentences; those with most trouble first.",
        f'<div class="keys">{keys}</div>{intents.bars(found)}',
    )


def _matrix(found: Assessment, link: Link) -> str:
    return _section(
        "What is taken for what",
        "A row is what callers meant, a column what the model likes best, whatever the score. Red cells lead to their "
        "sentences; red sentences were acted on.",
        f'<div class="scroll">{matrix(found)}</div>{confusions(found, link)}',
    )


def _lists(found: Assessment, link: Link) -> str:
    return _section(
        "Sentences that may stand under the wrong intent",
        "Models that had not seen them were sure of another one. Look at each: the model may be wrong, too.",
        lists.suspected(found, link),
    ) + _section(
        "Intents that say nearly the same",
        "Pairs of examples under different intents that lie close together for the model.",
        lists.alike(found, link),
    )


def _footer(found: Assessment) -> str:
    return (
        f"<footer>Model <code>{escape(found.model)}</code>, accepting from {found.threshold:.3f} where a precision of "
        f"{found.asked:g} is asked for. Global acts are caught by rules first; their row shows the model alone. "
        "Written by <code>trunkline evaluate</code>.</footer>"
    )
