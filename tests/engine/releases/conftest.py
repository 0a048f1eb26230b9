"""What the small shop would be released as."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.intents import load_intents
from engine.release import load
from engine.releases.bundle import FORMAT, Manifest, hashes
from engine.releases.contents import companions, contents


@pytest.fixture
def manifest() -> Callable[[Path], Manifest]:
    """Return what a project's files would be released as, unjudged."""

    def describe(folder: Path, model: str = "") -> Manifest:
        release = load(folder, labels=load_intents(folder).labels, model=model)
        names = (*contents(folder, "handlers.py"), *companions(folder))
        return Manifest(FORMAT, release.hash, "2026-11-21T09:00:00+00:00", model, hashes(folder, names))

    return describe
