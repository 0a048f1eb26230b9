from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")

from . import tiny_model

pytestmark = pytest.mark.train


def test_the_committed_files_are_what_the_program_writes(tmp_path: Path) -> None:
    tiny_model.write(tmp_path)
    for name in ("encoder.onnx", "encoder.bin"):
        assert (tiny_model.TINY / name).read_bytes() == (tmp_path / name).read_bytes()
    assert json.loads((tiny_model.TINY / "tokenizer.json").read_text()) == json.loads(tiny_model.tokenizer())
    with np.load(tiny_model.TINY / "head.npz") as head:
        assert np.array_equal(head["weights"], tiny_model.head())
