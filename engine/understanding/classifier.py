"""Which intents may an utterance mean, and how likely is each? The released encoder under its cosine-prototype head.

Serves from a checked model folder with onnxruntime, tokenizers and numpy, in about a millisecond, on one named
thread.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import ModelError
from engine.types import Candidate
from engine.understanding.encoder import OnnxEncoder, Vectors
from engine.understanding.manifest import HEAD, Manifest, read_manifest
from engine.understanding.normalise import normalise

BEST = 5
"""Candidates that are reported."""


@dataclass(frozen=True, slots=True)
class Scores:
    """A softmax over every intent and "none"."""

    candidates: tuple[Candidate, ...]
    """The best five, best first."""
    none: float
    """Probability that no known intent is meant."""


@dataclass(frozen=True, slots=True)
class Head:
    """Cosine softmax over one prototype an intent, with one learned logit for "none"."""

    prototypes: Vectors
    """``[labels, d]``, unit rows."""
    scale: float
    none: float
    """The cosine at which "none" sits."""

    @classmethod
    def load(cls, path: Path, labels: int) -> Head:
        """Read ``head.npz`` without pickle. Raises ``ModelError`` when it does not fit ``labels``."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                head = cls(arrays["prototypes"], float(arrays["scale"]), float(arrays["none"]))
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{path} cannot be read: {error}", todo="run `trunkline train`") from None
        if head.prototypes.ndim != 2 or len(head.prototypes) != labels:  # noqa: PLR2004 - a matrix has two
            raise ModelError(f"{path} has another number of labels than its manifest", todo="run `trunkline train`")
        return head

    def probabilities(self, vectors: Vectors) -> Vectors:
        """Return ``[n, labels + 1]``, "none" last."""
        cosines = vectors @ self.prototypes.T
        logits = self.scale * np.column_stack([cosines, np.full(len(vectors), self.none, np.float32)])
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Vectors = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
        return shares


class Classifier:
    """One released intent model, ready to classify. Thread-safe."""

    def __init__(self, manifest: Manifest, encoder: OnnxEncoder, head: Head) -> None:
        """Put the parts together; ``load`` is the usual way."""
        self.manifest = manifest
        self.labels = manifest.labels
        self.encoder = encoder
        """Also embeds passages for the knowledge base."""
        self.head = head
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="intents")

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Check every file of ``folder`` against its manifest and load it. Raises ``ModelError``."""
        manifest = read_manifest(folder)
        return cls(manifest, OnnxEncoder.load(folder), Head.load(folder / HEAD, len(manifest.labels)))

    def scores(self, text: str) -> Scores:
        """Score one utterance. Blocks for about a millisecond. Where no word was said, nothing is meant."""
        if not normalise(text):
            return Scores((), 1.0)
        shares = self.head.probabilities(self.encoder.embed((text,)))[0]
        best = np.argsort(-shares[:-1])[:BEST]
        return Scores(tuple(Candidate(self.labels[i], float(shares[i])) for i in best), float(shares[-1]))

    def classify(self, text: str) -> tuple[Candidate, ...]:
        """Return the best five intents, best first."""
        return self.scores(text).candidates

    async def understand(self, text: str) -> Scores:
        """Score one utterance in the classifier's own thread, so that the event loop goes on carrying audio."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.scores, text)

    def close(self) -> None:
        """Let the thread and the weights go."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self.encoder.close()
