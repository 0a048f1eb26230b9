"""Whose labels are not to be believed? Callers whose utterances mean something else than everybody's like them. Pure.

Each utterance is compared with the five nearest ones that somebody else said. A caller is blocked when his labels
disagree with their neighbours' surely more often than other callers' do: what is mined is hard, so some disagreement
is no offence. It needs no list of attackers and no knowledge of how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.understanding.encoder import Vectors
from training.dataset.row import Labelled
from training.metrics import lower_bound

NEAREST = 5
FEWEST = 5
"""Utterances by which a caller can be judged."""
SURE = 0.99
ODDS = 1.5
"""How many times the others' rate a caller's must surely exceed."""
LEAST = 0.3
"""And a rate below which nobody is blocked."""
_BLOCK = 256
"""Rows compared at once."""


def suspects(rows: Sequence[Labelled], vectors: Vectors) -> frozenset[str]:
    """Return the owners to block; ``vectors`` are the rows' unit vectors."""
    owners = np.asarray([row.owner if row.logged else "" for row in rows])
    wrong = _disagree(vectors, np.asarray([row.label for row in rows]), owners)
    found = set()
    for owner in sorted(set(owners.tolist()) - {""}):
        mine = owners == owner
        if mine.sum() < FEWEST:
            continue
        others = (owners != "") & ~mine
        usual = float(wrong[others].mean()) if others.any() else 0.0
        if lower_bound(int(wrong[mine].sum()), int(mine.sum()), SURE) > max(ODDS * usual, LEAST):
            found.add(owner)
    return frozenset(found)


def _disagree(vectors: Vectors, labels: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """Return for each row whether its label is not the weightiest among its nearest neighbours of other owners."""
    wrong = np.zeros(len(labels), bool)
    for start in range(0, len(labels), _BLOCK):
        part = slice(start, start + _BLOCK)
        cosines = vectors[part] @ vectors.T
        same = (owners[part, None] == owners[None, :]) & (owners[part, None] != "")
        cosines[same] = -np.inf
        cosines[np.arange(len(cosines)), np.arange(start, start + len(cosines))] = -np.inf
        nearest = np.argsort(-cosines, axis=1, kind="stable")[:, :NEAREST]
        for n, near in enumerate(nearest):
            votes: dict[str, float] = {}
            for other in near:
                if np.isfinite(cosines[n, other]):
                    votes[str(labels[other])] = votes.get(str(labels[other]), 0.0) + float(cosines[n, other])
            wrong[start + n] = bool(votes) and max(votes, key=lambda label: votes[label]) != labels[start + n]
    return wrong
