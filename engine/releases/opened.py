"""How is a stored release loaded again, and its intent model found? As it was checked, or not at all.

It is checked and compiled anew by the engine that runs now. Where that gives it another name (an engine whose handlers
have other signatures), it is not the release that was asked for, and is refused.
"""

from __future__ import annotations

from pathlib import Path

from engine.errors import MissingPartError, ReleaseError
from engine.intents import load_intents
from engine.release import Release, load
from engine.releases import bundle
from engine.releases.bundle import Manifest
from engine.understanding.manifest import read_manifest


def opened(folder: Path) -> tuple[Release, Manifest]:
    """Load the release in ``folder``. Blocks: tens of milliseconds for some tens of flows.

    Raises ``ReleaseError`` when it is damaged or another one, ``FlowError`` or ``HandlerError`` when the engine that
    runs now does not accept it.
    """
    manifest = bundle.read(folder)
    release = load(folder, labels=load_intents(folder).labels, model=manifest.model)
    if release.hash != manifest.hash:
        raise ReleaseError(
            f"release {manifest.hash} was made with other handlers than this engine brings: it would be {release.hash}",
            todo="run: trunkline release",
        )
    return release, manifest


def model_of(manifest: Manifest, models: Path) -> Path:
    """Return the folder of the intent model that a release names.

    Raises ``MissingPartError`` when it names none, ``ModelError`` when that is damaged or gone.
    """
    if not manifest.model:
        raise MissingPartError(
            f"release {manifest.hash} was made before there was an intent model",
            todo="trunkline train; trunkline release",
        )
    read_manifest(models / manifest.model)
    return models / manifest.model
