from __future__ import annotations

from dataclasses import replace

import numpy as np

from training.calibrate import Held, weighted
from training.choose import choose, ranked
from training.metrics import excess_aurc


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
    one = found(1, 0.2)
    score = one.score.copy()
    lower, higher, *_ = np.flatnonzero(one.in_scope & ~one.correct)
    score[lower] -= 0.2
    score[higher] += 0.1
    other = replace(one, score=score)
    assert excess_aurc(other) < excess_aurc(one)
    assert choose({"frozen": one, "proto": other}, 0) == "frozen"


def test_one_alone_is_chosen() -> None:
    assert choose({"proto": found(1, 0.1)}, 0) == "proto"


def test_the_next_best_comes_next() -> None:
    three = {"frozen": found(1, 0.1), "proto": found(1, 0.4), "setfit": found(1, 0.2)}
    assert ranked(three, 0) == ("proto", "setfit", "frozen")
    assert ranked({"proto": found(1, 0.1)}, 0) == ("proto",)
