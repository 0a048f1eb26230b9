"""What do the judged sentences say about the model? From verdicts to figures. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import get_args

import numpy as np

from engine.flows.model import Name
from engine.types import Accept, Act
from training import metrics
from training.calibrate import Held, weighted
from training.evaluate import NONE, Judged, Row, best, together
from training.report.figures import TARGETS, Cell, Point, Promise, Quality, Said, Scored, Standing

ACTS = frozenset(get_args(Act))
ANSWERS = frozenset({"yes", "no"})
PARTS = 20
"""Of the histogram."""


def held(judged: Sequence[Judged]) -> Held:
    """Return the best scores, one row for each sentence in the same order, every sentence of equal weight."""
    count = max(len(judged), 1)
    return Held(
        np.asarray([top(one) for one in judged], np.float64),
        np.asarray([one.label != NONE and best(one) == one.label for one in judged], bool),
        np.full(len(judged), 1.0 / count),
        np.asarray([one.label != NONE for one in judged], bool),
    )


def top(one: Judged) -> float:
    """Return the score of the best intent; 0 when there is none."""
    return one.verdict.candidates[0].score if one.verdict.candidates else 0.0


def quality(judged: Sequence[Judged]) -> Quality:
    """Return the figures that no threshold decides."""
    found = held(judged)
    scope = [one for one in judged if one.label != NONE]
    names = sorted({one.label for one in scope} | {best(one) for one in scope})
    outside = len(scope) < len(judged)
    return Quality(
        accuracy=found.accuracy(),
        macro_f1=metrics.macro_f1([names.index(one.label) for one in scope], [names.index(best(one)) for one in scope]),
        auroc=metrics.auroc(found) if outside else None,
        fpr95=metrics.false_accepts(found) if outside else None,
        e_aurc=metrics.excess_aurc(found),
        calibration_error=metrics.calibration_error(found),
        coverage_at={f"{target:g}": metrics.coverage_at(found, target) for target in TARGETS},
    )


def curve(judged: Sequence[Judged]) -> tuple[Point, ...]:
    """Return the risk-coverage curve, highest score first."""
    points = metrics.curve(held(judged))
    columns = (points.score.tolist(), points.coverage.tolist(), (1 - points.precision).tolist())
    return tuple(Point(*each) for each in zip(*columns, strict=True))


def promise(judged: Sequence[Judged], asked: float, threshold: float, in_scope: float) -> Promise:
    """Return what ``threshold`` keeps of ``asked``. ``judged`` was routed by it; ``in_scope``: of the traffic."""
    accepted = [one for one in judged if isinstance(one.verdict, Accept)]
    right = sum(best(one) == one.label for one in accepted)
    scope = sum(one.label != NONE for one in judged)
    taken = sum(one.label != NONE for one in accepted)
    lower, upper = metrics.lower_bound(right, len(accepted)), metrics.upper_bound(right, len(accepted))
    needed = metrics.fewest(asked)
    return Promise(
        asked=asked,
        threshold=threshold,
        coverage=taken / scope if scope else 0.0,
        accepted=len(accepted),
        right=right,
        precision=right / len(accepted) if accepted else 1.0,
        lower=lower,
        upper=upper,
        in_traffic=_in_traffic(judged, in_scope),
        standing=_standing(asked, lower, upper, len(accepted), needed),
        needed=needed,
    )


def _standing(asked: float, lower: float, upper: float, accepted: int, needed: int | None) -> Standing:
    if lower >= asked:
        return "certified"
    if upper < asked:
        return "missed"
    return "unsupported" if needed is None or accepted < needed else "open"


def _in_traffic(judged: Sequence[Judged], in_scope: float) -> float:
    """Return the precision of what was accepted, in-scope and other sentences weighted to the traffic."""

    def kept(sentences: Sequence[Judged]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.asarray([float(isinstance(one.verdict, Accept)) for one in sentences])

    scope = [one for one in judged if one.label != NONE]
    right = np.asarray([best(one) == one.label for one in scope], bool)
    outside = [one for one in judged if one.label == NONE]
    return weighted(kept(scope), right, ((kept(outside), 1.0 - in_scope),), in_scope).precision(0.5)


def reliability(judged: Sequence[Judged]) -> tuple[metrics.Bin, ...]:
    """Return the bins of the reliability diagram."""
    return metrics.reliability(held(judged))


def scored(judged: Sequence[Judged]) -> Scored:
    """Return the histogram of best scores, in scope and out of it."""
    both = ([top(one) for one in judged if (one.label != NONE) is inside] for inside in (True, False))
    counts = [tuple(np.histogram(scores, bins=PARTS, range=(0.0, 1.0))[0].tolist()) for scores in both]
    return Scored(counts[0], counts[1])


def cells(judged: Sequence[Judged]) -> tuple[Cell, ...]:
    """Return the confusion matrix: a sentence of which "none" is likeliest is taken for none."""
    found: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        found[one.label, NONE if one.none >= top(one) else best(one)].append(one)
    return tuple(
        Cell(label, taken, len(mine), () if label == taken else tuple(map(said, sorted(mine, key=top, reverse=True))))
        for (label, taken), mine in sorted(found.items())
    )


def said(one: Judged) -> Said:
    """Return the sentence as the report shows it."""
    at = one.text.at if isinstance(one.text, Name) else None
    return Said(str(one.text), top(one), isinstance(one.verdict, Accept), at)


def groups(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the sums over global acts, over yes and no, and over all other intents; none that would be empty."""
    kinds: Mapping[str, list[Row]] = {
        "global acts": [row for row in rows if row.label in ACTS],
        "yes and no": [row for row in rows if row.label in ANSWERS],
        "all other intents": [row for row in rows if row.label not in ACTS | ANSWERS | {NONE}],
    }
    return tuple(together(name, mine) for name, mine in kinds.items() if mine)
