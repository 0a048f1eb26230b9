"""What turns a sentence vector into probabilities? One linear layer and a softmax, whatever it was trained as.

A prototype head, a logistic regression and a contrastive SetFit model all come down to this, so the engine knows
only this. Pure but for ``load``, which unpickles nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import ModelError
from engine.understanding.encoder import Vectors

_RETRAIN = "run `trunkline train`"


@dataclass(frozen=True, slots=True)
class Head:
    """Logits ``z W + b`` for every intent and, in the last column, for "none"."""

    weights: Vectors
    """``[labels + 1, d]``."""
    bias: Vectors
    """``[labels + 1]``."""

    @classmethod
    def load(cls, path: Path, labels: int) -> Head:
        """Read ``head.npz``. Raises ``ModelError`` when it is damaged, not finite, or has not ``labels`` intents."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                head = cls(*(np.asarray(arrays[name], np.float32) for name in ("weights", "bias")))
        except (OSError, ValueError, TypeError, KeyError, EOFError) as error:
            raise ModelError(f"{path} cannot be read: {error}", todo=_RETRAIN) from None
        if head.weights.ndim != 2 or head.bias.shape != head.weights.shape[:1]:  # noqa: PLR2004 - a matrix has two
            raise ModelError(f"{path} does not hold a linear layer", todo=_RETRAIN)
        if len(head.bias) != labels + 1:
            raise ModelError(f"{path} has another number of labels than its manifest", todo=_RETRAIN)
        if not (np.isfinite(head.weights).all() and np.isfinite(head.bias).all()):
            raise ModelError(f"{path} holds numbers that are not finite", todo=_RETRAIN)
        return head

    def save(self, path: Path) -> None:
        """Write ``head.npz``."""
        np.savez(path, weights=self.weights, bias=self.bias)

    def probabilities(self, vectors: Vectors) -> Vectors:
        """Return ``[n, labels + 1]``, "none" last."""
        logits = vectors @ self.weights.T + self.bias
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Vectors = powers / powers.sum(axis=1, keepdims=True)
        return shares
