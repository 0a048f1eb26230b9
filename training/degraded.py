"""What is a model that is worse by so many points? The same encoder under a head that was pushed in a random direction.

Whole models, with files, hashes and a name of their own: gates, shadows and rollbacks are tried on them, and no caller
ever meets one.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from engine.understanding.classifier import Classifier
from engine.understanding.head import Head
from engine.understanding.manifest import HEAD, MANIFEST, sha256
from engine.understanding.signature import SIGNATURE
from training.evaluate import NONE
from training.regression import Sentence

_STEPS = 60
_HARDEST = 8.0
"""Times the spread of the weights that is pushed at most."""


@dataclass(frozen=True, slots=True)
class Degraded:
    """The worse model."""

    folder: Path
    points: float
    """By how many points its accuracy on the sentences is below the other's."""


def degrade(model: Path, sentences: Sequence[Sentence], points: float, *, seed: int) -> Degraded:
    """Write beside ``model`` one whose accuracy on ``sentences`` is lower by ``points``, as near as can be found."""
    scope = [each for each in sentences if each.label != NONE]
    classifier = Classifier.load(model)
    try:
        labels = {label: n for n, label in enumerate(classifier.labels)}
        # One by one, as calls are read: eight-bit activations are scaled by what is in the batch.
        vectors = np.concatenate([classifier.encoder.embed((each.text,)) for each in scope])
        head = classifier.head
    finally:
        classifier.close()
    right = np.array([labels.get(each.label, -1) for each in scope])
    push = np.random.default_rng(seed).normal(0, float(head.weights.std()), head.weights.shape).astype(np.float32)

    def lost(strength: float) -> float:
        return 100 * (_accuracy(head, vectors, right) - _accuracy(_pushed(head, push, strength), vectors, right))

    best = min(_strengths(lost, points), key=lambda strength: abs(lost(strength) - points))
    return Degraded(_written(model, _pushed(head, push, best), f"{seed} {points}"), lost(best))


def _strengths(lost: Callable[[float], float], points: float) -> list[float]:
    """Bisect towards the strength that loses ``points``; losing more with every push is the rule, not a law."""
    low, high, tried = 0.0, _HARDEST, []
    for _ in range(_STEPS):
        middle = (low + high) / 2
        tried.append(middle)
        low, high = (middle, high) if lost(middle) < points else (low, middle)
    return tried


def _pushed(head: Head, push: npt.NDArray[np.float32], strength: float) -> Head:
    weights = head.weights.copy()
    weights[:-1] += np.float32(strength) * push[:-1]  # "none" stays: intents are to be confused with one another
    return Head(weights, head.bias)


def _accuracy(head: Head, vectors: npt.NDArray[np.float32], right: npt.NDArray[np.int64]) -> float:
    return float((head.probabilities(vectors)[:, :-1].argmax(axis=1) == right).mean())


def _written(model: Path, head: Head, told: str) -> Path:
    name = hashlib.sha256(f"{model.name} {told}".encode()).hexdigest()[:16]
    folder = model.with_name(name)
    shutil.copytree(model, folder, ignore=shutil.ignore_patterns(SIGNATURE), dirs_exist_ok=True)
    head.save(folder / HEAD)
    fields = msgspec.json.decode((folder / MANIFEST).read_bytes())
    fields["name"], fields["files"][HEAD] = name, sha256(folder / HEAD)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(fields), indent=2))
    return folder
