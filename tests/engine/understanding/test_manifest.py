from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import MissingPartError, ModelError
from engine.understanding.manifest import current, read_manifest

from .conftest import write_manifest


def test_current_is_found(model: Path) -> None:
    assert current(model.parent) == model


def test_no_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError) as error:
        current(tmp_path)
    assert "trunkline train" in error.value.todo


@pytest.mark.parametrize("name", ["", "gone", "../tiny", "/etc"])
def test_current_names_only_a_model_beside_it(model: Path, name: str) -> None:
    (model.parent / "current").write_text(name)
    with pytest.raises(ModelError, match="not there"):
        current(model.parent)


@pytest.mark.parametrize("name", ["encoder.onnx", "encoder.bin", "tokenizer.json", "head.npz"])
def test_one_changed_byte_is_refused(model: Path, name: str) -> None:
    content = bytearray((model / name).read_bytes())
    content[len(content) // 2] ^= 1
    (model / name).write_bytes(content)
    with pytest.raises(ModelError, match="hash differs"):
        read_manifest(model)


def test_a_missing_file_is_refused(model: Path) -> None:
    (model / "head.npz").unlink()
    with pytest.raises(ModelError, match=r"head\.npz is missing"):
        read_manifest(model)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 99}, "format 99"),
        ({"normaliser": 99}, "normaliser 99"),
        ({"files": {}}, "vouch"),
        ({"labels": 3}, "damaged"),
    ],
)
def test_another_make_is_refused(model: Path, changes: dict[str, object], message: str) -> None:
    write_manifest(model, **changes)
    with pytest.raises(ModelError, match=message):
        read_manifest(model)


def test_a_file_outside_the_folder_is_refused(model: Path) -> None:
    digests = read_manifest(model).files
    write_manifest(model, files={**digests, "../current": "0"})
    with pytest.raises(ModelError, match="outside its folder"):
        read_manifest(model)


def test_garbage_for_a_manifest(model: Path) -> None:
    (model / "manifest.json").write_bytes(b"\x80\x04}")
    with pytest.raises(ModelError, match="damaged"):
        read_manifest(model)


def test_thresholds_by_precision(model: Path) -> None:
    manifest = read_manifest(model)
    assert manifest.threshold(0.98) == 0.8
    assert manifest.threshold(0.96) == 0.8
    assert manifest.threshold(0.5) == 0.6
    with pytest.raises(ModelError, match=r"0\.999"):
        manifest.threshold(0.999)
