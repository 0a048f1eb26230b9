from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelError
from engine.understanding.manifest import Manifest
from training.beliefs import FILE, Belief, beliefs, load, named, save
from training.evaluate import NONE

SHARES = np.array([[0.7, 0.1, 0.05, 0.15], [0.2, 0.3, 0.4, 0.1], [0.01, 0.02, 0.03, 0.94]])
FOUND = beliefs([("Where is it?", "a"), ("hm, pay", "left_out"), ("nice weather", NONE)], SHARES, ("a", "b", "c"))
MANIFEST = Manifest(
    format=3, name="x", labels=("a",), thresholds={}, normaliser=1, files={FILE: "0"}, data="", encoder={}, recipe=0,
    config={}, metrics={}, versions={},
)  # fmt: skip


def test_the_likeliest_labels_are_kept_and_its_own() -> None:
    first, second, third = FOUND
    assert first == Belief(named("where is it"), "a", True, 0.7, (("a", 0.7), (NONE, 0.15), ("b", 0.1)))
    assert (second.knew, second.own) == (False, 0.0)
    assert second.guesses[0] == ("c", 0.4)
    assert (third.knew, third.own, third.guesses[0]) == (True, 0.94, (NONE, 0.94))


def test_a_sentence_is_named_by_what_the_model_sees_of_it() -> None:
    assert named("Um, where IS it?") == named("where is it")
    assert named("where is it") != named("where was it")


def test_they_come_back_as_they_were_and_without_words(tmp_path: Path) -> None:
    save(tmp_path, FOUND)
    assert load(tmp_path, MANIFEST) == FOUND
    assert b"weather" not in (tmp_path / FILE).read_bytes()


def test_a_model_made_without_has_none(tmp_path: Path) -> None:
    save(tmp_path, FOUND)
    assert load(tmp_path, replace(MANIFEST, files={})) == ()


@pytest.mark.parametrize("content", [b"", b"{}", b'[{"sentence": 1}]', b"\xff\xfe"])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ModelError, match="cannot be read"):
        load(tmp_path, MANIFEST)
