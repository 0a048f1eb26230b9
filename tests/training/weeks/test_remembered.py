"""Is each utterance embedded once, and remembered on the disk?"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from training.weeks.remembered import Remembered


class Body:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], **_how: object) -> np.ndarray:
        self.asked += texts
        return np.array([[len(text), 1.0] for text in texts], np.float32)


def test_vectors_are_computed_once_and_kept(tmp_path: Path) -> None:
    body, path = Body(), tmp_path / "vectors.npz"
    remembered = Remembered(body)  # type: ignore[arg-type]
    remembered.learn(["Pay!", "pay", "order it"], path, lambda _stage, _done, _total: None)
    assert body.asked == ["pay", "order it"]
    assert copy.deepcopy(remembered).encode(["order it", "pay"]).tolist() == [[8, 1], [3, 1]]
    assert remembered.embed(["PAY", "new"]).tolist() == [[3, 1], [3, 1]]
    assert body.asked == ["pay", "order it", "new"]

    again = Remembered(body)  # type: ignore[arg-type]
    again.learn(["pay", "order it"], path, lambda _stage, _done, _total: None)
    assert again.encode(["pay"]).tolist() == [[3, 1]]
    assert len(body.asked) == 3
    assert again.encode([]).shape == (0, 1)
