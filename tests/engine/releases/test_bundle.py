"""A stored release is what was checked, to the byte, or it is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.errors import FlowError, ReleaseError
from engine.releases import bundle
from engine.releases.opened import opened
from engine.releases.shelf import Shelf


@pytest.fixture
def stored(shop: Path, manifest: Any) -> Path:
    """The shop's release, on its shelf."""
    shelf, made = Shelf(shop / ".trunkline"), manifest(shop)
    shelf.put(shop, made, lambda found: found)
    return shelf.folder(made.hash)


def test_it_is_the_release_that_was_stored(stored: Path, shop: Path) -> None:
    release, manifest = opened(stored)
    assert release.hash == stored.name == manifest.hash
    assert release.registry.get("till.take") is not None
    assert {"flows/knowledge/hours.md", "handlers.py", "intents/human.yaml"} <= manifest.files.keys()


def test_it_is_loaded_from_its_own_files_whatever_became_of_the_project(stored: Path, shop: Path) -> None:
    for path in (shop / "flows").glob("*.yaml"):
        path.unlink()
    (shop / "handlers.py").write_text("raise SystemExit")
    release, _ = opened(stored)
    assert release.plan.entries["make_payment"] == "make_payment/ask.amount"


def spoil(path: Path, text: str) -> None:
    path.chmod(0o644)
    path.write_text(text, "utf-8")


def cached(folder: Path) -> None:
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "handlers.cpython-311.pyc").write_bytes(b"anything")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda f: spoil(f / "flows" / "welcome.yaml", "steps: []\n"), "flows/welcome.yaml was changed"),
        (lambda f: spoil(f / "handlers.py", "print('hello')\n"), "handlers.py was changed"),
        (lambda f: (f / "flows" / "knowledge" / "hours.md").unlink(), "flows/knowledge/hours.md is missing"),
        (lambda f: spoil_new(f / "flows" / "more.yaml"), "flows/more.yaml was added"),
        (cached, "__pycache__/handlers.cpython-311.pyc was added"),
        (lambda f: linked(f / "handlers.py"), "handlers.py was changed"),
        (lambda f: spoil(f / "release.json", "{}"), "release.json: "),
        (lambda f: spoil(f / "release.json", "\x00"), "release.json: "),
        (lambda f: (f / "release.json").unlink(), "is not there"),
    ],
)
def test_a_damaged_release_is_refused_with_every_file_that_is_wrong(
    stored: Path, damage: Callable[[Path], object], told: str
) -> None:
    damage(stored)
    with pytest.raises(ReleaseError, match=stored.name) as caught:
        opened(stored)
    assert told in str(caught.value)
    assert "trunkline" in caught.value.todo


def spoil_new(path: Path) -> None:
    path.write_text("about: x\nstart: never\nsteps: []\n")


def linked(path: Path) -> None:
    """The same bytes, but from where somebody may change them."""
    other = path.parents[1] / "elsewhere.py"
    other.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(other)


def test_all_that_is_wrong_is_told_at_once(stored: Path) -> None:
    spoil(stored / "flows" / "welcome.yaml", "")
    (stored / "handlers.py").unlink()
    with pytest.raises(ReleaseError, match=r"handlers\.py is missing, flows/welcome\.yaml was changed"):
        bundle.read(stored)


def test_a_release_under_another_name_is_refused(stored: Path) -> None:
    other = stored.with_name("0" * 16)
    stored.rename(other)
    with pytest.raises(ReleaseError, match="says that it is"):
        opened(other)


def test_a_release_that_this_engine_would_call_otherwise_is_refused(stored: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("engine.release._signature", lambda handler: f"{handler.name} of another engine")
    with pytest.raises(ReleaseError, match="other handlers than this engine brings"):
        opened(stored)


def test_a_release_that_no_longer_checks_is_refused_with_its_findings(stored: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("engine.releases.opened.load_intents", lambda _: Labels())
    with pytest.raises(FlowError, match="F080"):
        opened(stored)


class Labels:
    labels = frozenset({"human"})


def test_what_is_stored_cannot_be_edited_by_mistake(stored: Path) -> None:
    modes = {path.stat().st_mode & 0o222 for path in stored.rglob("*") if path.is_file()}
    assert modes == {0}


@pytest.mark.parametrize("name", ["../other.py", "/etc/passwd", "flows/../../x.yaml"])
def test_nothing_is_taken_from_outside_the_project(shop: Path, name: str) -> None:
    with pytest.raises(ReleaseError, match="not in the project's folder"):
        bundle.hashes(shop, (name,))


def test_the_manifest_is_for_people_too(stored: Path) -> None:
    told = json.loads((stored / "release.json").read_text())
    assert told["made"].startswith("2026-11-21")
    assert len(told["files"]["handlers.py"]) == 64
    assert os.linesep in (stored / "release.json").read_text()
