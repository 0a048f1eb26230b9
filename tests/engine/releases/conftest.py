"""A small shop, and its files on a shelf."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.intents import load_intents
from engine.release import load
from engine.releases.bundle import FORMAT, Manifest, hashes
from engine.releases.contents import companions, contents

SHOP = Path(__file__).with_name("shop")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project of its own, without a model."""
    shutil.copytree(SHOP, tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture
def manifest() -> Callable[[Path], Manifest]:
    """Return what a project's files would be released as, unjudged."""

    def describe(folder: Path, model: str = "") -> Manifest:
        release = load(folder, labels=load_intents(folder).labels, model=model)
        names = (*contents(folder, "handlers.py"), *companions(folder))
        return Manifest(FORMAT, release.hash, "2026-11-21T09:00:00+00:00", model, hashes(folder, names))

    return describe


@pytest.fixture
def edit() -> Callable[..., None]:
    """Replace a text in a file that has it."""

    def change(folder: Path, name: str, old: str, new: str) -> None:
        before = (folder / name).read_text("utf-8")
        assert old in before
        (folder / name).write_text(before.replace(old, new), "utf-8")

    return change
