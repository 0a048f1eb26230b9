"""A scorer of few bytes: every word of its vocabulary is one axis."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.understanding.encoder import OnnxEncoder
from engine.understanding.head import Head
from training.mine.scoring import ModelScorer

TINY = Path(__file__).parents[2] / "engine" / "understanding" / "tiny"
LABELS = ("human", "make_payment", "order_status")


@pytest.fixture(scope="session")
def scorer() -> ModelScorer:
    return ModelScorer(OnnxEncoder.load(TINY), Head.load(TINY / "head.npz", len(LABELS)), LABELS)
