from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ModelError
from training.weights import DEFAULT, PINNED, Weights, locate, named


def test_the_default_is_pinned() -> None:
    assert named("") == Weights(DEFAULT, "", PINNED)


def test_a_folder_is_known_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    one = named(str(tmp_path))
    assert locate(one) == str(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    assert named(str(tmp_path)).sha256 != one.sha256
    with pytest.raises(ModelError, match="hash differs"):
        locate(one)


def test_a_folder_with_only_a_pickle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04")
    with pytest.raises(ModelError, match="safetensors"):
        named(str(tmp_path))


def test_a_path_that_is_not_there_is_no_hub_name() -> None:
    with pytest.raises(ModelError, match="no folder"):
        named("./gone")


def test_a_name_on_the_hub_is_passed_on() -> None:
    assert locate(named("BAAI/bge-small-en-v1.5")) == "BAAI/bge-small-en-v1.5"
