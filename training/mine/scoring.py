"""What does a model make of many utterances? Batches through its encoder, and its head over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from engine.understanding.classifier import Scores
from engine.understanding.encoder import Encoder, Vectors
from engine.understanding.head import Head
from training.mine.marks import Marks, marks

BATCH = 512
"""Utterances that are scored together."""


class Scorer(Protocol):
    """Scores utterances."""

    def scores(self, texts: Sequence[str]) -> list[Scores]:
        """Return each text's scores."""
        ...

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return each text's vector, unit rows."""
        ...


class ModelScorer:
    """Scores with an encoder and its head."""

    def __init__(self, encoder: Encoder, head: Head, labels: Sequence[str]) -> None:
        """``labels`` in the head's order."""
        self._encoder, self._head, self._labels = encoder, head, tuple(labels)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return each text's vector."""
        return self._encoder.embed(texts)

    def marks(self, texts: Sequence[str]) -> Marks:
        """Return each text's best five intents, and "none", as columns."""
        return marks(self._head.probabilities(self.vectors(texts)))

    def scores(self, texts: Sequence[str]) -> list[Scores]:
        """Return each text's best five intents, and "none"."""
        return list(self.marks(texts).scores(self._labels))
