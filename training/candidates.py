"""Which ways are there to make a model of the same sentences? A table, from which cross-fitting chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sentence_transformers import SentenceTransformer
from setfit import SetFitModel

from training import contrastive, frozen, proto
from training.config import Config
from training.fit import Material, Step


class Candidate(Protocol):
    """Makes a model."""

    def __call__(
        self, body: SentenceTransformer, material: Material, config: Config, seed: int, step: Step
    ) -> SetFitModel:
        """Fit on ``material``; ``body`` may be tuned in place. ``step`` is told (done, of)."""
        ...


CANDIDATES: Mapping[str, Candidate] = {"frozen": frozen.fit, "proto": proto.fit, "setfit": contrastive.fit}
"""By the name that ``training/config.toml`` uses; cheapest first."""
