"""How does a sentence become a vector? The ``Encoder`` protocol, and the released ONNX int8 encoder that serves it.

onnxruntime and tokenizers only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from tokenizers import Tokenizer

from engine.errors import ModelError
from engine.understanding.manifest import ENCODER, TOKENIZER
from engine.understanding.normalise import normalise
from engine.understanding.tokens import Tokens

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

BATCH = 4
"""Sentences encoded at once. More are no faster on one thread, and what sixteen take for the while is 20 MB."""
SLOWER = ["SkipLayerNormFusion"]
"""A rewriting that onnxruntime does by default and that costs a tenth on sentences of ten tokens."""
_WARM_UP = "i would like to know where my order is"


class Encoder(Protocol):
    """Turns sentences into unit-norm vectors."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return float32 ``[len(texts), d]``, every row of length 1. Blocks: a millisecond for each text."""
        ...


class OnnxEncoder:
    """The encoder of a released model. Thread-safe; onnxruntime lets the GIL go while it computes."""

    def __init__(self, model: Path, tokenizer: Tokenizer, *, threads: int = 1) -> None:
        """Open the model file and compute one vector, so that no caller waits for the first."""
        self._session = ort.InferenceSession(
            str(model),
            _options(threads),
            providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOWER,
            enable_fallback=0,  # there is nothing to fall back to but the same, with a report on the screen
        )
        self._tokens = Tokens(tokenizer)
        warm = self.embed((_WARM_UP,))
        if warm.ndim != 2 or not np.isfinite(warm).all():  # noqa: PLR2004 - a row for each sentence
            raise ValueError("its vectors are not finite numbers")
        self.size = warm.shape[1]
        """Dimensions of a vector."""

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> OnnxEncoder:
        """Load from a model folder whose hashes were checked. Raises ``ModelError``."""
        try:
            return cls(folder / ENCODER, Tokenizer.from_file(str(folder / TOKENIZER)), threads=threads)
        except Exception as error:  # both libraries raise bare Exception subclasses of their own
            what = f"{folder / ENCODER} or {TOKENIZER} cannot be loaded: {error}"
            raise ModelError(what, todo="run `trunkline train`") from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Normalise and encode ``texts``; batches of similar length, so that little is computed on padding."""
        if len(texts) == 1:
            return self.vector(normalise(texts[0]))
        rows = [self._tokens.ids(normalise(text)) for text in texts]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        parts = [self._run(*_padded([rows[i] for i in order[n : n + BATCH]])) for n in range(0, len(order), BATCH)]
        vectors = np.empty((len(rows), self.size), np.float32)
        if parts:
            vectors[order] = np.concatenate(parts)
        return vectors

    def vector(self, plain: str) -> Vectors:
        """Return float32 ``[1, d]`` of one utterance that is normalised already."""
        ids = np.array([self._tokens.ids(plain)], np.int64)
        return self._run(ids, np.ones_like(ids))

    def close(self) -> None:
        """Give the weights back now, whoever still holds on to the encoder; it cannot be used any more."""
        del self._session

    def _run(self, ids: Ids, mask: Ids) -> Vectors:
        found: Any = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        vectors: Vectors = found[0]
        return vectors


def _padded(rows: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
    """Return token ids filled up to the longest row, and the mask that hides what was filled."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for n, row in enumerate(rows):
        ids[n, : len(row)] = row
        mask[n, : len(row)] = 1
    return ids, mask


def _options(threads: int) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # which would keep for ever what the longest batch once took
    return options
