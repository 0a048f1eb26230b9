"""Which candidate is released? The one that parts right from wrong best on sentences it had not seen. Pure.

They are compared by excess area under the risk-coverage curve, pair by pair on the same held-out sentences. Where
the difference could be chance, the cheaper one is taken.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from training.calibrate import Held
from training.metrics import excess_aurc

RESAMPLES = 200
ERRORS = 1.0
"""Standard errors by which a dearer candidate must be better."""


def choose(found: Mapping[str, Held], seed: int) -> str:
    """Return the name to release; ``found`` lists the candidates cheapest first, with the same sentences in each."""
    chosen, *others = found
    for name in others:
        gain = excess_aurc(found[chosen]) - excess_aurc(found[name])
        if gain > ERRORS * _error(found[chosen], found[name], seed):
            chosen = name
    return chosen


def ranked(found: Mapping[str, Held], seed: int) -> tuple[str, ...]:
    """Return all names, the one to release first: each is chosen among those that are left."""
    left, names = dict(found), []
    while left:
        names.append(choose(left, seed))
        del left[names[-1]]
    return tuple(names)


def _error(one: Held, other: Held, seed: int) -> float:
    """Return the standard error of the difference, from resampling the sentences."""
    rng = np.random.default_rng(seed)
    count = len(one.score)
    gains = []
    for _ in range(RESAMPLES):
        drawn = rng.integers(0, count, count)
        gains.append(excess_aurc(one.only(drawn)) - excess_aurc(other.only(drawn)))
    return float(np.std(gains))
