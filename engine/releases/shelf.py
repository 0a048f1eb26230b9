"""Where are releases kept, and how does one come into force? ``.trunkline/releases/``: a folder each, and ``current``.

Whoever writes holds the lock; whoever reads needs none, because folders and the register appear by renaming, whole or
not at all. A process that dies on the way leaves what was in force in force.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import ReleaseError
from engine.releases import bundle, register
from engine.releases.bundle import Manifest
from engine.releases.register import Register

CURRENT = "current"
_MAKING = ".making-"
_LOCK = ".lock"


class Shelf:
    """The releases of one installation."""

    def __init__(self, home: Path) -> None:
        """``home`` is the project's ``.trunkline``; nothing is made before something is put there."""
        self._folder = home / "releases"

    def register(self) -> Register:
        """Return what is in force; an empty register where nothing was ever released. Raises ``ReleaseError``."""
        try:
            return register.load((self._folder / CURRENT).read_bytes())
        except FileNotFoundError:
            return Register()

    def folder(self, name: str) -> Path:
        """Return where the release called ``name`` is, or would be."""
        return self._folder / name

    def find(self, start: str) -> str:
        """Return the one release whose name begins with ``start``. Raises ``ReleaseError``."""
        found = [each.hash for each in self.manifests() if each.hash.startswith(start)] if start else []
        if len(found) == 1:
            return found[0]
        what = f"{len(found)} releases begin with '{start}'" if found else f"there is no release '{start}'"
        raise ReleaseError(what, todo="trunkline release --list shows what there is")

    def manifests(self) -> tuple[Manifest, ...]:
        """Return what the stored releases say of themselves, oldest first; those that cannot be read are left out."""
        found: list[Manifest] = []
        for folder in sorted(self._folder.glob("[0-9a-f]*")):
            try:
                found.append(bundle.read_manifest(folder))
            except ReleaseError:
                continue
        return tuple(sorted(found, key=lambda each: each.made))

    def change(self, decide: Callable[[Register], Register]) -> Register:
        """Put into force what ``decide`` makes of the register. Raises ``ReleaseError``."""
        with self._alone():
            return self._change(decide)

    def put(self, source: Path, manifest: Manifest, decide: Callable[[Register], Register]) -> Register:
        """Store the release whose files are in ``source``, then put into force what ``decide`` makes of the register.

        A whole release that is there already is kept. Raises ``ReleaseError``.
        """
        with self._alone():
            self._store(source, manifest)
            return self._change(decide)

    def _store(self, source: Path, manifest: Manifest) -> None:
        target = self.folder(manifest.hash)
        if _whole(target):
            return
        made = Path(tempfile.mkdtemp(dir=self._folder, prefix=_MAKING))
        made.chmod(0o755)
        bundle.write(source, made, manifest)
        if target.exists():
            shutil.rmtree(target)
        made.rename(target)
        bundle.sync(self._folder)

    def _change(self, decide: Callable[[Register], Register]) -> Register:
        before = self.register()
        after = decide(before)
        if after != before:
            following = self._folder / f"{_MAKING}{CURRENT}"
            following.write_bytes(register.dump(after))
            bundle.sync(following)
            following.replace(self._folder / CURRENT)
            bundle.sync(self._folder)
        return after

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else write meanwhile, and clear away what a process that died has left."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            for left in self._folder.glob(f"{_MAKING}*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            yield


def _whole(folder: Path) -> bool:
    try:
        bundle.read(folder)
    except (ReleaseError, OSError):
        return False
    return True
