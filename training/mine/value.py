"""How much is it worth to ask a person about an utterance? A number from its scores and its reasons. Pure.

An answer teaches most where the classifier is about to act and is not sure: where its best intent is likely (or
nobody would act) and may be wrong. What callers protested against comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.understanding.classifier import Scores
from training.mine.item import Reason

WORTH: Mapping[Reason, float] = {
    "not wanted": 0.5,
    "disagreement": 0.5,
    "correction": 0.3,
    "gave up": 0.3,
    "repeat": 0.3,
}
"""What a reason adds; doubt alone is worth 0 to 1."""
UNSURE = 0.5
"""Doubt from which on an utterance is in the queue for being unsure."""


def doubt(scores: Scores) -> float:
    """Return 0 to 1: how likely the best intent is, times how likely it is wrong; greatest at even odds."""
    best = scores.candidates[0].score if scores.candidates else 0.0
    return 4 * best * (1 - best)


def value(scores: Scores, reasons: Iterable[Reason]) -> float:
    """Return what an answer is worth."""
    return doubt(scores) + sum(WORTH.get(reason, 0.0) for reason in reasons)
