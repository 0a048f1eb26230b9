"""What is in a stored release? Its files as they were checked, and ``release.json``, which vouches for each of them.

A folder is written whole and never changed. One in which a file was edited, added or lost is refused: what is not what
was checked is not what answers. The intent model stays where it is; the manifest names it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import ReleaseError
from engine.releases.contents import inside

FORMAT = 1
MANIFEST = "release.json"
READ_ONLY = 0o444

_AGAIN = "trunkline release makes it anew from the working files; trunkline rollback goes back to the one before"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release is, and how it came about."""

    format: int
    hash: str
    """The release's name: of flows, locales, knowledge, handlers and the intent model."""
    made: str
    """ISO 8601, UTC."""
    model: str
    """The intent model's folder in ``.trunkline/models``; empty: there was none."""
    files: Mapping[str, str]
    """Path -> SHA-256, for every file but this one."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """What was found when it was made: conversations played, coverage."""


def hashes(folder: Path, names: tuple[str, ...]) -> Mapping[str, str]:
    """Return path -> SHA-256. Raises ``ReleaseError`` for a path that leads out of the folder."""
    return {inside(name): _sha256(folder / name) for name in names}


def write(source: Path, target: Path, manifest: Manifest) -> None:
    """Copy the manifest's files from ``source`` to the empty folder ``target``, and see that they reach the disk."""
    for name in manifest.files:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        _write(target / name, (source / name).read_bytes())
    _write(target / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    for folder, _, _ in os.walk(target):
        sync(Path(folder))


def read(folder: Path) -> Manifest:
    """Read the manifest and check every file against it. Raises ``ReleaseError``: what is wrong, and what to do."""
    manifest = read_manifest(folder)
    there = {path.relative_to(folder).as_posix() for path in _files(folder)} - {MANIFEST}
    wrong = [
        *(f"{name} is missing" for name in sorted(manifest.files.keys() - there)),
        *(f"{name} was added" for name in sorted(there - manifest.files.keys())),
        *(f"{name} was changed" for name in sorted(there & manifest.files.keys()) if _changed(folder, name, manifest)),
    ]
    if wrong:
        raise ReleaseError(f"release {folder.name} is damaged: {', '.join(wrong)}", todo=_AGAIN)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Read what a release says of itself, without looking at its files. Raises ``ReleaseError``."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except OSError:
        raise ReleaseError(f"release {folder.name} is not there", todo=_AGAIN) from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise ReleaseError(f"release {folder.name} is damaged: {MANIFEST}: {problem}", todo=_AGAIN) from None
    if manifest.format != FORMAT:
        raise ReleaseError(f"release {folder.name} has format {manifest.format}, not {FORMAT}", todo=_AGAIN)
    if manifest.hash != folder.name:
        raise ReleaseError(f"release {folder.name} says that it is {manifest.hash}", todo=_AGAIN)
    return manifest


def sync(path: Path) -> None:
    """See that a file or a folder reaches the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    sync(path)
    path.chmod(READ_ONLY)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())


def _changed(folder: Path, name: str, manifest: Manifest) -> bool:
    return (folder / name).is_symlink() or _sha256(folder / name) != manifest.files[name]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
