"""What is in a released intent model's folder? Its labels, thresholds, hashes and figures, as ``manifest.json``.

A folder is ``encoder.onnx`` with its weights in ``encoder.bin``, ``tokenizer.json``, ``head.npz`` and the manifest
that vouches for them by SHA-256; where the installation has a key, a signature vouches for the manifest.
Nothing in it can carry code: no pickle is written and none is ever opened. A folder that holds more is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import MissingPartError, ModelError
from engine.settings import read_model_keys
from engine.understanding import normalise
from engine.understanding.signature import SIGNATURE, check_signature

FORMAT = 3
MANIFEST = "manifest.json"
ENCODER = "encoder.onnx"
WEIGHTS = "encoder.bin"
TOKENIZER = "tokenizer.json"
HEAD = "head.npz"
FILES = (ENCODER, WEIGHTS, TOKENIZER, HEAD)
CURRENT = "current"
LARGEST = 4 << 20
"""Bytes of a manifest; one with hundreds of intents has some ten thousand."""

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
"""What a file in the folder may be called: nothing that leads elsewhere."""
_RETRAIN = "run `trunkline train` to make a new model"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything an engine must know before it trusts a model, and everything a person wants to know of its making."""

    format: int
    name: str
    """The folder's name: a hash of intents, configuration, encoder and recipe."""
    labels: tuple[str, ...]
    """In the order of the head's prototypes; "none" is not among them."""
    thresholds: Mapping[str, float]
    """Precision asked (``"0.98"``) -> lowest score to accept."""
    normaliser: int
    files: Mapping[str, str]
    """File name -> SHA-256, for every file but the manifest."""
    data: str
    """Hash of the intents it was trained on."""
    encoder: Mapping[str, str]
    """``name`` and ``sha256`` of the weights that training started from."""
    recipe: int
    config: Mapping[str, Any]
    """The hyper-parameters, as in ``training/config.toml``."""
    metrics: Mapping[str, Any]
    """Cross-fitted figures, int8 agreement, seconds."""
    versions: Mapping[str, str]
    """Library -> version at training time."""
    dataset: str = ""
    """The version of reviewed data that it was trained on; empty: intents/ alone."""
    taught: str = ""
    """Hash of what intents/ held of ``data``; empty: it is all of it."""

    def threshold(self, precision: float) -> float:
        """Return the threshold of the lowest target that is at least ``precision``. Raises ``ModelError``."""
        targets = sorted((float(target), score) for target, score in self.thresholds.items())
        for target, score in targets:
            if target >= precision - 1e-9:
                return score
        raise ModelError(
            f"the project asks for precision {precision}; the model is calibrated for {list(self.thresholds)}",
            todo="lower understanding.precision in flows/project.yaml",
        )


def current(models: Path) -> Path:
    """Return the folder of the model in force, named by the file ``current`` in ``models``.

    Raises ``MissingPartError`` when none was trained, ``ModelError`` when the name leads nowhere.
    """
    pointer = models / CURRENT
    if not pointer.is_file():
        raise MissingPartError(f"there is no intent model in {models}", todo="run `trunkline train`")
    name = pointer.read_text("utf-8", "replace").strip()
    folder = models / name
    if not name or folder.parent != models or not (folder / MANIFEST).is_file():
        raise ModelError(f"{pointer} names a model that is not there", todo=_RETRAIN)
    return folder


def read_manifest(folder: Path) -> Manifest:
    """Read ``folder``'s manifest and check every file against it, and it against the installation's key.

    Raises ``ModelError``: what is wrong, what to do.
    """
    content = _content(folder)
    key = read_model_keys().model_key
    if key is not None:
        check_signature(folder / SIGNATURE, content, key)
    return _checked(folder, content)


def read_unsigned(folder: Path) -> Manifest:
    """Read and check it, whoever made it. Raises ``ModelError``."""
    return _checked(folder, _content(folder))


def glance(folder: Path) -> Manifest:
    """Read what a model says of itself, without looking at its files. Raises ``ModelError``."""
    return _decoded(folder, _content(folder))


def _content(folder: Path) -> bytes:
    path = folder / MANIFEST
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            raise ModelError(f"{path} is damaged: it is no manifest", todo=_RETRAIN)
        return path.read_bytes()
    except OSError:
        raise ModelError(f"{folder} is not an intent model: it has no {MANIFEST}", todo=_RETRAIN) from None


def _decoded(folder: Path, content: bytes) -> Manifest:
    try:
        return msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ModelError(f"{folder / MANIFEST} is damaged: {error}", todo=_RETRAIN) from None


def _checked(folder: Path, content: bytes) -> Manifest:
    path, manifest = folder / MANIFEST, _decoded(folder, content)
    if manifest.format != FORMAT:
        raise ModelError(f"{folder} has model format {manifest.format}, this engine reads {FORMAT}", todo=_RETRAIN)
    if manifest.normaliser != normalise.VERSION:
        raise ModelError(
            f"{folder} was trained with normaliser {manifest.normaliser}, this engine has {normalise.VERSION}",
            todo=_RETRAIN,
        )
    wrong = _contradictions(manifest, folder.name)
    if wrong:
        raise ModelError(f"{path} {wrong}", todo=_RETRAIN)
    _check_files(folder, manifest)
    return manifest


def _contradictions(manifest: Manifest, folder: str) -> str:
    """Return what a manifest says that cannot be; empty: nothing."""
    if manifest.name != folder:
        return f"says that it is the model {manifest.name}"
    if not manifest.labels or len({*manifest.labels}) < len(manifest.labels) or "" in manifest.labels:
        return "has no labels, an empty one, or one twice"
    if not manifest.thresholds or not all(_is_threshold(*each) for each in manifest.thresholds.items()):
        return "has a threshold that is none: a precision such as 0.98 goes with a score above 0 and up to 1"
    return ""


def _is_threshold(target: str, score: float) -> bool:
    try:
        return 0 < float(target) <= 1 and 0 < score <= 1
    except ValueError:
        return False


def _check_files(folder: Path, manifest: Manifest) -> None:
    """See that exactly those files are there that the manifest vouches for, as they were."""
    for name in FILES:
        if name not in manifest.files:
            raise ModelError(f"{folder / MANIFEST} does not vouch for {name}", todo=_RETRAIN)
    for name in manifest.files:
        if not _PLAIN.fullmatch(name):
            raise ModelError(f"{folder / MANIFEST} vouches for {name!r}, outside its folder", todo=_RETRAIN)
    for name in sorted({path.name for path in folder.iterdir()} - {*manifest.files, MANIFEST, SIGNATURE}):
        raise ModelError(f"{folder / name} is no part of the model: nobody vouches for it", todo="remove it")
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{name} is missing in {folder}", todo=_RETRAIN)
        if path.is_symlink():
            raise ModelError(f"{path} is a link to somewhere else", todo="copy the model's files, not links to them")
        if sha256(path) != digest:
            raise ModelError(f"{path} is not the file that was released: its hash differs", todo=_RETRAIN)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
