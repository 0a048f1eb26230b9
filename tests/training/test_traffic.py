"""Does a threshold set on the traffic keep its promise, whatever the mix, where an assumed mix does not?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch")

from training import calibrate, traffic
from training.calibrate import Held
from training.config import read_config
from training.data import Dataset, Row, Traffic
from training.traffic import Mix

CONFIG = read_config().crossfit
LABELS = ("order", "pay")


def turns(rng: np.random.Generator, count: int, in_scope: float) -> tuple[np.ndarray, np.ndarray]:
    """Return scores and whether each is right, of a model that is seldom sure of what it does not know."""
    scope = rng.random(count) < in_scope
    score = np.where(scope, rng.beta(6, 2, count), rng.beta(2, 4, count))
    return score, scope & (rng.random(count) < 0.99)


def world(seed: int, in_scope: float) -> tuple[Dataset, Held, list[str], np.ndarray, np.ndarray]:
    """Return a dataset whose reviewed rows are mostly unsure, some at random, and the rest of the traffic."""
    rng = np.random.default_rng(seed)
    score, right = turns(rng, 3000, in_scope)
    texts = [f"text {n}" for n in range(3000)]
    audited = rng.choice(3000, 100, replace=False)
    unsure = score * (1 - score)
    unsure[audited] = 0
    mined = rng.choice(3000, 400, replace=False, p=unsure / unsure.sum()).tolist()
    labelled = [*audited.tolist(), *mined]
    rows = tuple(Row(texts[n], 0) for n in labelled if right[n])
    background = tuple(texts[n] for n in labelled if not right[n])
    order = [n for n in labelled if right[n]] + [n for n in labelled if not right[n]]
    seen = Traffic(
        tuple((text, 1) for text in texts),
        frozenset(texts[n] for n in labelled),
        frozenset(texts[n] for n in audited),
    )
    data = Dataset(LABELS, rows, background, seen)
    flags = np.asarray([right[n] for n in order])
    found = Held(score[order], flags, np.full(len(order), 1 / len(order)), flags)
    rest = [n for n in range(3000) if n not in set(labelled)]
    return data, found, [texts[n] for n in rest], score[rest], right[rest]


@pytest.mark.parametrize("in_scope", [0.13, 0.4, 0.8])
def test_precision_holds_on_the_traffic_it_was_set_for(in_scope: float) -> None:
    realised = []
    for seed in range(5):
        data, found, texts, scores, _ = world(seed, in_scope)
        real = traffic.expected(found, data, texts, scores)
        assert real.weight.sum() == pytest.approx(1)
        at = calibrate.thresholds(real, replace(CONFIG, lowest=0.0))["0.95"]
        score, right = turns(np.random.default_rng(99 + seed), 20_000, in_scope)
        realised.append(right[score >= at].mean())
    assert 0.9 < np.mean(realised) < 0.99  # five hundred labels leave some three points of doubt
    assert min(realised) > 0.87


def test_a_mix_that_is_assumed_wrongly_breaks_the_promise() -> None:
    rng = np.random.default_rng(0)
    score, right = turns(rng, 4000, 0.8)
    assumed = Held(score, right, np.full(4000, 1 / 4000), right)
    at = calibrate.thresholds(assumed, CONFIG)["0.95"]
    score, right = turns(rng, 20_000, 0.13)
    assert right[score >= at].mean() < 0.8


def test_the_mix_counts_what_is_labelled_and_estimates_the_rest_from_the_audit() -> None:
    turns_ = (("hi", 40), ("pay", 10), ("what", 25), ("where", 25))
    seen = Traffic(turns_, frozenset({"hi", "pay"}), frozenset({"pay", "hi"}))
    data = Dataset(LABELS, (Row("pay", 1),), ("hi",), seen)
    assert traffic.mix(data) == Mix(in_scope=0.35, audited=2, labelled=0.5)
    assert traffic.unlabelled(data) == ["what", "where"]


def test_without_enough_of_each_side_no_curve_is_fitted() -> None:
    rows = tuple(Row(f"r {n}", 0) for n in range(30))
    background = tuple(f"b {n}" for n in range(30))
    both = frozenset(row.text for row in rows) | frozenset(background)
    assert traffic.enough(Dataset(LABELS, rows, background, Traffic((("x", 1),), both, frozenset())))
    assert not traffic.enough(Dataset(LABELS, rows, background[:5], Traffic((("x", 1),), both, frozenset())))
    assert not traffic.enough(Dataset(LABELS, rows, background))


def test_the_audit_certifies_what_it_can() -> None:
    data, found, *_ = world(1, 0.4)
    count, right, low = traffic.certified(found, data, 0.5)
    assert 0 < right <= count <= 100
    assert 0 < low < right / count
    assert traffic.certified(found, data, 1.1) == (0, 0, 0.0)
