"""Which threshold keeps its promise on real calls? Precision expected of the traffic, from what was reviewed of it.

A log is mined for what is hard, so the reviewed sentences are no sample of it; but scores are comparable. Each
reviewed sentence is scored by a model that has not seen it, and how often such a score is right is fitted by a
logistic curve (Platt 1999), the audit weighing more, because it was drawn at random. The curve then says how much of
the unlabelled traffic above a threshold is right, and what is labelled is counted as it is. So the mix of the traffic
need not be assumed: an untrained eye would set it at four fifths in scope, and there are lines where it is an eighth.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sentence_transformers import SentenceTransformer
from sklearn.linear_model import LogisticRegression

from training.beliefs import beliefs
from training.calibrate import Floats, Held
from training.candidates import Candidate
from training.config import Config
from training.crossfit import dealt
from training.data import ENOUGH, Dataset, Row
from training.evaluate import NONE
from training.fit import Material, Step, probabilities
from training.metrics import lower_bound

AUDITED = 3.0
"""Weight of a sentence that was drawn at random; more would let a handful of them decide alone."""
_LOOSENESS = 10.0
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Mix:
    """What the audit says of the traffic."""

    in_scope: float
    """Share of the turns that mean a known intent."""
    audited: int
    """Turns of the audit."""
    labelled: float
    """Share of the turns whose words have a label."""


def crossfit(candidate: Candidate, body: SentenceTransformer, data: Dataset, config: Config, step: Step) -> Held:
    """Score every labelled sentence by a model that has not seen it; those that callers said are returned.

    In the order of ``reviewed``. Every candidate gets the same folds.
    """
    rows = _labelled(data)
    turn = dealt(rows, config.crossfit.folds, random.Random(config.seed))
    none = len(data.labels)
    shares = np.zeros((len(rows), none + 1))
    for n in range(config.crossfit.folds):
        held = [at for at, row in enumerate(rows) if turn[row.text] == n]
        kept = [row for row in rows if turn[row.text] != n]
        material = Material(
            tuple(row for row in kept if row.label != none),
            tuple(row.text for row in kept if row.label == none),
            data.labels,
        )

        def progress(done: int, total: int, n: int = n) -> None:
            step(n * total + done, config.crossfit.folds * total)

        model = candidate(copy.deepcopy(body), material, config, config.seed + n, progress)
        shares[held] = probabilities(model, [rows[at].text for at in held])
    return _held(shares, data, rows)


def reviewed(data: Dataset) -> list[Row]:
    """Return the labelled sentences that callers said; label ``len(labels)``: out of scope."""
    logged = frozenset() if data.traffic is None else data.traffic.logged
    return [row for row in _labelled(data) if row.text in logged]


def enough(data: Dataset) -> bool:
    """Whether the traffic is known well enough to set thresholds by it."""
    labels = [row.label == len(data.labels) for row in reviewed(data)]
    return min(sum(labels), len(labels) - sum(labels)) >= ENOUGH


def expected(found: Held, data: Dataset, unlabelled: Sequence[str], scores: Floats) -> Held:
    """Return the traffic as it is expected to come out: ``found`` from ``crossfit``, ``scores`` of ``unlabelled``.

    An unlabelled utterance stands twice, as right and as wrong, each with its chance.
    """
    assert data.traffic is not None  # noqa: S101 - ``enough`` was asked
    turns = dict(data.traffic.turns)
    rows = reviewed(data)
    curve = _curve(found, np.asarray([AUDITED if row.text in data.traffic.audited else 1.0 for row in rows]))
    known = np.asarray([float(turns.get(row.text, 0)) for row in rows])
    times = np.asarray([float(turns[text]) for text in unlabelled])
    chance = curve(scores) if len(scores) else scores
    weight = np.concatenate([known, times * chance, times * (1 - chance)])
    right = np.concatenate([found.correct, np.ones(len(times), bool), np.zeros(len(times), bool)])
    scope = np.concatenate([found.in_scope, np.ones(len(times), bool), np.zeros(len(times), bool)])
    kept = weight > 0
    score = np.concatenate([found.score, scores, scores])
    return Held(score[kept], right[kept], weight[kept] / weight.sum(), scope[kept])


def unlabelled(data: Dataset) -> list[str]:
    """Return the utterances of the traffic that have no label."""
    known = {row.text for row in _labelled(data)}
    return [] if data.traffic is None else [text for text, _ in data.traffic.turns if text not in known]


def mix(data: Dataset) -> Mix:
    """Return what the traffic is made of: what has a label as it is, the rest as the audit was."""
    assert data.traffic is not None  # noqa: S101 - as above
    turns = dict(data.traffic.turns)
    labels = {row.text: row.label < len(data.labels) for row in _labelled(data)}
    whole = sum(turns.values())
    known = sum(count for text, count in turns.items() if text in labels)
    scope = sum(count for text, count in turns.items() if labels.get(text, False))
    audited = [labels[text] for text in data.traffic.audited if text in labels]
    rest = (whole - known) * (sum(audited) / len(audited) if audited else scope / max(known, 1))
    return Mix((scope + rest) / max(whole, 1), len(audited), known / max(whole, 1))


def certified(found: Held, data: Dataset, threshold: float) -> tuple[int, int, float]:
    """Return how many of the audit would be accepted, how many rightly, and the precision that this certifies."""
    assert data.traffic is not None  # noqa: S101 - as above
    drawn = np.asarray([row.text in data.traffic.audited for row in reviewed(data)], bool)
    taken = drawn & (found.score >= threshold)
    count, right = int(taken.sum()), int((taken & found.correct).sum())
    return count, right, lower_bound(right, count)


def _labelled(data: Dataset) -> list[Row]:
    return [*data.rows, *(Row(text, len(data.labels)) for text in data.background)]


def _held(shares: Floats, data: Dataset, rows: Sequence[Row]) -> Held:
    """Keep what callers said, the audit weighing more."""
    assert data.traffic is not None  # noqa: S101 - as above
    said = [at for at, row in enumerate(rows) if row.text in data.traffic.logged]
    kept, found = [rows[at] for at in said], shares[said]
    names = [*data.labels, NONE]
    weight = np.asarray([AUDITED if row.text in data.traffic.audited else 1.0 for row in kept])
    return Held(
        found[:, :-1].max(axis=1),
        found[:, :-1].argmax(axis=1) == np.asarray([row.label for row in kept]),
        weight / weight.sum(),
        np.asarray([row.label < len(data.labels) for row in kept], bool),
        beliefs([(row.text, names[row.label]) for row in kept], found, data.labels),
    )


def _curve(found: Held, weight: Floats) -> Callable[[Floats], Floats]:
    """Fit how often a score is right."""
    fitted = LogisticRegression(C=_LOOSENESS).fit(_logit(found.score), found.correct, sample_weight=weight)

    def chance(score: Floats) -> Floats:
        shares: Floats = fitted.predict_proba(_logit(score))[:, 1]
        return shares

    return chance


def _logit(score: Floats) -> Floats:
    inside = np.clip(score, _EDGE, 1 - _EDGE)
    logits: Floats = np.log(inside / (1 - inside))[:, None]
    return logits
