"""Is a caller who relabels found, and nobody else, however hard the log?"""

from __future__ import annotations

import numpy as np
import pytest

from engine.understanding.encoder import Vectors
from training.dataset.row import Labelled
from training.dataset.suspects import suspects

LABELS = ("pay", "order", "human", "hours")


def world(seed: int, noise: float, poisoned: int, honest: int = 400) -> tuple[list[Labelled], Vectors]:
    """Return rows of callers with ten each, ``noise`` of them wrong, and of one who relabels; and their vectors."""
    rng = np.random.default_rng(seed)
    means = rng.normal(size=(len(LABELS), 16))
    truth = rng.integers(0, len(LABELS), honest + poisoned)
    vectors = means[truth] + rng.normal(scale=0.5, size=(honest + poisoned, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    wrong = rng.random(honest + poisoned) < noise
    wrong[honest:] = True
    given = np.where(wrong, (truth + 1) % len(LABELS), truth)
    owners = [f"c{n // 10}" if n < honest else "bad" for n in range(honest + poisoned)]
    rows = [
        Labelled(f"t{n}", LABELS[label], "CA", n, owner)
        for n, (label, owner) in enumerate(zip(given, owners, strict=True))
    ]
    return rows, vectors.astype(np.float32)


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.25])
@pytest.mark.parametrize("seed", range(4))
def test_five_per_cent_of_a_log_from_one_relabeller_is_blocked(seed: int, noise: float) -> None:
    rows, vectors = world(seed, noise, poisoned=21)
    assert suspects(rows, vectors) == {"bad"}


@pytest.mark.parametrize("seed", range(4))
def test_an_honest_log_blocks_nobody(seed: int) -> None:
    rows, vectors = world(seed, 0.2, poisoned=0)
    assert suspects(rows, vectors) == frozenset()


def test_what_is_taught_is_never_suspected_and_few_utterances_judge_nobody() -> None:
    rows, vectors = world(0, 0.0, poisoned=4)
    assert suspects(rows, vectors) == frozenset()
    taught = [Labelled(row.text, row.label) for row in rows]
    assert suspects(taught, vectors) == frozenset()
    assert suspects([], np.zeros((0, 16), np.float32)) == frozenset()
