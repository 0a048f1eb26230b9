"""Malicious and broken models: each is refused with one sentence that names the file, and no code of theirs runs."""

from __future__ import annotations

import io
import os
import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ModelError
from engine.understanding.classifier import Classifier, Scores
from engine.understanding.manifest import FILES, read_manifest

from .conftest import TINY, write_manifest

Break = Callable[[Path], None]


class Planted:
    """Writes a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.marker),)


def planted(folder: Path) -> bytes:
    return pickle.dumps(Planted(folder.parent / "ran"))


def npz(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return made.getvalue()


def npy(array: np.ndarray) -> bytes:
    made = io.BytesIO()
    np.save(made, array, allow_pickle=True)
    return made.getvalue()


def header(shape: str, kind: str = "'<f4'") -> bytes:
    text = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


ZEROS = npy(np.zeros(4, np.float32))


def in_place_of(name: str) -> Break:
    return lambda folder: (folder / name).write_bytes(planted(folder)) and None


def head(make: Callable[[Path], bytes]) -> Break:
    return lambda folder: (folder / "head.npz").write_bytes(make(folder)) and None


def halved(name: str) -> Break:
    def halve(folder: Path) -> None:
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: len(content) // 2])

    return halve


def pickled_member(folder: Path) -> bytes:
    return npz(weights=npy(np.array([Planted(folder.parent / "ran")], object)), bias=ZEROS)


def bomb(_: Path) -> bytes:
    return npz(weights=header("(4, 16)") + bytes(300 << 20), bias=ZEROS)


def not_numbers(folder: Path) -> None:
    with np.load(folder / "head.npz") as arrays:
        weights, bias = arrays["weights"].copy(), arrays["bias"]
    weights[1, 2] = np.nan
    np.savez(folder / "head.npz", weights=weights, bias=bias)


def reaching(place: str) -> Break:
    """Let the graph read its weights from ``place``, of the same length as their true name."""

    def redirect(folder: Path) -> None:
        (folder.parent / "x").write_bytes((folder / "encoder.bin").read_bytes())
        graph = (folder / "encoder.onnx").read_bytes()
        assert len(place) == len("encoder.bin")
        assert graph.count(b"encoder.bin") > 0
        (folder / "encoder.onnx").write_bytes(graph.replace(b"encoder.bin", place.encode()))

    return redirect


BROKEN: dict[str, tuple[Break, str]] = {
    "a pickle for a head": (in_place_of("head.npz"), r"head\.npz cannot be read"),
    "a pickle for a tokenizer": (in_place_of("tokenizer.json"), r"tokenizer\.json cannot be loaded"),
    "a pickle for a graph": (in_place_of("encoder.onnx"), r"encoder\.onnx or"),
    "a pickle for weights": (in_place_of("encoder.bin"), r"encoder\.onnx or"),
    "a pickle in the head": (head(pickled_member), r"head\.npz cannot be read"),
    "a bare object array": (head(lambda f: npy(np.array([Planted(f.parent / "ran")], object))), r"head\.npz"),
    "an expression in the header": (head(lambda _: npz(weights=header("print(1)"), bias=ZEROS)), r"head\.npz"),
    "more than it has": (head(lambda _: npz(weights=header("(4, 10**12)"), bias=ZEROS)), r"head\.npz"),
    "a claim of terabytes": (head(lambda _: npz(weights=header("(4, 999999999999)"), bias=ZEROS)), r"head\.npz"),
    "words for numbers": (head(lambda _: npz(weights=npy(np.array([["a"]])), bias=ZEROS)), "not numbers"),
    "a bomb": (head(bomb), "more than any head"),
    "another member": (head(lambda f: npz(weights=ZEROS, bias=ZEROS, more=planted(f))), "other things"),
    "numbers that are none": (not_numbers, "not finite"),
    "half a head": (halved("head.npz"), r"head\.npz cannot be read"),
    "half a tokenizer": (halved("tokenizer.json"), r"tokenizer\.json cannot be loaded"),
    "half a graph": (halved("encoder.onnx"), r"encoder\.onnx or"),
    "half the weights": (halved("encoder.bin"), r"encoder\.onnx or"),
    "weights in the folder above": (reaching(".././/////x"), r"encoder\.onnx or"),
    "weights of the machine": (reaching("/etc/passwd"), r"encoder\.onnx or"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_even_when_the_manifest_vouches_for_it(model: Path, case: str) -> None:
    spoil, message = BROKEN[case]
    spoil(model)
    write_manifest(model)
    with pytest.raises(ModelError, match=message) as refused:
        Classifier.load(model)
    assert str(model) in str(refused.value)
    assert "trunkline train" in refused.value.todo
    assert not (model.parent / "ran").exists()


def test_the_planted_code_would_run(tmp_path: Path) -> None:
    pickle.loads(planted(tmp_path / "model"))  # noqa: S301 - what the tests above show not to happen
    assert (tmp_path / "ran").is_dir()


def test_what_nobody_vouches_for_is_refused(model: Path) -> None:
    (model / "model_head.pkl").write_bytes(planted(model))
    with pytest.raises(ModelError, match=r"model_head\.pkl is no part of the model"):
        Classifier.load(model)


@pytest.mark.parametrize("name", ["/etc/passwd", "../current", "a/b", "..", ".hidden"])
def test_a_manifest_vouches_for_nothing_outside(model: Path, name: str) -> None:
    write_manifest(model, files={**read_manifest(model).files, name: "0"})
    with pytest.raises(ModelError, match="outside its folder"):
        read_manifest(model)


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_link_is_refused(model: Path, name: str) -> None:
    (model / name).rename(model.parent / name)
    (model / name).symlink_to(model.parent / name)
    with pytest.raises(ModelError, match=name):
        read_manifest(model)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "another"}, "says that it is the model another"),
        ({"labels": ["human", "human", "order_status"]}, "one twice"),
        ({"labels": []}, "no labels"),
        ({"labels": ["human", "", "order_status"]}, "empty one"),
        ({"labels": ["human", "order_status"]}, "damaged|number of labels"),
        ({"thresholds": {}}, "threshold"),
        ({"thresholds": {"0.95": 0.0}}, "threshold"),
        ({"thresholds": {"0.95": -1}}, "threshold"),
        ({"thresholds": {"all": 0.5}}, "threshold"),
        ({"thresholds": {"nan": 0.5}}, "threshold"),
        ({"thresholds": {"0.95": 7}}, "threshold"),
    ],
)
def test_a_manifest_that_contradicts_itself(model: Path, changes: dict[str, object], message: str) -> None:
    write_manifest(model, **changes)
    with pytest.raises(ModelError, match=message):
        Classifier.load(model)


def test_a_manifest_of_megabytes_is_not_read(model: Path) -> None:
    with (model / "manifest.json").open("ab") as file:
        file.truncate(1 << 32)
    with pytest.raises(ModelError, match=r"manifest\.json is damaged"):
        read_manifest(model)


def test_a_manifest_without_end(model: Path) -> None:
    (model / "manifest.json").write_bytes(b'{"metrics":' + b"[" * 100_000)
    with pytest.raises(ModelError, match=r"manifest\.json is damaged"):
        read_manifest(model)


def test_a_word_whose_vector_is_no_number_means_nothing(model: Path) -> None:
    weights = np.fromfile(model / "encoder.bin", np.float32)
    weights[7 * 16 + 7] = np.nan  # "money", which is not in the sentence that warms up
    weights.tofile(model / "encoder.bin")
    write_manifest(model)
    classifier = Classifier.load(model)
    assert classifier.scores("money") == Scores((), 1.0)
    assert classifier.scores("where is my order").candidates[0].label == "order_status"


def test_an_encoder_that_computes_no_numbers_is_refused(model: Path) -> None:
    np.full((model / "encoder.bin").stat().st_size // 4, np.nan, np.float32).tofile(model / "encoder.bin")
    write_manifest(model)
    with pytest.raises(ModelError, match="not finite"):
        Classifier.load(model)


EDITS = st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 12), st.binary(max_size=12)), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "spoilt"
    shutil.copytree(TINY, folder)
    return folder


@settings(max_examples=120, deadline=None)
@given(name=st.sampled_from(FILES), edits=EDITS)
def test_whatever_is_in_a_file_it_loads_or_is_refused(
    spoilt: Path, name: str, edits: list[tuple[int, int, bytes]]
) -> None:
    content = bytearray((TINY / name).read_bytes())
    for at, length, new in edits:
        start = at % (len(content) + 1)
        content[start : start + length] = new
    (spoilt / name).write_bytes(content)
    write_manifest(spoilt)
    try:
        classifier, told = Classifier.load(spoilt), ""
    except ModelError as refused:
        classifier, told = None, str(refused)
    finally:
        shutil.copy(TINY / name, spoilt / name)
    if classifier is None:
        assert str(spoilt) in told
        return
    scores = classifier.scores("where is my order")
    assert all(0 <= each.score <= 1 for each in scores.candidates)
    classifier.close()
