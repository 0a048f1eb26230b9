"""What is the model trained on? Normalised, de-duplicated sentences with one label each, and the background. Pure.

Refuses what cannot be learned: one sentence under two labels, an intent with fewer than eight examples. It says
everything that is wrong at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.errors import ModelError
from engine.understanding.normalise import normalise

ENOUGH = 20
"""Reviewed calls with an intent, and as many without, from which the mix of the traffic is known."""
FEWEST = 8
"""Examples of an intent, after normalising."""


@dataclass(frozen=True, slots=True)
class Row:
    """One example."""

    text: str = field(repr=False)
    """Normalised."""
    label: int
    """Index into ``Dataset.labels``."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What calls are really like: a uniform sample of the log, most of it without a label."""

    turns: tuple[tuple[str, int], ...] = field(repr=False)
    """Normalised utterance and how often it was said in the sample, sorted."""
    logged: frozenset[str] = field(repr=False)
    """Those of the labelled sentences that callers said."""
    audited: frozenset[str] = field(repr=False)
    """Those of them that were drawn at random."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything training sees."""

    labels: tuple[str, ...]
    """Sorted."""
    rows: tuple[Row, ...]
    background: tuple[str, ...]
    """Normalised sentences that mean none of the intents."""
    traffic: Traffic | None = None
    """None: nothing is known of it, and a mix is assumed."""

    @property
    def digest(self) -> str:
        """A hash of the content: the same whatever files or order it came in."""
        content: list[object] = [self.labels, sorted((row.text, row.label) for row in self.rows)]
        content.append(sorted(self.background))
        if self.traffic is not None:
            content += [self.traffic.turns, sorted(self.traffic.logged), sorted(self.traffic.audited)]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def shots(self) -> int:
        """Return how many examples the largest intent has."""
        counts = [0] * len(self.labels)
        for row in self.rows:
            counts[row.label] += 1
        return max(counts)


def dataset(
    examples: Mapping[str, Sequence[str]], background: Sequence[str], traffic: Traffic | None = None
) -> Dataset:
    """Build a dataset from label -> sentences and background sentences. Raises ``ModelError`` with every problem."""
    labels = tuple(sorted(examples))
    owner: dict[str, str] = {}
    problems: list[str] = []
    for label in labels:
        texts = dict.fromkeys(normalise(text) for text in examples[label])
        problems += [
            f"'{text}' is an example of both {owner[text]} and {label}"
            for text in texts
            if owner.get(text, label) != label
        ]
        if len(texts) < FEWEST:
            problems.append(f"{label} has {len(texts)} different examples, fewer than {FEWEST}")
        owner.update({text: label for text in texts if text})
    others = tuple(text for text in dict.fromkeys(map(normalise, background)) if text)
    problems += [f"'{text}' is an example of {owner[text]} and out of scope" for text in others if text in owner]
    if len(labels) < 2:  # noqa: PLR2004 - one intent is no choice
        problems.append(f"there are {len(labels)} intents; a classifier needs two")
    if problems:
        raise ModelError("; ".join(problems), todo="mend the files in intents/")
    rows = tuple(Row(text, labels.index(label)) for text, label in sorted(owner.items()))
    return Dataset(labels, rows, others, traffic)
