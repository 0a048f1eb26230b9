"""What did cross-fitting believe of each sentence? Kept beside the model, so that mistaken labels can be found later.

A sentence is named by a hash of its normalised words: the file says nothing that a caller said. Pure but for ``save``
and ``load``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from engine.errors import ModelError
from engine.understanding.manifest import Manifest
from engine.understanding.normalise import normalise
from training.evaluate import NONE

FILE = "crossfit.json"
KEPT = 3
"""Labels that are kept of each sentence, best first."""
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Belief:
    """What a model that had not seen a sentence believed of it."""

    sentence: str
    """``named`` of its text."""
    label: str
    """The one it has in ``intents/``; ``_out_of_scope`` for background."""
    knew: bool
    """Whether that model had been told of the label; the intents left out were judged as strangers."""
    own: float
    """How likely that label was held to be; 0 where the model did not know it."""
    guesses: tuple[tuple[str, float], ...]
    """The likeliest labels, ``_out_of_scope`` among them, best first."""


def named(text: str) -> str:
    """Return the name of a sentence: 16 hex digits over its normalised words."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:16]


def beliefs(
    rows: Sequence[tuple[str, str]], shares: npt.NDArray[np.float64], labels: Sequence[str]
) -> tuple[Belief, ...]:
    """Return a belief for each (text, label) of ``rows``; ``shares``: ``[n, labels + 1]``, "none" last."""
    known = [*labels, NONE]
    return tuple(_belief(text, label, share, known) for (text, label), share in zip(rows, shares, strict=True))


def _belief(text: str, label: str, share: npt.NDArray[np.float64], known: Sequence[str]) -> Belief:
    best = np.argsort(-share)[:KEPT]
    guesses = tuple((known[n], round(float(share[n]), _DIGITS)) for n in best)
    own = round(float(share[known.index(label)]), _DIGITS) if label in known else 0.0
    return Belief(named(text), label, label in known, own, guesses)


def save(folder: Path, found: Sequence[Belief]) -> None:
    """Write them into the model's folder; the manifest is to vouch for the file."""
    (folder / FILE).write_bytes(msgspec.json.encode(found))


def load(folder: Path, manifest: Manifest) -> tuple[Belief, ...]:
    """Read them from a checked model folder; none where the model was made without. Raises ``ModelError``."""
    if FILE not in manifest.files:
        return ()
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=tuple[Belief, ...])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ModelError(f"{folder / FILE} cannot be read: {error}", todo="run `trunkline train`") from None
