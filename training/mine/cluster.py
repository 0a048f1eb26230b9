"""What do callers want that nobody knows yet? Groups of alike utterances, each with a name from its most telling words.

Pure NumPy: leaders first, then a few rounds of means. A group is worth a look when enough different utterances are in
it; what is in no group is in none.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.understanding.encoder import Vectors
from engine.understanding.normalise import normalise

NEAR = 0.55
"""Cosine to its group's mean from which on an utterance belongs to it."""
FEWEST = 5
"""Different utterances that make a group."""
ROUNDS = 4
_WORDS = 2
"""In a name."""
_SHORT = 3
"""Letters of the shortest word that tells anything."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One group."""

    name: str
    """``parking_permit``; a proposal."""
    members: tuple[int, ...]
    """Positions, nearest to the mean first."""


def clusters(texts: Sequence[str], vectors: Vectors) -> list[Cluster]:
    """Group ``texts`` by ``vectors``, unit rows; the largest group first."""
    means = _leaders(vectors)
    for _ in range(ROUNDS):
        if not len(means):
            return []
        nearest, cosines = _assign(vectors, means)
        means = _means(vectors, nearest, cosines, len(means))
    nearest, cosines = _assign(vectors, means)
    words = [set(normalise(text).split()) for text in texts]
    everywhere = Counter(word for each in words for word in each)
    found = []
    for group in range(len(means)):
        members = np.flatnonzero((nearest == group) & (cosines >= NEAR))
        if len(members) >= FEWEST:
            order = members[np.argsort(-cosines[members], kind="stable")].tolist()
            found.append(Cluster(_name([words[n] for n in order], everywhere, len(texts)), tuple(order)))
    return sorted(found, key=lambda each: -len(each.members))


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


def _name(words: Sequence[set[str]], everywhere: Counter[str], texts: int) -> str:
    """Return the words that stand in most of the group and seldom elsewhere."""
    here = Counter(word for each in words for word in each if len(word) >= _SHORT and word.isalpha())

    def telling(word: str) -> float:
        inside = here[word] / len(words)
        outside = (everywhere[word] - here[word] + 1) / (texts - len(words) + 2)
        return inside * math.log(inside / outside)

    best = sorted(here, key=lambda word: (-telling(word), -len(word), word))[:_WORDS]
    return "_".join(sorted(best, key=lambda word: -here[word])) or "unnamed"
