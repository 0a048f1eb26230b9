"""What would a large frozen set of this project be? Its own sentences, misheard in as many ways as are asked for. Pure.

Given its seed, always the same rows. They try a gate or a benchmark; they measure no model for a release, because a
model has learnt the sentences that they were made of.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from engine.understanding.normalise import normalise
from training.evaluate import NONE
from training.noise import misheard
from training.regression import Sentence

RATES = (0.1, 0.5)
"""Between these lies the share of words that is heard wrongly in one row."""
_TRIES = 50
"""Rows that are tried for each that is wanted, at most."""


def generated(
    said: Mapping[str, Sequence[str]], rows: int, *, seed: int, in_scope: float = 0.8
) -> tuple[Sentence, ...]:
    """Return up to ``rows`` different sentences of ``said`` (label -> sentences), every label as often as any other.

    ``in_scope`` is the share of rows with an intent, where there are sentences of none. Fewer rows come back only where
    the sentences have no more ways to be misheard.
    """
    rng = random.Random(seed)
    labels = sorted(label for label in said if label != NONE and said[label])
    share = in_scope if said.get(NONE) else 1.0
    found: dict[str, str] = {}
    for _ in range(rows * _TRIES if labels else 0):
        if len(found) >= rows:
            break
        label = rng.choice(labels) if rng.random() < share else NONE
        text = misheard(normalise(rng.choice(said[label])), rng, rng.uniform(*RATES))
        if normalise(text):
            found.setdefault(normalise(text), label)
    return tuple(Sentence(text, label) for text, label in found.items())
