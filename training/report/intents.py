"""How does each intent do? A row with a bar for each, those that go wrong first, and one for global acts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from engine.drawing.panels import Link
from engine.flows.model import Position
from training.evaluate import NONE, Row
from training.report.axes import bar, drawing
from training.report.figures import Assessment
from training.report.words import percent

_OUTSIDE = "none of them"
"""How what is out of scope is called on the page."""
_SHOWN, _FEW_MORE = 30, 10
"""Intents that are shown at once, and how many more are not worth hiding."""


def shown(label: str) -> str:
    """Return a label as the page calls it."""
    return _OUTSIDE if label == NONE else label


def place(at: Position | None, link: Link) -> str:
    """Return a link that copies its place when it is clicked; nothing where there is no place."""
    if at is None:
        return ""
    told = escape(f"{at.file}:{at.line}")
    return f'<a class="at" href="{escape(link(at))}" data-at="{told}">{told}</a>'


def bars(found: Assessment) -> str:
    """Return a row for each intent, those that go wrong most first, and one for each group."""
    rows = sorted(found.report.intents, key=lambda row: (row.label == NONE, -_trouble(row), row.label))
    first, rest = (rows[:_SHOWN], rows[_SHOWN:]) if len(rows) > _SHOWN + _FEW_MORE else (rows, [])
    head = (
        '<tr><th>intent</th><th class="wide"></th><th class="hint">of its sentences acted on</th>'
        '<th class="hint">right of what is taken for it</th></tr>'
    )
    parts = (("", first), ("rest", rest), ("groups", found.groups))
    body = "".join(f'<tbody class="{kind}">{"".join(map(_row, part))}</tbody>' for kind, part in parts if part)
    button = f'<input type="checkbox" id="all"> <label for="all">all {len(rows)}</label>' if rest else ""
    return f'{button}<table class="bars"><thead>{head}</thead>{body}</table>'


def _trouble(row: Row) -> float:
    """Return how much is wrong with an intent: a wrong deed counts more than a question."""
    wrong = row.accepted - row.accepted_right + row.taken - row.taken_right
    return (3 * wrong + row.sentences - row.accepted) / max(row.sentences, 1)


def _row(row: Row) -> str:
    outside = row.label == NONE
    acted = row.accepted / row.sentences if row.sentences else 0.0
    certain = f"{percent(row.taken_right / row.taken)}" if row.taken else "-"
    told = f"{row.taken_right} of {row.taken}" if row.taken else "none was taken for it"
    drawn = drawing(_parts(row, outside=outside), _spoken(row), 100, 10, "strip")
    return (
        f'<tr><th scope="row">{escape(shown(row.label))}</th><td class="wide">{drawn}</td>'
        f'<td title="{row.accepted} of {row.sentences}">{percent(acted)}</td>'
        f'<td title="{told}">{"-" if outside else certain}</td></tr>'
    )


def _kinds(row: Row, *, outside: bool) -> list[tuple[str, int, str]]:
    wrong = row.accepted - row.accepted_right
    deferred = row.sentences - row.accepted - row.clarified
    kinds = [
        ("right", row.accepted_right, "acted on, right"),
        ("wrong", wrong, "acted on, wrong"),
        ("either", row.clarified, "asked A or B"),
    ]
    return [*kinds, ("right" if outside else "later", deferred, "left alone, rightly" if outside else "deferred")]


def _parts(row: Row, *, outside: bool) -> Iterator[str]:
    x = 0.0
    for kind, count, words in _kinds(row, outside=outside):
        wide = 100 * count / max(row.sentences, 1)
        if count:
            yield bar(x, 0, wide, 10, kind, tip=f"{shown(row.label)}: {count} of {row.sentences} {words}")
        x += wide


def _spoken(row: Row) -> str:
    counts = (f"{count} {words}" for _, count, words in _kinds(row, outside=row.label == NONE) if count)
    return f"{shown(row.label)}: {', '.join(counts)}"
