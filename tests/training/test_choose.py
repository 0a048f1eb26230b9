from __future__ import annotations

import numpy as np

from training.calibrate import Held, weighted
from training.choose import choose


def found(seed: int, gap: float, count: int = 200) -> Held:
    """Return scores whose right and wrong ones lie ``gap`` apart."""
    rng = np.random.default_rng(seed)
    right = rng.random(count) < 0.9
    noise = np.random.default_rng(1).normal(0, 0.1, count)
    return weighted(0.5 + gap * right + noise, right, ((rng.normal(0.4, 0.1, 50), 0.2),), 0.8)


def test_the_better_one_is_chosen_wherever_it_stands() -> None:
    assert choose({"frozen": found(1, 0.05), "proto": found(1, 0.4)}, 0) == "proto"
    assert choose({"frozen": found(1, 0.4), "proto": found(1, 0.05)}, 0) == "frozen"


def test_a_difference_that_could_be_chance_takes_the_cheaper() -> None:
    assert choose({"frozen": found(1, 0.2), "proto": found(1, 0.201)}, 0) == "frozen"


def test_one_alone_is_chosen() -> None:
    assert choose({"proto": found(1, 0.1)}, 0) == "proto"
