"""Which files of a project make a release, and what is their hash? What is said, what is known, and what is done.

Flows, locales and knowledge are everything in YAML or Markdown under ``flows/``; the project's own handlers go with
them. Records (``flows/records``) are data that handlers work on, and no part of a release.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from engine.errors import ReleaseError

KINDS = frozenset({".yaml", ".md"})


def contents(folder: Path, handlers: str | None) -> tuple[str, ...]:
    """Return the files that are there, as paths in ``folder`` with forward slashes, sorted."""
    found = {path.relative_to(folder).as_posix() for path in (folder / "flows").rglob("*") if path.suffix in KINDS}
    named = {PurePosixPath(handlers).as_posix()} if handlers else set()
    return tuple(sorted(name for name in found | named if (folder / name).is_file()))


def companions(folder: Path) -> tuple[str, ...]:
    """Return the files that are kept with a release without deciding anything: the intents, for its vocabulary."""
    return tuple(sorted(path.relative_to(folder).as_posix() for path in (folder / "intents").glob("*.yaml")))


def inside(name: str) -> str:
    """Return ``name``. Raises ``ReleaseError`` when it leads out of the project's folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ReleaseError(f"{name} is not in the project's folder", todo="move it there, see flows/project.yaml")
    return name


def digest(folder: Path, names: tuple[str, ...]) -> str:
    """Return the SHA-256 of these files, names included, in hex."""
    content = hashlib.sha256()
    for name in names:
        content.update(f"{name}\0".encode())
        content.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return content.hexdigest()
