"""Does a shelf give back what was put there, whole or not at all, and hold nothing of who said what?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pl = pytest.importorskip("polars")

from engine.understanding.manifest import read_manifest  # noqa: E402 - after what may be missing
from training.log.record import LoggedTurn  # noqa: E402
from training.mine.marks import Marks, marks  # noqa: E402
from training.rescore.chunk import Chunk, chunks  # noqa: E402
from training.rescore.shelf import Shelf, fingerprint  # noqa: E402

SAID = ["pay my bill", "", "where is it", "pay my bill"]


def chunk(said: list[str]) -> Chunk:
    (found,) = chunks([LoggedTurn("CA123", n, text, caller="c99") for n, text in enumerate(said)])
    return found


def some(count: int) -> Marks:
    return marks(np.random.default_rng(1).dirichlet(np.ones(4), count).astype(np.float32))


def test_what_is_written_is_read_again(model: Path, tmp_path: Path) -> None:
    shelf, one = Shelf(tmp_path, read_manifest(model)), chunk(SAID)
    assert shelf.read(one) is None
    shelf.write(one, some(3))
    found = shelf.read(one)
    assert found is not None
    assert list(found.scores(shelf.labels)) == list(some(3).scores(shelf.labels))
    assert [path.name for path in shelf.folder.iterdir()] == [shelf.path(one).name]


def test_a_shard_says_what_was_made_of_it_and_nothing_of_who_said_what(model: Path, tmp_path: Path) -> None:
    shelf, one = Shelf(tmp_path, read_manifest(model)), chunk(SAID)
    shelf.write(one, some(3))
    frame = pl.read_parquet(shelf.path(one))
    assert frame.columns == ["id", "intents", "shares", "none"]
    content = shelf.path(one).read_bytes()
    assert not any(word in content for word in (b"bill", b"CA123", b"c99"))
    assert b"make_payment" in content


def test_one_that_is_damaged_or_of_other_words_is_not_there(model: Path, tmp_path: Path) -> None:
    shelf, one = Shelf(tmp_path, read_manifest(model)), chunk(SAID)
    shelf.write(one, some(3))
    path = shelf.path(one)
    path.write_bytes(path.read_bytes()[:-40])
    assert shelf.read(one) is None
    other = chunk(["something else", "where is it", "pay my bill"])
    shelf.write(other, some(3))
    shelf.path(other).replace(path)
    assert shelf.read(one) is None


def test_a_chunk_in_which_nothing_was_said_is_kept_too(model: Path, tmp_path: Path) -> None:
    shelf, silent = Shelf(tmp_path, read_manifest(model)), chunk(["", "..."])
    shelf.write(silent, some(0))
    found = shelf.read(silent)
    assert found is not None
    assert len(found) == 0


def test_another_model_has_another_shelf(model: Path) -> None:
    manifest = read_manifest(model)
    assert fingerprint(manifest) == fingerprint(replace(manifest, name="the same under another name"))
    others = [
        replace(manifest, files={**manifest.files, "head.npz": "0" * 64}),
        replace(manifest, labels=tuple(reversed(manifest.labels))),
        replace(manifest, normaliser=manifest.normaliser + 1),
    ]
    assert len({fingerprint(each) for each in (manifest, *others)}) == 4
