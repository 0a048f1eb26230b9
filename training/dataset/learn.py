"""What does a trainer see of a version? Sentences under their labels, the background, and the traffic. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engine.intents import BACKGROUND
from engine.understanding.normalise import normalise
from training.data import Dataset, Traffic, dataset
from training.dataset.row import Labelled
from training.mine.sample import Sampled


def learnt(rows: Sequence[Labelled], traffic: Sequence[Sampled]) -> Dataset:
    """Return what is trained on. Raises ``ModelError`` with every problem."""
    examples: dict[str, list[str]] = {}
    for row in rows:
        examples.setdefault(row.label, []).append(row.text)
    background = examples.pop(BACKGROUND, [])
    turns = Counter(text for turn in traffic if (text := normalise(turn.text)))
    logged = frozenset(normalise(row.text) for row in rows if row.logged)
    audited = frozenset(normalise(row.text) for row in rows if row.audit)
    seen = Traffic(tuple(sorted(turns.items())), logged, audited) if turns else None
    return dataset(examples, background, seen)
