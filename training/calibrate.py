"""From which score on may the classifier act? Thresholds for a promised precision, from cross-fitted scores. Pure.

The scores come from models that had not seen the sentence: held-out examples (in scope), all sentences of intents
that the model was never told of (near out of scope), and held-out background (far out of scope). They are weighted
to an assumed mix of traffic, and the threshold is the lowest score above which the weighted precision holds. Scores
of the training sentences themselves would promise .98 and give .86.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from training.beliefs import Belief
from training.config import CrossFit

Floats = npt.NDArray[np.float64]
HIGHEST = 0.999
"""No threshold above: the softmax of a sure model still gets there."""


@dataclass(frozen=True, slots=True)
class Held:
    """The best score of every held-out sentence."""

    score: Floats
    correct: npt.NDArray[np.bool_]
    """Whether the best intent is the right one; always false out of scope."""
    weight: Floats
    """Share of the assumed traffic; sums to 1."""
    in_scope: npt.NDArray[np.bool_]
    beliefs: tuple[Belief, ...] = field(default=(), repr=False)
    """What was believed of each sentence, in the same order; empty where nobody kept it."""

    def only(self, rows: npt.NDArray[np.int64]) -> Held:
        """Return these rows alone, which may repeat; without beliefs."""
        return Held(self.score[rows], self.correct[rows], self.weight[rows], self.in_scope[rows])

    def mixed(self, in_scope: float) -> Held:
        """Return the same sentences weighted to traffic of which ``in_scope`` means an intent."""
        inside, outside = (float(self.weight[part].sum()) or 1.0 for part in (self.in_scope, ~self.in_scope))
        share = np.where(self.in_scope, in_scope / inside, (1.0 - in_scope) / outside)
        weight = self.weight * share
        return Held(self.score, self.correct, weight / weight.sum(), self.in_scope, self.beliefs)

    def precision(self, threshold: float) -> float:
        """Return the weighted share of right ones among the accepted; 1 when nothing is accepted."""
        taken = self.score >= threshold
        mass = float(self.weight[taken].sum())
        return float(self.weight[taken & self.correct].sum()) / mass if mass else 1.0

    def coverage(self, threshold: float) -> float:
        """Return the share of in-scope sentences that are accepted."""
        scope = self.weight[self.in_scope]
        return float(scope[self.score[self.in_scope] >= threshold].sum() / scope.sum())

    def accuracy(self) -> float:
        """Return the share of in-scope sentences whose best intent is right, whatever the score."""
        return float(self.correct[self.in_scope].mean())


def held(scope: Floats, right: npt.NDArray[np.bool_], near: Floats, far: Floats, mix: CrossFit) -> Held:
    """Put the three kinds of held-out sentences together, weighted to the assumed traffic."""
    out = 1.0 - mix.in_scope
    return weighted(scope, right, ((near, out * mix.near), (far, out * (1.0 - mix.near))), mix.in_scope)


def weighted(scope: Floats, right: npt.NDArray[np.bool_], out: Sequence[tuple[Floats, float]], in_scope: float) -> Held:
    """Put in-scope scores and kinds of out-of-scope scores together, each kind with its share of the traffic."""
    parts = ((scope, in_scope), *out)
    weight = np.concatenate([np.full(len(part), share / max(len(part), 1)) for part, share in parts])
    score = np.concatenate([part for part, _ in parts])
    outside = np.zeros(len(score) - len(scope), bool)
    return Held(
        score,
        np.concatenate([right, outside]),
        weight / weight.sum(),
        np.concatenate([np.ones(len(scope), bool), outside]),
    )


def threshold(found: Held, target: float, mix: CrossFit) -> float:
    """Return the lowest score from which on precision is ``target`` plus the margin, within bounds."""
    order = np.argsort(-found.score, kind="stable")
    mass = np.cumsum(found.weight[order])
    right = np.cumsum((found.weight * found.correct)[order])
    scores = found.score[order]
    last_of_its_score = np.append(scores[1:] != scores[:-1], True)
    holds = np.flatnonzero(last_of_its_score & (right / mass >= min(target + mix.margin, 1.0)))
    lowest = float(scores[holds[-1]]) if len(holds) else HIGHEST
    return round(min(max(lowest, mix.lowest), HIGHEST), 4)


def thresholds(found: Held, mix: CrossFit) -> dict[str, float]:
    """Return target -> threshold for every target; a higher target never has a lower threshold."""
    result: dict[str, float] = {}
    highest = 0.0
    for target in sorted(mix.targets):
        highest = max(highest, threshold(found, target, mix))
        result[f"{target:g}"] = highest
    return result
