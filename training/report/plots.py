"""How are the figures drawn that no single intent has? Risk, promises, reliability, scores and misheard words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from training.report.axes import HIGH, WIDE, Frame, axes, bar, dot, drawing, line, share, text, ticks
from training.report.figures import Assessment, Heard, Point, Promise
from training.report.words import STANDINGS, percent

_RISK = 0.10
"""Shown of the risk; a shipped model that does worse makes the plot higher."""
_MOST_POINTS = 80
_ROW = 52.0


def risk_coverage(found: Assessment) -> str:
    """Draw what is accepted at which risk, with the shipped threshold, the targets, and another model's curve."""
    risk = 1 - found.report.precision
    highest = _RISK if risk < _RISK else min(risk * 1.3, 1.0)
    frame = Frame(y_high=highest)
    parts = [
        *axes(
            frame,
            "acted on at once, of sentences in scope",
            "wrong, of what is acted on",
            ticks(0, 1),
            ticks(0, highest),
        )
    ]
    for target, coverage in found.quality.coverage_at.items():
        y = frame.y(1 - float(target))
        parts.append(f'<line class="target" x1="{frame.left:g}" x2="{frame.right:g}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(text(f"{percent(float(target))} right: at best {percent(coverage)}", frame.left + 6, y - 4, "aim"))
    if found.compared is not None:
        parts.append(line(_placed(frame, found.compared.curve), "curve other"))
    parts.append(line(_placed(frame, found.curve), "curve"))
    parts += [
        dot(frame.x(point.coverage), frame.y(point.risk), 7, "touch", _told(point))
        for point in _thinned(found.curve)
        if point.risk <= highest
    ]
    x, y = frame.x(found.report.coverage), frame.y(risk)
    shipped = f"in force, from {found.threshold:.3f}: {percent(found.report.coverage)} acted on, {percent(risk)} wrong"
    parts += [f'<circle class="halo" cx="{x:.1f}" cy="{y:.1f}" r="12"/>', dot(x, y, 6, "shipped", shipped)]
    beside = x < (frame.left + frame.right) / 2
    parts.append(text("in force", x + (16 if beside else -16), y - 9, "strong", "start" if beside else "end"))
    return drawing(parts, f"Risk and coverage. {shipped}.")


def _placed(frame: Frame, points: Sequence[Point]) -> Iterator[tuple[float, float]]:
    """Yield the curve up to where it leaves the frame for good."""
    yield frame.x(0), frame.y(0)
    inside = max((n for n, point in enumerate(points) if point.risk <= frame.y_high), default=-1)
    for point in points[: inside + 2]:
        yield frame.x(point.coverage), frame.y(point.risk)


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    return points[:: -(-len(points) // _MOST_POINTS)] if points else ()


def _told(point: Point) -> str:
    return f"accepting from {point.score:.3f}: {percent(point.coverage)} acted on, {percent(point.risk)} wrong"


def promises(found: Assessment) -> str:
    """Draw for each asked precision what was realised, with its bounds."""
    lowest = min((min(each.lower, each.asked) for each in found.promises), default=0.9)
    low = max(round(lowest - 0.01, 2), 0.0)
    high = 30 + _ROW * len(found.promises) + 24
    frame = Frame(x_low=low, left=14, bottom=high - 26)
    parts = []
    for value in ticks(low, 1, 7):
        x = frame.x(value)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{frame.top:g}" y2="{frame.bottom:g}"/>')
        parts.append(text(share(value), x, frame.bottom + 16, "tick", "middle"))
    for n, each in enumerate(found.promises):
        parts += _promise(frame, each, frame.top + 24 + n * _ROW)
    about = "; ".join(f"asked {percent(each.asked)}, realised {percent(each.precision)}" for each in found.promises)
    return drawing(parts, f"Asked and realised precision: {about}.", high=high)


def _promise(frame: Frame, each: Promise, y: float) -> Iterator[str]:
    low, high, asked = frame.x(each.lower), frame.x(each.upper), frame.x(each.asked)
    bounds = f"at least {percent(each.lower)} and at most {percent(each.upper)}, each with 95 % confidence"
    told = f"{each.right} of {each.accepted} right; {bounds}"
    yield text(f"asked {percent(each.asked)}: {STANDINGS[each.standing]}", frame.left, y - 9, f"name {each.standing}")
    yield bar(low, y, high - low, 10, f"span {each.standing}", tip=told)
    yield f'<line class="asked" x1="{asked:.1f}" x2="{asked:.1f}" y1="{y - 5:.1f}" y2="{y + 15:.1f}"/>'
    yield dot(frame.x(each.precision), y + 5, 6, f"real {each.standing}", told)


def reliability(found: Assessment) -> str:
    """Draw how often sentences of about one score are right, beside how often the score says they are."""
    frame = Frame()
    parts = [*axes(frame, "score: how sure the model is", "right", ticks(0, 1), ticks(0, 1))]
    most = max((each.sentences for each in found.reliability), default=1)
    for each in found.reliability:
        x, y = frame.x(each.low) + 2, frame.y(each.right)
        counted = f"{each.sentences} sentence{'' if each.sentences == 1 else 's'} with a mean score of {each.score:.2f}"
        told = f"{counted}: {percent(each.right)} right"
        parts.append(bar(x, y, frame.x(each.high) - x - 2, frame.bottom - y, "column", tip=told))
        radius = 3 + 5 * (each.sentences / most) ** 0.5
        parts.append(dot(frame.x(each.score), y, radius, "shipped", told))
    parts.append(line([(frame.x(0), frame.y(0)), (frame.x(1), frame.y(1))], "ideal"))
    error = found.quality.calibration_error
    return drawing(parts, f"Reliability of the scores; expected calibration error {error:.3f}.")


def scores(found: Assessment) -> str:
    """Draw how the best scores lie, in scope above the line and out of scope below it."""
    inside, outside = _shares(found.scored.in_scope), _shares(found.scored.out_of_scope)
    highest = max(*inside, *outside, 0.01)
    frame = Frame(y_low=-highest if any(outside) else 0.0, y_high=highest)
    parts = [*axes(frame, "score of the best intent", "share of the sentences", ticks(0, 1), [])]
    wide = (frame.right - frame.left) / len(inside)
    zero = frame.y(0)
    for n, (one, other) in enumerate(zip(inside, outside, strict=True)):
        x, span = frame.left + n * wide + 1, f"score {n / len(inside):.2f} to {(n + 1) / len(inside):.2f}"
        if one:
            told = f"{found.scored.in_scope[n]} in scope, {span}"
            parts.append(bar(x, frame.y(one), wide - 2, zero - frame.y(one), "inside", tip=told))
        if other:
            told = f"{found.scored.out_of_scope[n]} out of scope, {span}"
            parts.append(bar(x, zero, wide - 2, frame.y(-other) - zero, "outside", tip=told))
    at = frame.x(found.threshold)
    parts.append(f'<line class="axis" x1="{frame.left:g}" x2="{frame.right:g}" y1="{zero:.1f}" y2="{zero:.1f}"/>')
    parts.append(f'<line class="threshold" x1="{at:.1f}" x2="{at:.1f}" y1="{frame.top:g}" y2="{frame.bottom:g}"/>')
    parts.append(text(f"accepted from {found.threshold:.3f}", at - 7, frame.top + 12, "strong", "end"))
    parts.append(text("in scope", frame.left + 8, frame.top + 12, "name in"))
    if any(outside):
        parts.append(text("out of scope", frame.right - 8, frame.bottom - 10, "name out", "end"))
    return drawing(parts, "How sure the model is of sentences in scope and out of scope.")


def _shares(counts: Sequence[int]) -> list[float]:
    """Return heights: the root of each share, so that what is seldom can be seen beside what is usual."""
    whole = sum(counts)
    return [(count / whole) ** 0.5 if whole else 0.0 for count in counts]


_HEARD = (("precision", "right of those acted on"), ("accuracy", "best guess right"), ("coverage", "acted on at once"))


def misheard(heard: Sequence[Heard]) -> str:
    """Draw what becomes of the figures when words are misheard."""
    figures = [[getattr(each, name) for each in heard] for name, _ in _HEARD]
    lowest = min(min(row) for row in figures)
    low = max(lowest * 20 // 1 / 20 - 0.05, 0.0)
    frame = Frame(x_high=max(each.words_wrong for each in heard) * 1.04 or 1.0, y_low=low, top=34)
    parts = [*axes(frame, "words misheard", "", ticks(0, frame.x_high, 6), ticks(low, 1, 7))]
    x = frame.left
    for (name, words), row in zip(_HEARD, figures, strict=True):
        parts.append(
            line([(frame.x(each.words_wrong), frame.y(v)) for each, v in zip(heard, row, strict=True)], f"curve {name}")
        )
        parts += [
            dot(frame.x(each.words_wrong), frame.y(value), 5, f"real {name}", _said(each, value, words))
            for each, value in zip(heard, row, strict=True)
        ]
        parts += [f'<circle class="real {name}" cx="{x + 5:g}" cy="14" r="5"/>', text(words, x + 15, 18, "tick")]
        x += 34 + len(words) * 6.2
    return drawing(parts, "What is understood when words are misheard.", WIDE, HIGH)


def _said(each: Heard, value: float, words: str) -> str:
    return f"{percent(each.words_wrong)} of the words misheard: {percent(value)} {words}"
