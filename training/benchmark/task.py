"""Which sentences does one run learn from, and which is it asked? Drawn from a folder's sets by a seed. Pure.

A training sentence that stands under two intents, or among what is asked, is left out before anything is drawn.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.errors import DataError
from training.benchmark.sets import Labelled, Sets
from training.data import Dataset, Row


@dataclass(frozen=True, slots=True)
class Choice:
    """What is drawn, and what the traffic is made of."""

    shots: int = 16
    """Sentences of each intent; 0 takes all."""
    labels: tuple[str, ...] = ()
    """The intents to know; none means all. The others' sentences are then out of scope."""
    near: tuple[str, ...] = ()
    """Which of the others lie near to the known ones; they weigh as much as all the rest of the others."""
    oos: tuple[str, ...] = field(default=(), repr=False)
    """Out-of-scope sentences from elsewhere, instead of the folder's own."""
    oos_share: float | None = None
    """Share of the traffic that is out of scope; None: as it is in the files."""
    background: tuple[str, ...] = field(default=(), repr=False)
    """Background from elsewhere, instead of ``oos_train.csv``."""
    background_size: int = 0
    """How much of it; 0 takes all."""


@dataclass(frozen=True, slots=True)
class Task:
    """One run's sentences."""

    data: Dataset
    """What is learned."""
    scope: tuple[Row, ...]
    """What is asked, in scope."""
    out: dict[str, tuple[str, ...]] = field(repr=False)
    """Kind -> what is asked out of scope; every kind weighs the same."""
    oos_share: float
    """Share of the traffic that is out of scope."""


def task(sets: Sets, choice: Choice, seed: int) -> Task:
    """Draw. Raises ``DataError`` with every label that is unknown or has too few sentences."""
    labels = choice.labels or sets.labels
    _check(sets, choice, labels)
    rng = random.Random(seed)
    out = _out(sets, choice, labels)
    asked = {row.text for row in sets.test} | {text for texts in out.values() for text in texts}
    rows = [
        Row(text, at) for at, label in enumerate(labels) for text in _drawn(sets.train, label, asked, choice.shots, rng)
    ]
    known = {row.text for row in rows} | asked
    pool = [text for text in dict.fromkeys(choice.background or sets.oos_train) if text not in known]
    size = min(choice.background_size or len(pool), len(pool))
    scope = tuple(Row(row.text, labels.index(row.label)) for row in sets.test if row.label in labels)
    natural = len(outside) if (outside := [text for texts in out.values() for text in texts]) else 0
    share = choice.oos_share if choice.oos_share is not None else natural / (natural + len(scope))
    return Task(Dataset(labels, tuple(rows), tuple(rng.sample(pool, size))), scope, out, share if out else 0.0)


def _drawn(train: Sequence[Labelled], label: str, asked: set[str], shots: int, rng: random.Random) -> list[str]:
    elsewhere = {row.text for row in train if row.label != label}
    texts = [row.text for row in train if row.label == label and row.text not in asked and row.text not in elsewhere]
    different = list(dict.fromkeys(texts))
    return rng.sample(different, min(shots or len(different), len(different)))


def _out(sets: Sets, choice: Choice, labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    others = [row for row in sets.test if row.label not in labels]
    kinds = {
        "near": tuple(row.text for row in others if row.label in choice.near),
        "other": tuple(row.text for row in others if row.label not in choice.near),
        "oos": choice.oos or sets.oos_test,
    }
    return {kind: texts for kind, texts in kinds.items() if texts}


def _check(sets: Sets, choice: Choice, labels: Sequence[str]) -> None:
    known = set(sets.labels)
    problems = [f"there is no intent {label}" for label in (*labels, *choice.near) if label not in known]
    problems += [f"{label} is both known and near" for label in choice.near if label in labels]
    problems += [f"no sentence of {label} is in the test" for label in labels if label not in _labels(sets.test)]
    if len(labels) < 2:  # noqa: PLR2004 - one intent is no choice
        problems.append("a classifier needs two intents")
    if problems:
        raise DataError("\n".join(problems), todo=f"the intents are {', '.join(sets.labels)}")


def _labels(rows: Sequence[Labelled]) -> set[str]:
    return {row.label for row in rows}
