"""A model folder of a few kilobytes; tests/training/tiny_model.py makes its files."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from engine.understanding import normalise
from engine.understanding.manifest import FILES, FORMAT, MANIFEST, Manifest, sha256

TINY = Path(__file__).with_name("tiny")


def write_manifest(folder: Path, **changes: object) -> None:
    manifest = Manifest(
        format=FORMAT,
        name=folder.name,
        labels=("human", "make_payment", "order_status"),
        thresholds={"0.95": 0.6, "0.98": 0.8, "0.99": 0.9},
        normaliser=normalise.VERSION,
        files={name: sha256(folder / name) for name in FILES},
        data="0",
        encoder={"name": "tiny", "sha256": ""},
        recipe=0,
        config={},
        metrics={},
        versions={},
    )
    fields = msgspec.to_builtins(manifest) | changes
    (folder / MANIFEST).write_bytes(msgspec.json.encode(fields))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "models" / "tiny"
    shutil.copytree(TINY, folder)
    write_manifest(folder)
    (folder.parent / "current").write_text("tiny\n")
    return folder
