"""Releases come into force whole or not at all, whoever dies and whoever else is at it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ReleaseError
from engine.releases import bundle, register
from engine.releases.opened import opened
from engine.releases.register import Register
from engine.releases.shelf import Shelf

SHOP = Path(__file__).with_name("shop")
Edit = Callable[[Path, str, str, str], None]


def release(shop: Path, manifest: Any, at: str = "t") -> str:
    made = manifest(shop)
    Shelf(shop / ".trunkline").put(shop, made, partial(register.released, name=made.hash, at=at))
    return str(made.hash)


def test_nothing_is_in_force_before_anything_was_released(shop: Path) -> None:
    shelf = Shelf(shop / ".trunkline")
    assert shelf.register() == Register()
    assert shelf.manifests() == ()
    assert not (shop / ".trunkline").exists()


def test_two_releases_keep_their_own_handlers(shop: Path, manifest: Any, edit: Edit) -> None:
    first = release(shop, manifest)
    edit(shop, "handlers.py", '"on the shelf"', '"in the post"')
    second = release(shop, manifest)
    shelf = Shelf(shop / ".trunkline")
    assert shelf.register().before == (first,)
    places = [opened(shelf.folder(name))[0].registry for name in (first, second)]
    found = [handlers.get("orders.find").function.__globals__["PLACE"] for handlers in places]
    assert found == ["on the shelf", "in the post"]


DIES = textwrap.dedent(
    """
    import os, sys
    from functools import partial
    from pathlib import Path
    from engine.releases import register
    from engine.releases.bundle import FORMAT, Manifest, hashes
    from engine.releases.contents import companions, contents
    from engine.intents import load_intents
    from engine.release import load
    from engine.releases.shelf import Shelf

    shop, dies_at = Path(sys.argv[1]), sys.argv[2]
    rename, replace = Path.rename, Path.replace

    def renamed(self, target):
        if dies_at == "bundle":
            os._exit(9)
        return rename(self, target)

    def replaced(self, target):
        if dies_at == "register":
            os._exit(9)
        return replace(self, target)

    Path.rename, Path.replace = renamed, replaced
    name = load(shop, labels=load_intents(shop).labels).hash
    files = hashes(shop, (*contents(shop, "handlers.py"), *companions(shop)))
    manifest = Manifest(FORMAT, name, "t", "", files)
    Shelf(shop / ".trunkline").put(shop, manifest, partial(register.released, name=name, at="t"))
    print(name)
    """
)


def child(shop: Path, dies_at: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", DIES, str(shop), dies_at], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("dies_at", ["bundle", "register"])
def test_a_process_that_dies_on_the_way_leaves_what_was_in_force(
    shop: Path, manifest: Any, edit: Edit, dies_at: str
) -> None:
    first = release(shop, manifest)
    edit(shop, "flows/welcome.yaml", "How can I help?", "What can I do for you?")
    with child(shop, dies_at) as process:
        assert process.wait() == 9
    shelf = Shelf(shop / ".trunkline")
    assert shelf.register().current == first
    assert opened(shelf.folder(first))[0].hash == first
    assert len(shelf.manifests()) == (1 if dies_at == "bundle" else 2)
    second = release(shop, manifest)  # and whoever comes next can go on
    assert shelf.register().before == (first,)
    assert opened(shelf.folder(second))[0].hash == second
    assert not list((shop / ".trunkline" / "releases").glob(".making-*"))


def test_processes_that_release_at_once_wait_for_each_other(
    shop: Path, tmp_path: Path, edit: Edit, manifest: Any
) -> None:
    shops = [tmp_path / f"shop{number}" for number in range(4)]
    (tmp_path / "shared").mkdir()
    (shop / ".trunkline").symlink_to(tmp_path / "shared")
    for number, each in enumerate(shops):
        shutil.copytree(SHOP, each)
        edit(each, "flows/welcome.yaml", "How can I help?", f"How can I help, number {number}?")
        (each / ".trunkline").symlink_to(tmp_path / "shared")
    running = [child(each) for each in shops]
    names = [process.communicate()[0].strip() for process in running]
    assert [process.returncode for process in running] == [0] * 4
    shelf = Shelf(shop / ".trunkline")
    found = shelf.register()
    assert {event.hash for event in found.history} == set(names)
    assert len(found.history) == len(set(names)) == 4
    assert {found.current, *found.before} == set(names)
    assert [bundle.read(shelf.folder(name)).hash for name in names] == names


def test_a_damaged_release_is_made_anew(shop: Path, manifest: Any) -> None:
    name = release(shop, manifest)
    shelf = Shelf(shop / ".trunkline")
    (shelf.folder(name) / "handlers.py").unlink()
    with pytest.raises(ReleaseError):
        bundle.read(shelf.folder(name))
    release(shop, manifest)
    assert bundle.read(shelf.folder(name)).hash == name


def test_a_change_that_cannot_be_changes_nothing(shop: Path, manifest: Any) -> None:
    release(shop, manifest)
    shelf = Shelf(shop / ".trunkline")
    before = (shop / ".trunkline" / "releases" / "current").read_bytes()
    with pytest.raises(ReleaseError, match="no release before"):
        shelf.change(partial(register.rolled_back, at="t"))
    assert (shop / ".trunkline" / "releases" / "current").read_bytes() == before


def test_a_release_is_found_by_how_its_name_begins(shop: Path, manifest: Any, edit: Edit) -> None:
    name = release(shop, manifest)
    shelf = Shelf(shop / ".trunkline")
    assert shelf.find(name[:6]) == name
    for start in ("", "zzz", "../.."):
        with pytest.raises(ReleaseError, match="there is no release"):
            shelf.find(start)
