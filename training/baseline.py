"""What is measured against? A plain SetFit model: the same encoder under a logistic regression, in memory.

It is the reference for speed. It is never saved: SetFit keeps such a head as a pickle.
"""

from __future__ import annotations

import transformers
from sentence_transformers import SentenceTransformer
from setfit import SetFitModel
from sklearn.linear_model import LogisticRegression

from training.data import Dataset
from training.fit import embed
from training.weights import Weights, locate


def baseline(data: Dataset, weights: Weights, longest: int) -> SetFitModel:
    """Return a ``SetFitModel`` fitted on ``data`` with its encoder frozen; the head decides nothing about speed."""
    transformers.logging.disable_progress_bar()
    body = SentenceTransformer(locate(weights), device="cpu", model_kwargs={"use_safetensors": True})
    body.max_seq_length = longest
    head = LogisticRegression(max_iter=200)
    head.fit(embed(body, [row.text for row in data.rows]), [row.label for row in data.rows])
    return SetFitModel(model_body=body, model_head=head, labels=list(data.labels))
