"""How well do a model's scores part right from wrong? Rankings, calibration and what a sample can certify. Pure.

Everything is weighted to a mix of traffic, and an accepted utterance that is out of scope is as wrong as one that was
taken for another intent. ``risk-coverage`` follows El-Yaniv and Wiener (2010): utterances are accepted best score
first, and the risk is the share of wrong ones among the accepted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.calibrate import Held

Floats = npt.NDArray[np.float64]

BINS = 10
"""Of the calibration error."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk and coverage as more and more utterances are accepted; ties are accepted together."""

    score: Floats
    """Falling: accept from here on."""
    coverage: Floats
    """Share of the in-scope utterances that is accepted, rising to 1."""
    accepted: Floats
    """Share of all utterances, out of scope included."""
    precision: Floats
    """Share of right ones among the accepted."""


def curve(found: Held) -> Curve:
    """Return the points of the risk-coverage curve, one for each different score."""
    order = np.argsort(-found.score, kind="stable")
    scores, weight = found.score[order], found.weight[order]
    last = np.append(scores[1:] != scores[:-1], np.True_)
    mass = np.cumsum(weight)[last]
    right = np.cumsum(weight * found.correct[order])[last]
    scope = np.cumsum(weight * found.in_scope[order])[last]
    return Curve(scores[last], scope / max(scope[-1], 1e-12), mass / mass[-1], right / mass)


def coverage_at(found: Held, precision: float) -> float:
    """Return the largest coverage at which ``precision`` holds: what the best possible threshold would accept."""
    points = curve(found)
    holds = np.flatnonzero(points.precision >= precision - 1e-12)
    return float(points.coverage[holds[-1]]) if len(holds) else 0.0


def threshold_at(found: Held, precision: float) -> float | None:
    """Return that best possible threshold; None when no score keeps ``precision``."""
    points = curve(found)
    holds = np.flatnonzero(points.precision >= precision - 1e-12)
    return float(points.score[holds[-1]]) if len(holds) else None


def aurc(found: Held) -> float:
    """Return the area under risk against accepted share: the mean risk over all thresholds. 0 is perfect."""
    order = np.argsort(-found.score, kind="stable")
    weight = found.weight[order]
    mass = np.cumsum(weight)
    risk = np.cumsum(weight * ~found.correct[order]) / mass
    return float((risk * weight).sum() / mass[-1])


def excess_aurc(found: Held) -> float:
    """Return ``aurc`` above what a model without mistakes would have, who accepts everything out of scope last."""
    out = float(found.weight[~found.in_scope].sum() / found.weight.sum())
    floor = out + (1 - out) * math.log(1 - out) if out < 1 else 1.0
    return aurc(found) - floor


def auroc(found: Held) -> float:
    """Return how often an in-scope utterance outscores one out of scope; ties count half. .5 when a side is empty."""
    order = np.argsort(found.score, kind="stable")
    scores = found.score[order]
    scope = np.where(found.in_scope, found.weight, 0.0)[order]
    out = np.where(found.in_scope, 0.0, found.weight)[order]
    starts = np.flatnonzero(np.append(np.True_, scores[1:] != scores[:-1]))
    scope, out = np.add.reduceat(scope, starts), np.add.reduceat(out, starts)
    below = np.cumsum(out) - out
    whole = scope.sum() * out.sum()
    return float((scope * (below + out / 2)).sum() / whole) if whole else 0.5


def false_accepts(found: Held, kept: float = 0.95) -> float:
    """Return the share of out-of-scope utterances accepted when ``kept`` of the in-scope ones are (FPR95)."""
    scores = np.sort(found.score[found.in_scope])[::-1]
    at = scores[max(math.ceil(kept * len(scores)) - 1, 0)] if len(scores) else 1.0
    out = ~found.in_scope
    weight = found.weight[out]
    return float(weight[found.score[out] >= at].sum() / weight.sum()) if weight.sum() else 0.0


def calibration_error(found: Held) -> float:
    """Return the expected calibration error of the in-scope utterances, in ten bins of equal width."""
    whole = int(found.in_scope.sum())
    return sum(abs(each.score - each.right) * each.sentences / whole for each in reliability(found))


@dataclass(frozen=True, slots=True)
class Bin:
    """In-scope sentences whose best score lies in one tenth."""

    low: float
    high: float
    sentences: int
    score: float
    """Their mean score: how often they are claimed to be right."""
    right: float
    """How often they are."""


def reliability(found: Held) -> tuple[Bin, ...]:
    """Return the tenths that hold in-scope sentences, lowest first: claims beside what is true of them."""
    score, right = found.score[found.in_scope], found.correct[found.in_scope]
    bins = np.minimum((score * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(n / BINS, (n + 1) / BINS, int(in_it.sum()), float(score[in_it].mean()), float(right[in_it].mean()))
        for n in sorted(set(bins.tolist()))
        if (in_it := bins == n).any()
    )


def macro_f1(labels: Sequence[int], guesses: Sequence[int]) -> float:
    """Return the mean F1 over the labels that occur; a guess outside them counts against the label it missed."""
    right, guessed = np.asarray(labels), np.asarray(guesses)
    scores = []
    for label in sorted(set(labels)):
        both = int(((right == label) & (guessed == label)).sum())
        scores.append(2 * both / (int((right == label).sum()) + int((guessed == label).sum())))
    return float(np.mean(scores)) if scores else 0.0


def lower_bound(right: int, asked: int, confidence: float = 0.95) -> float:
    """Return the precision that ``right`` of ``asked`` certify: Clopper and Pearson's one-sided lower bound.

    Found by bisection on the binomial tail, so that serving needs no SciPy. 0 when nothing is right.
    """
    if not 0 <= right <= asked:
        raise ValueError(f"{right} right of {asked} asked")
    low, high = 0.0, right / asked if asked else 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _tail(right, asked, middle) < 1 - confidence else (low, middle)
    return low


def upper_bound(right: int, asked: int, confidence: float = 0.95) -> float:
    """Return the precision that ``right`` of ``asked`` rule out to be exceeded: Clopper and Pearson's upper bound."""
    return 1.0 - lower_bound(asked - right, asked, confidence)


def fewest(precision: float, confidence: float = 0.95) -> int | None:
    """Return how many accepted sentences, all right, it takes at least to certify ``precision``; None: none suffice."""
    if precision >= 1:
        return None
    return math.ceil(math.log(1.0 - confidence) / math.log(precision) - 1e-9)


def _tail(right: int, asked: int, share: float) -> float:
    """Return the chance of at least ``right`` of ``asked`` when each is right with chance ``share``."""
    if share <= 0:
        return 1.0 if right == 0 else 0.0
    k = np.arange(right, asked + 1)
    logs = [math.lgamma(asked + 1) - math.lgamma(n + 1) - math.lgamma(asked - n + 1) for n in k.tolist()]
    return float(np.exp(np.asarray(logs) + k * math.log(share) + (asked - k) * math.log1p(-share)).sum())
