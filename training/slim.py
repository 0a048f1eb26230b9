"""How does a sentence transformer become a small graph? The same sums in fewer steps, for what most encoders are.

Of a BERT without token types to tell apart, types and positions are one table; of a mean that is scaled to length one,
the division by the number of tokens is none. Ten tokens are so little work that every node of a graph counts. Any
other encoder is exported as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from torch import nn
from transformers import BertModel

from engine.understanding.tokens import LONGEST


class Sentences(nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """Token ids to sentence vectors, with the token types of a single sentence baked in."""

    def __init__(self, body: SentenceTransformer) -> None:
        """Look at what ``body`` is made of."""
        super().__init__()
        self.body = body
        self._mean = _is_unit_mean(body)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return unit vectors ``[n, d]`` of ids and mask ``[n, tokens]``."""
        features = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": input_ids * 0}
        if not self._mean:
            return self.body(features)["sentence_embedding"]
        tokens = self.body[0](features)["token_embeddings"]
        summed = (attention_mask.to(tokens.dtype).unsqueeze(1) @ tokens).squeeze(1)
        return summed / torch.linalg.vector_norm(summed, dim=1, keepdim=True)


class _Embeddings(nn.Module):  # type: ignore[misc]  # as above
    """A BERT's embeddings of single sentences of at most ``longest`` tokens."""

    def __init__(self, whole: nn.Module, longest: int) -> None:
        super().__init__()
        self.words, self.norm = whole.word_embeddings, whole.LayerNorm
        places = whole.position_embeddings.weight[:longest] + whole.token_type_embeddings.weight[0]
        self.places = nn.Parameter(places.detach().clone())

    def forward(self, input_ids: torch.Tensor, **_: object) -> torch.Tensor:
        return self.norm(self.words(input_ids) + self.places[: input_ids.shape[1]])


@contextmanager
def slimmed(body: SentenceTransformer) -> Iterator[None]:
    """Put the embeddings of ``body`` into one table for the while; nothing where it is no BERT."""
    bert = body[0].model
    if not isinstance(bert, BertModel):
        yield
        return
    whole = bert.embeddings
    bert.embeddings = _Embeddings(whole, LONGEST)
    try:
        yield
    finally:
        bert.embeddings = whole


def _is_unit_mean(body: SentenceTransformer) -> bool:
    if [type(module) for module in body] != [Transformer, Pooling, Normalize]:
        return False
    return bool(body[1].pooling_mode == "mean")
