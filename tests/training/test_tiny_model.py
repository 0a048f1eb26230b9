from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("onnx")

from . import tiny_model

pytestmark = pytest.mark.train


def test_the_committed_files_are_what_the_program_writes() -> None:
    assert (tiny_model.TINY / "encoder.onnx").read_bytes() == tiny_model.encoder()
    assert json.loads((tiny_model.TINY / "tokenizer.json").read_text()) == json.loads(tiny_model.tokenizer())
    with np.load(tiny_model.TINY / "head.npz") as head:
        assert np.array_equal(head["prototypes"], tiny_model.prototypes())
