"""Is the challenger better than the champion, or could the difference be chance? A paired bootstrap. Pure.

Both have read the same sentences, so that what they differ in is resampled sentence by sentence: in-scope sentences
among themselves and those out of scope among themselves, weighted to a mix of traffic. A bound is one-sided: in one of
twenty draws of such a set the true difference lies beyond it. Efron and Tibshirani (1993), percentile intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from training.calibrate import Held, weighted
from training.evaluate import NONE
from training.metrics import coverage_at, excess_aurc

RESAMPLES = 1000
CONFIDENCE = 0.95

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one model made of one sentence."""

    label: str
    """Its best intent; empty when it had none."""
    score: float
    accepted: bool
    """Whether a call would have been acted on, at the model's own threshold."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence of the set, and what both made of it."""

    text: str = field(repr=False)
    label: str
    """The right one; ``_out_of_scope`` for none."""
    champion: Answer
    challenger: Answer


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of both."""

    name: str
    champion: float
    challenger: float
    gain: float
    """By how much the challenger is better; below 0 it is worse, whichever way the measure goes."""
    low: float
    high: float
    """The one-sided bounds of ``gain``."""

    @property
    def is_worse(self) -> bool:
        """Whether the loss is more than chance would explain."""
        return self.high < 0

    @property
    def is_better(self) -> bool:
        """Whether the gain is more than chance would explain."""
        return self.low > 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both models on one set."""

    sentences: int
    out_of_scope: int
    precision: float
    """The one asked for."""
    figures: tuple[Figure, ...]
    """accuracy, coverage, e_aurc, precision, acted_on."""
    better: tuple[Pair, ...] = field(repr=False)
    """What the challenger alone gets right."""
    worse: tuple[Pair, ...] = field(repr=False)
    """What the champion alone gets right."""

    def figure(self, name: str) -> Figure:
        """Return the measure called ``name``."""
        return next(each for each in self.figures if each.name == name)


@dataclass(frozen=True, slots=True)
class _Side:
    """One model's answers, in-scope sentences first."""

    held: Held
    accepted: Truths

    def only(self, rows: npt.NDArray[np.int64]) -> _Side:
        return _Side(self.held.only(rows), self.accepted[rows])


def compare(
    pairs: Sequence[Pair], *, precision: float, in_scope: float, seed: int, resamples: int = RESAMPLES
) -> Comparison:
    """Compare both on ``pairs``, with at least one sentence in scope; ``in_scope`` is its share of the traffic."""
    ordered = sorted(pairs, key=lambda pair: pair.label == NONE)
    scope = sum(pair.label != NONE for pair in ordered)
    sides = tuple(_side(ordered, scope, in_scope, who) for who in ("champion", "challenger"))
    measures = _measures(precision)
    rng = np.random.default_rng(seed)
    gains: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(resamples):
        rows = _drawn(rng, scope, len(ordered))
        champion, challenger = (side.only(rows) for side in sides)
        for name, (sign, measure) in measures.items():
            gains[name].append(sign * (measure(challenger) - measure(champion)))
    return Comparison(
        sentences=len(ordered),
        out_of_scope=len(ordered) - scope,
        precision=precision,
        figures=tuple(_figure(name, sign, measure, sides, gains[name]) for name, (sign, measure) in measures.items()),
        better=tuple(pair for pair in pairs if _right(pair, pair.challenger) and not _right(pair, pair.champion)),
        worse=tuple(pair for pair in pairs if _right(pair, pair.champion) and not _right(pair, pair.challenger)),
    )


Measure = Callable[[_Side], float]


def _measures(precision: float) -> dict[str, tuple[int, Measure]]:
    """Return each measure with 1 where more is better, -1 where less is."""
    return {
        "accuracy": (1, lambda side: side.held.accuracy()),
        "coverage": (1, lambda side: coverage_at(side.held, precision)),
        "e_aurc": (-1, lambda side: excess_aurc(side.held)),
        "precision": (1, _precision),
        "acted_on": (1, _acted_on),
    }


def _precision(side: _Side) -> float:
    mass = float(side.held.weight[side.accepted].sum())
    return float(side.held.weight[side.accepted & side.held.correct].sum()) / mass if mass else 1.0


def _acted_on(side: _Side) -> float:
    return float(side.accepted[side.held.in_scope].mean())


def _side(ordered: Sequence[Pair], scope: int, in_scope: float, who: str) -> _Side:
    answers: list[Answer] = [getattr(pair, who) for pair in ordered]
    score = np.array([answer.score for answer in answers], float)
    right = np.array([a.label == pair.label for a, pair in zip(answers, ordered, strict=True)], bool)
    out = ((score[scope:], 1 - in_scope),) if scope < len(ordered) else ()
    return _Side(
        weighted(score[:scope], right[:scope], out, in_scope), np.array([answer.accepted for answer in answers], bool)
    )


def _drawn(rng: np.random.Generator, scope: int, whole: int) -> npt.NDArray[np.int64]:
    inside, outside = rng.integers(0, scope, scope), np.zeros(0, np.int64)
    if whole > scope:
        outside = rng.integers(scope, whole, whole - scope)
    return np.concatenate([inside, outside])


def _figure(name: str, sign: int, measure: Measure, sides: tuple[_Side, ...], gains: Sequence[float]) -> Figure:
    champion, challenger = (measure(side) for side in sides)
    low, high = np.quantile(gains, [1 - CONFIDENCE, CONFIDENCE])
    return Figure(name, champion, challenger, sign * (challenger - champion), float(low), float(high))


def _right(pair: Pair, answer: Answer) -> bool:
    """Say whether the caller would be understood: out of scope, that nothing is acted on."""
    return not answer.accepted if pair.label == NONE else answer.label == pair.label
