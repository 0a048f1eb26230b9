"""What do all candidates share? What a model is fitted on, and how sentences become vectors and probabilities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from sentence_transformers import SentenceTransformer
from setfit import SetFitModel

from training.data import Row
from training.head import linear

Step = Callable[[int, int], None]
"""Is told (steps done, steps in all)."""


@dataclass(frozen=True, slots=True)
class Material:
    """What one model is fitted on."""

    rows: tuple[Row, ...]
    background: tuple[str, ...] = field(repr=False)
    labels: tuple[str, ...]


def load_body(source: str, longest: int) -> SentenceTransformer:
    """Load the sentence encoder from a folder or the hub; safetensors only, CPU, attention that exports to ONNX."""
    body = SentenceTransformer(
        source, device="cpu", model_kwargs={"attn_implementation": "eager", "use_safetensors": True}
    )
    body.max_seq_length = longest
    return body


def embed(body: SentenceTransformer, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return the sentence vectors, ``[n, d]``, of normalised texts."""
    vectors: npt.NDArray[np.float32] = body.encode(list(texts), batch_size=64, show_progress_bar=False)
    return vectors


def probabilities(model: SetFitModel, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return ``[n, labels + 1]``, "none" last."""
    head = linear(model.model_head, len(model.labels) - 1)
    return head.probabilities(embed(model.model_body, texts)).astype(np.float64)
