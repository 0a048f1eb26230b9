"""Which model would training make? Its inputs and the content hash that names it, known before anything is trained."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import msgspec

from engine.understanding import manifest, normalise
from training.config import Config
from training.data import Dataset
from training.weights import Weights

RECIPE = 7
"""Goes up when the same inputs would make another model."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides what a model will be."""

    data: Dataset
    config: Config
    weights: Weights
    dataset: str = ""
    """The version of reviewed data; it decides nothing that ``data`` does not."""
    taught: str = ""
    """Hash of what intents/ held of it."""

    @property
    def name(self) -> str:
        """The model's name: 16 hex digits over its inputs, the recipe, the normaliser and the format."""
        content = {
            "config": msgspec.to_builtins(self.config),
            "data": self.data.digest,
            "encoder": [self.weights.name, self.weights.sha256],
            "format": manifest.FORMAT,
            "normaliser": normalise.VERSION,
            "recipe": RECIPE,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
