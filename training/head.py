"""What sits on the encoder? One prototype an intent, compared by cosine, and one learned logit for "none of them".

In setfit's terms a differentiable head of a ``SetFitModel``: it has ``predict_proba`` and ``predict`` over
embeddings. A default logistic regression on unit-norm embeddings cannot get above .67 with twelve intents of eight
examples, however well they separate; a cosine softmax with scale 20 can.
"""

from __future__ import annotations

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.nn import functional

from engine.understanding.head import Head

NEVER = -1e4
"""The logit of what is never chosen."""


class ProtoHead(nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """Logits ``scale * cos(z, W_k)`` for each intent, and ``scale * tau`` for "none" in the last column."""

    def __init__(self, prototypes: torch.Tensor, *, scale: float, none: float) -> None:
        """Start from class means ``[labels, d]`` and the cosine ``none``."""
        super().__init__()
        self.weight = nn.Parameter(functional.normalize(prototypes.detach().clone().float(), dim=1))
        self.none = nn.Parameter(torch.tensor(float(none)))
        self.scale = scale

    def forward(self, embeddings: torch.Tensor) -> torch.Tensor:
        """Return logits ``[n, labels + 1]``."""
        cosines = functional.normalize(embeddings.float(), dim=1) @ functional.normalize(self.weight, dim=1).T
        return self.scale * torch.cat([cosines, self.none.expand(len(cosines), 1)], dim=1)

    def predict_proba(self, embeddings: torch.Tensor) -> torch.Tensor:
        """Return probabilities ``[n, labels + 1]``, "none" last."""
        return functional.softmax(self(embeddings), dim=1)

    def predict(self, embeddings: torch.Tensor) -> torch.Tensor:
        """Return the most likely column of each row; ``labels`` is "none"."""
        return self(embeddings).argmax(dim=1)


def class_means(embeddings: torch.Tensor, labels: torch.Tensor, count: int) -> torch.Tensor:
    """Return the mean embedding of each of ``count`` classes, ``[count, d]``."""
    sums = torch.zeros(count, embeddings.shape[1]).index_add_(0, labels, embeddings.float())
    return sums / torch.bincount(labels, minlength=count).clamp(min=1).unsqueeze(1)


def linear(head: ProtoHead | LogisticRegression, labels: int) -> Head:
    """Return what the engine serves of ``head``: a linear layer over ``labels`` intents and "none", in that order.

    A regression that was shown no background has no "none": it gets one that is never chosen.
    """
    if isinstance(head, ProtoHead):
        unit = functional.normalize(head.weight.detach(), dim=1)
        weights = torch.cat([head.scale * unit, torch.zeros(1, unit.shape[1])]).numpy()
        bias = np.zeros(len(weights), np.float32)
        bias[-1] = head.scale * float(head.none.detach())
        return Head(weights, bias)
    weights, bias = head.coef_, head.intercept_
    if len(weights) == 1:  # of two classes, it keeps the second one's logit against the first
        weights, bias = np.stack([np.zeros_like(weights[0]), weights[0]]), np.array([0.0, bias[0]])
    if len(weights) == labels:
        weights, bias = np.vstack([weights, np.zeros_like(weights[:1])]), np.append(bias, NEVER)
    return Head(np.asarray(weights, np.float32), np.asarray(bias, np.float32))
