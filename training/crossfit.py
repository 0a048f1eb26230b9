"""How sure is the recipe about what it has not seen? Folds that leave out sentences, whole intents and background.

Each fold's model is fitted without one group of intents, without a share of the others' sentences and without a
share of the background, and then scores exactly those. The intents left out stand for requests that lie near to the
known ones.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from sentence_transformers import SentenceTransformer
from setfit import SetFitModel

from training.beliefs import Belief, beliefs
from training.calibrate import Floats, Held, held
from training.candidates import Candidate
from training.config import Config
from training.data import Dataset, Row
from training.evaluate import NONE
from training.fit import Material, Step, probabilities


@dataclass(frozen=True, slots=True)
class Fold:
    """One division of a dataset into what a model is fitted on and what it is asked about."""

    material: Material
    scope: tuple[Row, ...]
    """Held-out sentences of intents that are fitted."""
    near: tuple[tuple[str, str], ...] = field(repr=False)
    """All sentences of the intents left out, each with its label."""
    far: tuple[str, ...] = field(repr=False)
    """Held-out background."""


def folds(data: Dataset, count: int, seed: int) -> tuple[Fold, ...]:
    """Divide ``data``; every sentence is held out in scope at most once, every intent left out once. Deterministic."""
    rng = random.Random(seed)
    intents = rng.sample(range(len(data.labels)), len(data.labels))
    background = rng.sample(data.background, len(data.background))
    turn = {text: at % count for at, text in enumerate(background)} | dealt(data.rows, count, rng)
    return tuple(_fold(data, turn, frozenset(intents[n::count]), n) for n in range(min(count, len(intents) // 2)))


def crossfit(candidate: Candidate, body: SentenceTransformer, data: Dataset, config: Config, step: Step) -> Held:
    """Fit and question one model a fold, from a copy of ``body`` each time; return every held-out score.

    The same data and seed give the same folds to every candidate, so their scores can be compared pair by pair. A
    fold's model is one run where the released one is the mean of several: its scores are no better than those.
    """
    config = replace(config, proto=replace(config.proto, runs=1, many_runs=1))
    parts = folds(data, config.crossfit.folds, config.seed)
    asked: list[_Asked] = []
    for n, fold in enumerate(parts):

        def progress(done: int, total: int, n: int = n) -> None:
            step(n * total + done, len(parts) * total)

        model = candidate(copy.deepcopy(body), fold.material, config, config.seed + n, progress)
        asked.append(_ask(model, fold))
    found = held(
        np.concatenate([each.scope for each in asked]),
        np.concatenate([each.right for each in asked]),
        np.concatenate([each.near for each in asked]),
        np.concatenate([each.far for each in asked]),
        config.crossfit,
    )
    kinds = zip(*(each.beliefs for each in asked), strict=True)
    return replace(found, beliefs=tuple(one for kind in kinds for part in kind for one in part))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one fold's model made of what it had not seen: the best score of each sentence."""

    scope: Floats
    right: npt.NDArray[np.bool_]
    near: Floats
    far: Floats
    beliefs: tuple[tuple[Belief, ...], tuple[Belief, ...], tuple[Belief, ...]]
    """Of the three kinds, in the same order."""


def _ask(model: SetFitModel, fold: Fold) -> _Asked:
    labels = fold.material.labels
    kinds = (
        [(row.text, labels[row.label]) for row in fold.scope],
        list(fold.near),
        [(text, NONE) for text in fold.far],
    )
    shares = [
        probabilities(model, [text for text, _ in kind]) if kind else np.zeros((0, len(labels) + 1)) for kind in kinds
    ]
    scope, near, far = (each[:, :-1].max(axis=1) for each in shares)
    believed = (beliefs(kinds[0], shares[0], labels), beliefs(kinds[1], shares[1], labels))
    right = shares[0][:, :-1].argmax(axis=1) == [row.label for row in fold.scope]
    return _Asked(scope, right, near, far, (*believed, beliefs(kinds[2], shares[2], labels)))


def dealt(rows: Sequence[Row], count: int, rng: random.Random) -> dict[str, int]:
    """Deal each intent's sentences out in turn, so that every fold holds out an equal share of each intent."""
    given: dict[int, int] = {}
    turn: dict[str, int] = {}
    for row in rng.sample(rows, len(rows)):
        turn[row.text] = given.get(row.label, 0) % count
        given[row.label] = given.get(row.label, 0) + 1
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
        tuple((row.text, data.labels[row.label]) for row in data.rows if row.label in out),
        tuple(text for text in data.background if turn[text] == n),
    )
