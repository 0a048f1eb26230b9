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
from training.proto import passes
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
    counts = [passes(intents, CONFIG.proto) for intents in range(2, 300)]
    assert counts == sorted(counts, reverse=True)
    assert (counts[0], counts[-1]) == (CONFIG.proto.epochs, CONFIG.proto.many_epochs)
    assert passes(CONFIG.proto.some, CONFIG.proto) == CONFIG.proto.epochs
    assert passes(CONFIG.proto.many, CONFIG.proto) == CONFIG.proto.many_epochs
    assert CONFIG.proto.many_epochs < passes(77, CONFIG.proto) < CONFIG.proto.epochs
