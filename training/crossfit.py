"""How sure is the recipe about what it has not seen? Folds that leave out sentences, whole intents and background.

Each fold's model is fitted without one group of intents, without a share of the others' sentences and without a
share of the background, and then scores exactly those. The intents left out stand for requests that lie near to the
known ones.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from sentence_transformers import SentenceTransformer

from training.calibrate import Held, held
from training.candidates import Candidate
from training.config import Config
from training.data import Dataset, Row
from training.fit import Material, Step, probabilities


@dataclass(frozen=True, slots=True)
class Fold:
    """One division of a dataset into what a model is fitted on and what it is asked about."""

    material: Material
    scope: tuple[Row, ...]
    """Held-out sentences of intents that are fitted."""
    near: tuple[str, ...] = field(repr=False)
    """All sentences of the intents left out."""
    far: tuple[str, ...] = field(repr=False)
    """Held-out background."""


def folds(data: Dataset, count: int, seed: int) -> tuple[Fold, ...]:
    """Divide ``data``; every sentence is held out in scope at most once, every intent left out once. Deterministic."""
    rng = random.Random(seed)
    intents = rng.sample(range(len(data.labels)), len(data.labels))
    background = rng.sample(data.background, len(data.background))
    turn = {text: at % count for at, text in enumerate(background)} | _turns(data.rows, count, rng)
    return tuple(_fold(data, turn, frozenset(intents[n::count]), n) for n in range(min(count, len(intents) // 2)))


def crossfit(candidate: Candidate, body: SentenceTransformer, data: Dataset, config: Config, step: Step) -> Held:
    """Fit and question one model a fold, from a copy of ``body`` each time; return every held-out score.

    The same data and seed give the same folds to every candidate, so their scores can be compared pair by pair.
    """
    parts = folds(data, config.crossfit.folds, config.seed)
    scope, right, near, far = [], [], [], []
    for n, fold in enumerate(parts):

        def progress(done: int, total: int, n: int = n) -> None:
            step(n * total + done, len(parts) * total)

        model = candidate(copy.deepcopy(body), fold.material, config, config.seed + n, progress)
        shares = probabilities(model, [row.text for row in fold.scope])[:, :-1]
        scope.append(shares.max(axis=1))
        right.append(shares.argmax(axis=1) == [row.label for row in fold.scope])
        near.append(probabilities(model, fold.near)[:, :-1].max(axis=1))
        if fold.far:
            far.append(probabilities(model, fold.far)[:, :-1].max(axis=1))
    return held(
        np.concatenate(scope),
        np.concatenate(right),
        np.concatenate(near),
        np.concatenate(far) if far else np.zeros(0),
        config.crossfit,
    )


def _turns(rows: Sequence[Row], count: int, rng: random.Random) -> dict[str, int]:
    """Deal each intent's sentences out in turn, so that every fold holds out an equal share of each intent."""
    dealt: dict[int, int] = {}
    turn: dict[str, int] = {}
    for row in rng.sample(rows, len(rows)):
        turn[row.text] = dealt.get(row.label, 0) % count
        dealt[row.label] = dealt.get(row.label, 0) + 1
    return turn


def _fold(data: Dataset, turn: Mapping[str, int], out: frozenset[int], n: int) -> Fold:
    """``turn`` says in which fold a sentence is held out."""
    kept = [label for label in range(len(data.labels)) if label not in out]
    known = [Row(row.text, kept.index(row.label)) for row in data.rows if row.label not in out]
    return Fold(
        Material(
            tuple(row for row in known if turn[row.text] != n),
            tuple(text for text in data.background if turn[text] != n),
            tuple(data.labels[label] for label in kept),
        ),
        tuple(row for row in known if turn[row.text] == n),
        tuple(row.text for row in data.rows if row.label in out),
        tuple(text for text in data.background if turn[text] == n),
    )
