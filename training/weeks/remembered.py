"""How is every utterance embedded once? An encoder that remembers its vectors, also on the disk.

It stands in for the sentence encoder where that is not tuned: for the frozen candidate, and for scoring with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

from engine.understanding.encoder import Vectors
from engine.understanding.normalise import normalise
from training.fit import embed
from training.progress import Progress

BATCH = 512


class Remembered:
    """Vectors of normalised texts."""

    def __init__(self, body: SentenceTransformer, vectors: dict[str, Vectors] | None = None) -> None:
        """``body`` is asked for what is not remembered."""
        self._body = body
        self._vectors = {} if vectors is None else vectors

    def __deepcopy__(self, memo: dict[int, Any]) -> Remembered:
        """Nothing in it is tuned: a copy would only remember less."""
        return self

    def encode(self, texts: Sequence[str], **_how: object) -> Vectors:
        """Return vectors of normalised texts, as a sentence encoder does."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if fresh:
            self._vectors.update(zip(fresh, embed(self._body, fresh), strict=True))
        return np.stack([self._vectors[text] for text in texts]) if texts else np.zeros((0, 1), np.float32)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return vectors of texts, as a released encoder does."""
        return self.encode([normalise(text) for text in texts])

    def learn(self, texts: Sequence[str], path: Path, progress: Progress) -> None:
        """Embed ``texts``, keeping to ``path`` as it goes: what is there is not embedded again."""
        if path.exists():
            with np.load(path, allow_pickle=False) as kept:
                self._vectors.update(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
        wanted = list(dict.fromkeys(map(normalise, texts)))
        fresh = [text for text in wanted if text not in self._vectors]
        for n in range(0, len(fresh), BATCH):
            self.encode(fresh[n : n + BATCH])
            progress("embedding", min(n + BATCH, len(fresh)), len(fresh))
        if fresh:
            following = path.with_name(f".{path.name}")
            with following.open("wb") as file:
                np.savez(file, texts=np.asarray(list(self._vectors)), vectors=np.stack(list(self._vectors.values())))
            following.replace(path)
