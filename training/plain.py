"""What do others start from? Plain SetFit, trained in memory as its own tutorial does, to be measured and thrown away.

Contrastive pairs tune the encoder, then scikit-learn's regression at its defaults sits on it. It is never saved: such
a head is kept as a pickle. Needs the train extra.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from setfit import SetFitModel
from sklearn.linear_model import LogisticRegression

from engine.types import Candidate
from engine.understanding.classifier import BEST, Scores
from engine.understanding.normalise import normalise
from training import contrastive
from training.config import Config
from training.data import Dataset
from training.fit import Material, Step, embed, load_body
from training.recipe import quiet
from training.weights import Weights, locate


class Plain:
    """A plain SetFit model, asked as its users ask it."""

    def __init__(self, model: SetFitModel, labels: tuple[str, ...]) -> None:
        """``labels``: in the order of the head's classes."""
        self._model = model
        self._labels = labels

    def scores(self, text: str) -> Scores:
        """Score one utterance. It knows no "none": that is never likely."""
        with torch.inference_mode():
            found = self._model.predict_proba([normalise(text)], as_numpy=True, show_progress_bar=False)
        shares: npt.NDArray[np.float64] = np.asarray(found, np.float64)[0]
        best = np.argsort(-shares)[:BEST]
        return Scores(tuple(Candidate(self._labels[n], float(shares[n])) for n in best), 0.0)


def train(data: Dataset, weights: Weights, config: Config, step: Step) -> Plain:
    """Train on ``data``; one thread is left to it afterwards, as to every model that is timed."""
    with quiet():
        body = load_body(locate(weights), config.encoder.longest)
        contrastive.tune(body, Material(data.rows, (), data.labels), config, config.seed, step)
        head = LogisticRegression()
        head.fit(embed(body, [row.text for row in data.rows]), [row.label for row in data.rows])
    torch.set_num_threads(1)
    return Plain(SetFitModel(model_body=body, model_head=head, labels=list(data.labels)), data.labels)
