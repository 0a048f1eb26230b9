"""Which sentences may stand under the wrong intent, and which pairs of intents say nearly the same? Pure.

A suspect is a sentence of which models that had not seen it, and knew its label, were sure that it is another. Twins
are sentences of different intents whose vectors lie close together. Both are for a person to look at: neither is
wrong because a model says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from engine.flows.model import Name, Position
from engine.understanding.encoder import Vectors
from training.beliefs import Belief, named
from training.evaluate import NONE
from training.report.figures import Suspect, Twins

SURE = 0.5
"""Believed more than everything else together."""
CLOSE = 0.7
"""Cosine from which two sentences are shown; those of one intent have a median of about .5."""
MOST = 50
_ROWS = 512
"""Compared at once, so that a large project needs little memory."""


def suspects(taught: Mapping[str, Sequence[str]], beliefs: Iterable[Belief]) -> tuple[Suspect, ...]:
    """Return the sentences to look at. ``taught``: label -> sentences, ``_out_of_scope`` too.

    Those that are taken for another intent come first, surest first; what is taken for none of them may only be said
    in a way that nothing else of its intent is.
    """
    texts = {(label, named(text)): text for label, sentences in taught.items() for text in sentences}
    found = [
        Suspect(str(text), belief.label, label, score, belief.own, place(text))
        for belief in beliefs
        if belief.knew and (text := texts.get((belief.label, belief.sentence))) is not None
        for label, score in belief.guesses[:1]
        if label != belief.label and score >= SURE
    ]
    return tuple(sorted(found, key=lambda each: (each.believed == NONE, -each.score, each.text)))[:MOST]


def twins(rows: Sequence[tuple[str, str]], vectors: Vectors) -> tuple[Twins, ...]:
    """Return pairs across intents at least ``CLOSE``, closest first. ``rows``: (label, text); unit ``vectors``."""
    labels = np.unique([label for label, _ in rows], return_inverse=True)[1] if rows else np.zeros(0, int)
    pairs: list[tuple[float, int, int]] = []
    for start in range(0, len(rows), _ROWS):
        likeness = vectors[start : start + _ROWS] @ vectors.T
        ones, others = np.nonzero((likeness >= CLOSE) & (labels[start : start + _ROWS, None] != labels[None, :]))
        later = others > ones + start
        chosen = zip(ones[later].tolist(), others[later].tolist(), strict=True)
        pairs += [(float(likeness[one, other]), one + start, other) for one, other in chosen]
        pairs = sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))[:MOST]
    return tuple(_pair(rows[one], rows[other], likeness) for likeness, one, other in pairs)


def _pair(one: tuple[str, str], other: tuple[str, str], likeness: float) -> Twins:
    (label, text), (other_label, other_text) = one, other
    return Twins(str(text), label, place(text), str(other_text), other_label, place(other_text), min(likeness, 1.0))


def place(text: str) -> Position | None:
    """Return where a sentence stands, if it knows."""
    return text.at if isinstance(text, Name) else None


def taught_of(intents: Mapping[str, Sequence[str]], background: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return everything that is taught, background under ``_out_of_scope``."""
    return {**intents, NONE: background}
