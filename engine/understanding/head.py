"""What turns a sentence vector into probabilities? One linear layer and a softmax, whatever it was trained as.

A prototype head, a logistic regression and a contrastive SetFit model all come down to this, so the engine knows
only this. Pure but for ``load``, which unpickles nothing.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import ModelError
from engine.understanding.encoder import Vectors

LARGEST = 256 << 20
"""Bytes of both arrays, unpacked; a thousand intents over the widest encoders have sixteen million."""
_MEMBERS = ("weights.npy", "bias.npy")
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
            with zipfile.ZipFile(path) as archive:
                head = cls(*_arrays(archive))
        except Exception as error:  # a damaged archive raises whatever its packing's library does
            raise ModelError(f"{path} cannot be read: {error}", todo=_RETRAIN) from error
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
        """Return ``[n, labels + 1]``, "none" last. Not finite where ``vectors`` or their sums are not."""
        with np.errstate(invalid="ignore", over="ignore"):
            logits = vectors @ self.weights.T + self.bias
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            shares: Vectors = powers / powers.sum(axis=1, keepdims=True)
        return shares


def _arrays(archive: zipfile.ZipFile) -> tuple[Vectors, ...]:
    """Read both arrays. Raises ``ValueError`` for anything but numbers, before anything large is unpacked."""
    found = archive.infolist()
    if sorted(each.filename for each in found) != sorted(_MEMBERS):
        raise ValueError("it holds other things than weights and bias")
    if sum(each.file_size for each in found) > LARGEST:
        raise ValueError("it would unpack to more than any head has")
    arrays = []
    for name in _MEMBERS:
        with archive.open(name) as member:
            array = np.lib.format.read_array(member, allow_pickle=False)
        if array.dtype.kind != "f":
            raise ValueError(f"{name} holds {array.dtype}, not numbers")
        arrays.append(np.asarray(array, np.float32))
    return tuple(arrays)
