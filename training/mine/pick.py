"""Which of the candidates are asked about? The most valuable ones that differ, so many of one caller. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from engine.understanding.encoder import Vectors

LIKE = 0.9
"""Cosine from which on two utterances teach the same."""


def pick(
    values: Sequence[float], vectors: Vectors, owners: Sequence[str], *, most: int, each: int, asked: Mapping[str, int]
) -> list[int]:
    """Return positions, most valuable first: at most ``most``, ``each`` of one owner, none like another.

    ``asked``: how many of each owner are asked about already. Ties keep their order.
    """
    picked: list[int] = []
    of = Counter(asked)
    for n in np.argsort(-np.asarray(values), kind="stable").tolist():
        if len(picked) >= most:
            break
        if of[owners[n]] >= each or (picked and float((vectors[picked] @ vectors[n]).max()) > LIKE):
            continue
        picked.append(n)
        of[owners[n]] += 1
    return picked
