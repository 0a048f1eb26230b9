"""What does the model in force make of many utterances? Batches through the encoder, and a book of what was scored.

The book is what makes a long run resumable: what it holds is not scored again. It belongs to one model.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol, Self

import msgspec
import numpy as np

from engine.types import Candidate
from engine.understanding.classifier import BEST, Scores
from engine.understanding.encoder import Encoder, Vectors
from engine.understanding.head import Head
from training.mine.item import identity

BATCH = 512
"""Utterances that are scored, and written down, together."""


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

    def scores(self, texts: Sequence[str]) -> list[Scores]:
        """Return each text's best five intents, and "none"."""
        shares = self._head.probabilities(self.vectors(texts))
        best = np.argsort(-shares[:, :-1], axis=1, kind="stable")[:, :BEST]
        return [
            Scores(tuple(Candidate(self._labels[i], float(row[i])) for i in order), float(row[-1]))
            for row, order in zip(shares, best.tolist(), strict=True)
        ]


class ScoreBook:
    """Remembers on disk what another scorer said. Use as a context manager."""

    def __init__(self, scorer: Scorer, path: Path) -> None:
        """Keep the book at ``path``, a file of this model's own."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._scorer = scorer
        self._book = closing(sqlite3.connect(path))
        self._open: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Open it."""
        self._open = self._book.__enter__()
        self._open.execute("create table if not exists scored (id text primary key, scores blob not null)")
        return self

    def __exit__(self, *problem: object) -> None:
        """Close it; every batch is in it already."""
        self._open = None
        self._book.__exit__(None, None, None)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return each text's vector; vectors are not kept."""
        return self._scorer.vectors(texts)

    def scores(self, texts: Sequence[str]) -> list[Scores]:
        """Return each text's scores, and write down those that are new."""
        assert self._open is not None  # noqa: S101 - a context manager
        ids = [identity(text) for text in texts]
        known: dict[str, Scores] = {}
        for one in ids:
            row = self._open.execute("select scores from scored where id = ?", (one,)).fetchone()
            if row is not None:
                known[one] = msgspec.json.decode(row[0], type=Scores)
        fresh = [(one, text) for one, text in dict(zip(ids, texts, strict=True)).items() if one not in known]
        if fresh:
            found = dict(zip((one for one, _ in fresh), self._scorer.scores([text for _, text in fresh]), strict=True))
            with self._open:
                self._open.executemany(
                    "insert or replace into scored values (?, ?)",
                    [(one, msgspec.json.encode(scores)) for one, scores in found.items()],
                )
            known |= found
        return [known[one] for one in ids]
