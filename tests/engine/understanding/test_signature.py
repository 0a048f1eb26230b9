from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.errors import ModelError, SettingsError
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import MANIFEST, read_manifest, read_unsigned
from engine.understanding.signature import SIGNATURE, sign

from .conftest import write_manifest


def keys(folder: Path, name: str = "key") -> tuple[Path, Path]:
    """Write a pair of keys and return their files, the private one first."""
    private = Ed25519PrivateKey.generate()
    files = folder / f"{name}.pem", folder / f"{name}.pub"
    files[0].write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    files[1].write_bytes(
        private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return files


def signed(model: Path, key: Path) -> None:
    sign(model / SIGNATURE, (model / MANIFEST).read_bytes(), key)


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ask for signatures, and return the key that makes them."""
    mine, public = keys(tmp_path)
    monkeypatch.setenv("TRUNKLINE_MODEL_KEY", str(public))
    return mine


def test_what_is_signed_is_opened(model: Path, private: Path) -> None:
    signed(model, private)
    assert Classifier.load(model).classify("where is my order")[0].label == "order_status"
    assert not list(model.glob(".*"))


def test_what_is_not_signed_is_refused(model: Path, private: Path) -> None:
    with pytest.raises(ModelError, match="is not signed") as refused:
        Classifier.load(model)
    assert "TRUNKLINE_MODEL_SIGNING_KEY" in refused.value.todo
    assert read_unsigned(model).name == "tiny"


def test_another_key_is_refused(model: Path, private: Path, tmp_path: Path) -> None:
    signed(model, keys(tmp_path, "another")[0])
    with pytest.raises(ModelError, match=r"manifest\.json\.sig is not by the key"):
        read_manifest(model)


@pytest.mark.parametrize("changes", [{"thresholds": {"0.98": 0.01}}, {"labels": ["a", "b", "c"]}])
def test_a_manifest_that_was_changed_is_refused(model: Path, private: Path, changes: dict[str, object]) -> None:
    signed(model, private)
    write_manifest(model, **changes)
    with pytest.raises(ModelError, match="is not by the key"):
        read_manifest(model)


def test_another_models_signature_is_refused(model: Path, private: Path) -> None:
    signed(model, private)
    shutil.copytree(model, model.with_name("other"))
    with pytest.raises(ModelError, match="says that it is the model tiny"):
        read_manifest(model.with_name("other"))


@pytest.mark.parametrize("content", [b"", b"\x80\x04}", b"AAAA", b"A" * 5000, "ä".encode()])
def test_garbage_for_a_signature_is_refused(model: Path, private: Path, content: bytes) -> None:
    (model / SIGNATURE).write_bytes(content)
    with pytest.raises(ModelError, match=r"manifest\.json\.sig"):
        read_manifest(model)


def test_a_key_that_is_not_there(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_MODEL_KEY", str(tmp_path / "gone.pub"))
    with pytest.raises(SettingsError, match=r"TRUNKLINE_MODEL_KEY \(environment\) must be a file"):
        read_manifest(model)


def test_a_key_of_another_kind(model: Path, private: Path, tmp_path: Path) -> None:
    signed(model, private)
    other = generate_private_key(SECP256R1())
    (tmp_path / "key.pub").write_bytes(
        other.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(SettingsError, match="no Ed25519 public key"):
        read_manifest(model)
    with pytest.raises(SettingsError, match="no Ed25519 private key"):
        signed(model, tmp_path / "key.pub")


def test_a_signature_nobody_asks_for_does_no_harm(model: Path, tmp_path: Path) -> None:
    signed(model, keys(tmp_path)[0])
    assert read_manifest(model).name == "tiny"


def test_without_a_key_the_library_is_not_loaded() -> None:
    code = "import sys, engine.understanding.classifier; print('cryptography' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
