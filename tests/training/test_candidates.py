from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

from training.candidates import CANDIDATES
from training.config import read_config
from training.data import Row
from training.fit import Material, load_body, probabilities
from training.proto import between
from training.weights import locate, named

pytestmark = [pytest.mark.train, pytest.mark.timeout(300)]
CONFIG = read_config()
SMALL = replace(CONFIG, setfit=replace(CONFIG.setfit, pairs=1), proto=replace(CONFIG.proto, epochs=2))
THINGS = {"pay": ("bill", "invoice", "rent", "fees"), "bring": ("pizza", "parcel", "soup", "flowers")}
MATERIAL = Material(
    tuple(Row(f"i want to {verb} the {thing}", n) for n, verb in enumerate(THINGS) for thing in THINGS[verb]),
    ("what is the weather", "tell me a story", "how tall is the tower", "play some music"),
    tuple(THINGS),
)


@pytest.fixture(scope="module")
def body() -> Any:
    return load_body(locate(named("")), 64)


@pytest.mark.parametrize("name", CANDIDATES)
def test_every_candidate_learns_and_tells_of_its_steps(name: str, body: Any) -> None:
    steps: list[tuple[int, int]] = []
    model = CANDIDATES[name](copy.deepcopy(body), MATERIAL, SMALL, 0, lambda done, total: steps.append((done, total)))
    shares = probabilities(model, [row.text for row in MATERIAL.rows])
    assert shares.shape == (8, 3)
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert shares.argmax(axis=1).tolist() == [row.label for row in MATERIAL.rows]
    assert probabilities(model, MATERIAL.background).argmax(axis=1).tolist() == [2] * 4
    assert steps
    assert steps[-1][0] == steps[-1][1]


def test_examples_of_many_intents_are_gone_through_less_often() -> None:
    proto = CONFIG.proto
    counts = [between(intents, proto, proto.epochs, proto.many_epochs) for intents in range(2, 300)]
    assert counts == sorted(counts, reverse=True)
    assert (counts[0], counts[-1]) == (proto.epochs, proto.many_epochs)
    assert between(proto.some, proto, 8, 5) == 8
    assert between(proto.many, proto, 8, 5) == 5
    assert between(77, proto, 8, 5) in {6, 7}


def test_several_runs_are_one_model_with_their_mean_weights(body: Any) -> None:
    def fitted(seed: int, runs: int) -> Any:
        config = replace(SMALL, proto=replace(SMALL.proto, epochs=1, runs=runs, noise=0.0, noises=(0.0,)))
        steps: list[tuple[int, int]] = []
        model = CANDIDATES["proto"](copy.deepcopy(body), MATERIAL, config, seed, lambda *step: steps.append(step))
        assert steps == [(n, runs) for n in range(1, runs + 1)]
        layer = model.model_body[0].model.encoder.layer[5].output.dense
        return [weight.detach().numpy() for weight in (model.model_head.weight, layer.weight)]

    for mean, first, second in zip(fitted(3, 2), fitted(3, 1), fitted(1003, 1), strict=True):
        assert not np.array_equal(first, second)
        assert np.allclose(mean, (first + second) / 2, atol=1e-6)
