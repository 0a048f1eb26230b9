"""What do callers want that nobody knows yet? Groups of alike utterances; ``naming`` says what they may be called.

Pure NumPy: leaders first, then a few rounds of means. A group is worth a look when enough different utterances are in
it; what is in no group is in none.
"""

from __future__ import annotations

import numpy as np

from engine.understanding.encoder import Vectors

NEAR = 0.55
"""Cosine to its group's mean from which on an utterance belongs to it."""
FEWEST = 5
"""Different utterances that make a group."""
ROUNDS = 4


def clusters(vectors: Vectors) -> list[tuple[int, ...]]:
    """Group unit rows; returns their positions, nearest to the group's mean first, the largest group first."""
    means = _leaders(vectors)
    for _ in range(ROUNDS):
        if not len(means):
            return []
        nearest, cosines = _assign(vectors, means)
        means = _means(vectors, nearest, cosines, len(means))
    nearest, cosines = _assign(vectors, means)
    found = []
    for group in range(len(means)):
        members = np.flatnonzero((nearest == group) & (cosines >= NEAR))
        if len(members) >= FEWEST:
            found.append(tuple(members[np.argsort(-cosines[members], kind="stable")].tolist()))
    return sorted(found, key=lambda each: -len(each))


def _leaders(vectors: Vectors) -> Vectors:
    """Return the first utterance of every group: one that is near to no leader leads its own."""
    leaders: list[int] = []
    for n in range(len(vectors)):
        if not leaders or float((vectors[leaders] @ vectors[n]).max()) < NEAR:
            leaders.append(n)
    return vectors[leaders]


def _assign(vectors: Vectors, means: Vectors) -> tuple[np.ndarray, np.ndarray]:
    cosines = vectors @ means.T
    nearest = cosines.argmax(axis=1)
    return nearest, cosines[np.arange(len(vectors)), nearest]


def _means(vectors: Vectors, nearest: np.ndarray, cosines: np.ndarray, count: int) -> Vectors:
    """Return the unit means of the groups that have more than one member."""
    kept = []
    for group in range(count):
        members = (nearest == group) & (cosines >= NEAR)
        if members.sum() > 1:
            mean = vectors[members].mean(axis=0)
            kept.append(mean / max(float(np.linalg.norm(mean)), 1e-9))
    return np.asarray(kept, np.float32).reshape(len(kept), vectors.shape[1])
