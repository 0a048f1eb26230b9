"""Is the challenger better than the champion, or could the difference be chance? A paired bootstrap. Pure.

Both have read the same sentences, so that what they differ in is resampled sentence by sentence: in-scope sentences
among themselves and those out of scope among themselves, weighted to a mix of traffic. A bound is one-sided: in one of
twenty draws of such a set the true difference lies beyond it. Efron and Tibshirani (1993), percentile intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from training.calibrate import Held, weighted
from training.evaluate import NONE
from training.metrics import coverage_at, excess_aurc

RESAMPLES = 1000
CONFIDENCE = 0.95
SIGNS = {"accuracy": 1, "coverage": 1, "e_aurc": -1, "precision": 1, "acted_on": 1}
"""Measure -> 1 where more is better, -1 where less is."""
_AT_ONCE = 1_000_000
"""Sentences times resamples that are computed together, at some 200 bytes each."""

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
    """Each of ``SIGNS``."""
    better: tuple[Pair, ...] = field(repr=False)
    """What the challenger alone gets right."""
    worse: tuple[Pair, ...] = field(repr=False)
    """What the champion alone gets right."""

    def figure(self, name: str) -> Figure:
        """Return the measure called ``name``."""
        return next(each for each in self.figures if each.name == name)


@dataclass(frozen=True, slots=True)
class Side:
    """One model's answers, in-scope sentences first."""

    held: Held
    accepted: Truths

    def measured(self, precision: float) -> dict[str, float]:
        """Return every measure."""
        held, taken = self.held, self.accepted
        mass = float(held.weight[taken].sum())
        return {
            "accuracy": held.accuracy(),
            "coverage": coverage_at(held, precision),
            "e_aurc": excess_aurc(held),
            "precision": float(held.weight[taken & held.correct].sum()) / mass if mass else 1.0,
            "acted_on": float(taken[held.in_scope].mean()),
        }

    def resampled(self, drawn: npt.NDArray[np.int64], precision: float) -> dict[str, Floats]:
        """Return every measure for each row of ``drawn``, ``[resamples, sentences]``: how often each was drawn.

        The same as ``measured`` of the sentences that were drawn, for all at once; ``e_aurc`` lacks its constant.
        """
        order = np.argsort(-self.held.score, kind="stable")
        score, correct, scope = self.held.score[order], self.held.correct[order], self.held.in_scope[order]
        weight = drawn[:, order] * self.held.weight[order]
        mass, right, inside = (np.cumsum(weight * each, axis=1) for each in (np.ones(len(order)), correct, scope))
        some = np.maximum(mass, 1e-300)
        last = np.append(score[1:] != score[:-1], np.True_)
        holds = (right / some >= precision - 1e-12) & last & (mass > 0)
        taken = weight * self.accepted[order]
        acted, whole = taken.sum(axis=1), inside[:, -1]
        return {
            "accuracy": (weight * correct).sum(axis=1) / whole,
            "coverage": (inside * holds).max(axis=1) / whole,
            "e_aurc": (weight * (mass - right) / some).sum(axis=1) / mass[:, -1],
            "precision": np.where(acted > 0, (taken * correct).sum(axis=1) / np.maximum(acted, 1e-300), 1.0),
            "acted_on": (taken * scope).sum(axis=1) / whole,
        }


def compare(
    pairs: Sequence[Pair], *, precision: float, in_scope: float, seed: int, resamples: int = RESAMPLES
) -> Comparison:
    """Compare both on ``pairs``, with at least one sentence in scope; ``in_scope`` is its share of the traffic."""
    ordered = sorted(pairs, key=lambda pair: pair.label == NONE)
    scope = sum(pair.label != NONE for pair in ordered)
    champion = side(ordered, [pair.champion for pair in ordered], in_scope)
    challenger = side(ordered, [pair.challenger for pair in ordered], in_scope)
    rng = np.random.default_rng(seed)
    gains: dict[str, list[Floats]] = {name: [] for name in SIGNS}
    for count in _portions(resamples, len(ordered)):
        drawn = _drawn(rng, scope, len(ordered), count)
        one, other = champion.resampled(drawn, precision), challenger.resampled(drawn, precision)
        for name, sign in SIGNS.items():
            gains[name].append(sign * (other[name] - one[name]))
    before, after = champion.measured(precision), challenger.measured(precision)
    return Comparison(
        sentences=len(ordered),
        out_of_scope=len(ordered) - scope,
        precision=precision,
        figures=tuple(_figure(name, before[name], after[name], np.concatenate(gains[name])) for name in SIGNS),
        better=tuple(pair for pair in pairs if _right(pair, pair.challenger) and not _right(pair, pair.champion)),
        worse=tuple(pair for pair in pairs if _right(pair, pair.champion) and not _right(pair, pair.challenger)),
    )


def side(ordered: Sequence[Pair], answers: Sequence[Answer], in_scope: float) -> Side:
    """Return one model's answers to ``ordered``, in-scope sentences first, weighted to a mix of traffic."""
    scope = sum(pair.label != NONE for pair in ordered)
    score = np.array([answer.score for answer in answers], float)
    right = np.array([a.label == pair.label for a, pair in zip(answers, ordered, strict=True)], bool)
    out = ((score[scope:], 1 - in_scope),) if scope < len(ordered) else ()
    held = weighted(score[:scope], right[:scope], out, in_scope)
    return Side(held, np.array([answer.accepted for answer in answers], bool))


def _portions(resamples: int, sentences: int) -> Iterator[int]:
    """Divide the resamples so that none takes much memory at once."""
    most = max(_AT_ONCE // sentences, 1)
    while resamples > 0:
        yield min(most, resamples)
        resamples -= most


def _drawn(rng: np.random.Generator, scope: int, whole: int, count: int) -> npt.NDArray[np.int64]:
    """Draw ``count`` sets as large as this one: how often each sentence is in each of them."""
    parts = [rng.multinomial(size, np.full(size, 1 / size), count) for size in (scope, whole - scope) if size]
    return np.concatenate(parts, axis=1)


def _figure(name: str, champion: float, challenger: float, gains: Floats) -> Figure:
    low, high = np.quantile(gains, [1 - CONFIDENCE, CONFIDENCE])
    return Figure(name, champion, challenger, SIGNS[name] * (challenger - champion), float(low), float(high))


def _right(pair: Pair, answer: Answer) -> bool:
    """Say whether the caller would be understood: out of scope, that nothing is acted on."""
    return not answer.accepted if pair.label == NONE else answer.label == pair.label
