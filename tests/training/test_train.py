from __future__ import annotations

import fcntl
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.errors import MissingPartError, ModelError
from engine.intents import load_intents
from engine.understanding import normalise
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import FILES, FORMAT, Manifest, current, read_manifest, sha256
from training import beliefs, train
from training.plan import Plan
from training.train import ensure, read_data

TINY = Path(__file__).parents[1] / "engine" / "understanding" / "tiny"


def keys(folder: Path) -> tuple[Path, Path]:
    """Write a pair of Ed25519 keys and return their files, the private one first."""
    key, form = Ed25519PrivateKey.generate(), serialization.Encoding.PEM
    private, public = folder / "key.pem", folder / "key.pub"
    private.write_bytes(
        key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    public.write_bytes(key.public_key().public_bytes(form, serialization.PublicFormat.SubjectPublicKeyInfo))
    return private, public


class Stages:
    def __init__(self) -> None:
        self.seen: list[tuple[str, int, int]] = []

    def __call__(self, stage: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        self.seen.append((stage, done, total))


@pytest.fixture(scope="module")
def trained(small: Path) -> Path:
    pytest.importorskip("torch")
    return ensure(small)


@pytest.mark.train
@pytest.mark.timeout(300)
def test_a_release_is_whole_and_in_force(small: Path, trained: Path) -> None:
    assert {file.name for file in trained.iterdir()} == {*FILES, "crossfit.json", "manifest.json"}
    assert current(small / ".trunkline" / "models") == trained
    manifest = Classifier.load(trained).manifest
    assert manifest.name == trained.name
    assert list(manifest.thresholds) == ["0.95", "0.98", "0.99"]
    assert manifest.metrics["int8_agreement"] >= 0.99
    assert manifest.metrics["int8_sentences"] == len(read_data(small).rows) + len(read_data(small).background)
    assert manifest.metrics["passed_over"] == {}
    assert manifest.config["proto"]["scale"] == 20.0
    assert manifest.versions["setfit"].startswith("1.")
    believed = beliefs.load(trained, manifest)
    intents = load_intents(small)
    taught = {beliefs.named(text) for intent in intents.intents.values() for text in intent.examples}
    asked = {each.sentence for each in believed if each.label != "_out_of_scope"}
    assert asked <= taught
    assert len(asked) > len(taught) / 2
    assert {each.label for each in believed} == {*manifest.labels, "_out_of_scope"}
    assert "table" not in (trained / "crossfit.json").read_text("utf-8")
    assert (trained / "encoder.bin").stat().st_size < 24_000_000
    assert (trained / "encoder.onnx").stat().st_size < 300_000  # the graph alone: the weights are mapped


@pytest.mark.train
def test_it_understands_what_it_never_saw(small: Path, trained: Path) -> None:
    classifier = Classifier.load(trained)
    held_out = load_intents(small).held_out
    asked = [(label, text) for label, texts in held_out.items() for text in texts if label != "_out_of_scope"]
    right = [classifier.classify(text)[0].label == label for label, text in asked]
    assert sum(right) >= len(right) - 2
    threshold = classifier.manifest.threshold(0.95)
    sure = [classifier.classify(text)[0].score >= threshold for _, text in asked]
    assert sum(sure) > len(sure) / 3  # the textbook head would accept none of them
    strange = [classifier.classify(text)[0].score >= threshold for text in held_out["_out_of_scope"]]
    assert not any(strange)


@pytest.mark.train
def test_the_same_intents_are_not_trained_twice(small: Path, trained: Path) -> None:
    made = (trained / "manifest.json").stat().st_mtime_ns
    stages = Stages()
    assert ensure(small, stages) == trained
    assert stages.seen == []
    assert (trained / "manifest.json").stat().st_mtime_ns == made


@pytest.mark.train
def test_a_second_process_waits_and_says_so(small: Path, trained: Path) -> None:
    lock = small / ".trunkline" / "models" / ".lock"
    stages = Stages()
    with lock.open("w") as file, ThreadPoolExecutor(1) as pool:
        fcntl.flock(file, fcntl.LOCK_EX)
        asking = pool.submit(ensure, small, stages)
        while not stages.seen:
            time.sleep(0.01)
        assert not asking.done()
        fcntl.flock(file, fcntl.LOCK_UN)
        assert asking.result() == trained
    assert stages.seen == [("waiting", 0, 1), ("waiting", 1, 1)]


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(small, folder, ignore=shutil.ignore_patterns(".trunkline"))
    return folder


def test_without_the_train_extra(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name=name.replace("training.recipe", "torch"))

    monkeypatch.setattr(train.importlib, "import_module", missing)
    with pytest.raises(MissingPartError) as error:
        ensure(copy)
    assert "torch" in str(error.value)
    assert "trunkline[train]" in error.value.todo
    assert not (copy / ".trunkline" / "models" / "current").exists()


def test_a_training_that_fails_leaves_nothing(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Recipe:
        @staticmethod
        def make(_plan: object, folder: Path, _progress: object) -> None:
            (folder / "encoder.onnx").write_bytes(b"half")
            raise ModelError("the int8 model disagrees")

    monkeypatch.setattr(train.importlib, "import_module", lambda _name: Recipe)
    with pytest.raises(ModelError):
        ensure(copy)
    assert [file.name for file in (copy / ".trunkline" / "models").iterdir()] == [".lock"]


def test_intents_that_do_not_check_are_not_trained(copy: Path) -> None:
    (copy / "intents" / "menu.yaml").write_text("about: x\nexamples:\n  - only one\n")
    with pytest.raises(ModelError, match=r"intents/menu\.yaml"):
        ensure(copy)


def test_missing_held_out_sentences_do_not_stop_training(copy: Path) -> None:
    shutil.rmtree(copy / "tests")
    assert read_data(copy).labels == ("book", "call_off", "menu", "way")


class Tiny:
    """A recipe that makes the smallest of models."""

    @staticmethod
    def make(plan: Plan, folder: Path, _progress: object) -> None:
        shutil.copytree(TINY, folder, dirs_exist_ok=True)
        manifest = Manifest(
            format=FORMAT, name=plan.name, labels=("human", "make_payment", "order_status"), thresholds={"0.95": 0.6},
            normaliser=normalise.VERSION, files={file: sha256(folder / file) for file in FILES}, data=plan.data.digest,
            encoder={}, recipe=0, config={}, metrics={}, versions={},
        )  # fmt: skip
        (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))


def test_where_signatures_are_asked_for_an_unsigned_model_is_not_put_in_force(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = train.importlib.import_module
    monkeypatch.setattr(
        train.importlib, "import_module", lambda name: Tiny if name == "training.recipe" else real(name)
    )
    private, public = keys(tmp_path)
    monkeypatch.setenv("TRUNKLINE_MODEL_KEY", str(public))
    with pytest.raises(ModelError, match="is not signed"):
        ensure(copy)
    assert not (copy / ".trunkline" / "models" / "current").exists()
    monkeypatch.setenv("TRUNKLINE_MODEL_SIGNING_KEY", str(private))
    stages = Stages()
    assert read_manifest(ensure(copy, stages)).labels == ("human", "make_payment", "order_status")
    assert stages.seen == []  # what was made is signed, not made again
