"""Which intents may an utterance mean, and how likely is each? The released encoder under its head.

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
from engine.understanding.head import Head
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
        head = Head.load(folder / HEAD, len(manifest.labels))
        encoder = OnnxEncoder.load(folder)
        if encoder.size != head.weights.shape[1]:
            raise ModelError(f"{folder / HEAD} was made for another encoder", todo="run `trunkline train`")
        return cls(manifest, encoder, head)

    def scores(self, text: str) -> Scores:
        """Score one utterance. Blocks for about a millisecond. Where no word was said, nothing is meant.

        Nor where a damaged weight gives no number: who is asked again is not misunderstood.
        """
        plain = normalise(text)
        if not plain:
            return Scores((), 1.0)
        shares = self.head.probabilities(self.encoder.vector(plain))[0]
        if not np.isfinite(shares).all():
            return Scores((), 1.0)
        best = np.argsort(-shares[:-1])[:BEST]
        return Scores(tuple(Candidate(self.labels[i], float(shares[i])) for i in best), float(shares[-1]))

    def classify(self, text: str) -> tuple[Candidate, ...]:
        """Return the best five intents, best first."""
        return self.scores(text).candidates

    async def understand(self, text: str) -> Scores:
        """Score one utterance in the classifier's own thread, so that the event loop goes on carrying audio."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.scores, text)

    async def vector(self, text: str) -> Vectors:
        """Return one utterance's unit vector, from the classifier's own thread."""
        loop = asyncio.get_running_loop()
        rows = await loop.run_in_executor(self._thread, self.encoder.embed, (text,))
        vector: Vectors = rows[0]
        return vector

    def close(self) -> None:
        """Let the thread and the weights go."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self.encoder.close()
