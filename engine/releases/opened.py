"""How is a stored release loaded again? As it was checked, or not at all.

It is checked and compiled anew by the engine that runs now. Where that gives it another name (an engine whose handlers
have other signatures), it is not the release that was asked for, and is refused.
"""

from __future__ import annotations

from pathlib import Path

from engine.errors import ReleaseError
from engine.intents import load_intents
from engine.release import Release, load
from engine.releases import bundle
from engine.releases.bundle import Manifest


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
