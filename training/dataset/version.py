"""Which version of the data is it? A folder named by the hash of what is in it, written whole, never changed.

The one exception is the law: what is erased leaves every version, and the folder says so in place of its data.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from engine.errors import DataError
from training.dataset.build import Built
from training.dataset.row import Labelled
from training.mine.sample import Sampled

ROWS = "labelled.jsonl"
TRAFFIC = "traffic.jsonl"
MANIFEST = "manifest.json"
LATEST = "latest"
_NAME = 16
_ANEW = "make it anew: trunkline dataset make"


@dataclass(frozen=True, slots=True)
class Version:
    """What a version says of itself."""

    name: str
    made: datetime
    labels: Mapping[str, int]
    """Sentences of each, ``_out_of_scope`` among them."""
    taught: int
    """Sentences of intents/."""
    logged: int
    """Sentences that callers said."""
    audited: int
    """Of those: drawn at random."""
    callers: int
    """Callers, and calls of unknown ones, that said them."""
    turns: int
    """Of the traffic sample."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    parent: str = ""
    """The version that this one is without an erased caller."""
    erased: tuple[str, ...] = ()
    """Callers who must not come back."""
    gone: str = ""
    """The version that took this one's place when a caller was erased: its data are no longer here."""


def write_version(
    folder: Path, built: Built, *, parent: str = "", erased: Sequence[str] = (), newest: bool = True
) -> Version:
    """Write ``built`` under ``folder`` unless it is there, and make it the latest. Returns what it says of itself."""
    rows, traffic = _lines(built.rows), _lines(built.traffic)
    name = hashlib.sha256(rows + b"\0" + traffic).hexdigest()[:_NAME]
    target = folder / name
    if not (target / MANIFEST).exists():
        version = _version(name, built, parent, tuple(erased))
        folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder, prefix=".making-"))
        (made / ROWS).write_bytes(rows)
        (made / TRAFFIC).write_bytes(traffic)
        _write_manifest(made, version)
        made.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)
    if newest:
        following = folder / f".{LATEST}-{os.getpid()}"
        following.write_text(name + "\n", "utf-8")
        following.replace(folder / LATEST)
    return read_manifest(target)


def read_manifest(folder: Path) -> Version:
    """Read what a version says of itself. Raises ``DataError``."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Version)
    except (OSError, msgspec.MsgspecError) as error:
        raise DataError(f"{folder / MANIFEST} cannot be read: {error}", todo=_ANEW) from None


def read_rows(folder: Path) -> tuple[tuple[Labelled, ...], tuple[Sampled, ...]]:
    """Read a version's sentences and traffic. Raises ``DataError`` when they are not what its name says."""
    version = read_manifest(folder)
    if version.gone:
        raise DataError(f"dataset {version.name} is gone: a caller was erased", todo=f"use {version.gone}")
    try:
        rows, traffic = (folder / ROWS).read_bytes(), (folder / TRAFFIC).read_bytes()
        if hashlib.sha256(rows + b"\0" + traffic).hexdigest()[:_NAME] != folder.name:
            raise DataError(f"dataset {folder.name} was changed: its hash differs", todo=_ANEW)
        return (
            tuple(msgspec.json.decode(line, type=Labelled) for line in rows.splitlines()),
            tuple(msgspec.json.decode(line, type=Sampled) for line in traffic.splitlines()),
        )
    except (OSError, msgspec.MsgspecError) as error:
        raise DataError(f"dataset {folder.name}: {error}", todo=_ANEW) from None


def versions(folder: Path) -> list[Version]:
    """Return all versions, the oldest first."""
    found = [read_manifest(path.parent) for path in folder.glob(f"*/{MANIFEST}")]
    return sorted(found, key=lambda version: (version.made, version.name))


def find(folder: Path, name: str) -> Path:
    """Return the folder of the version that ``name`` begins; ``latest`` is the last made. Raises ``DataError``."""
    name = latest(folder) if name == LATEST else name
    fitting = [path.parent for path in sorted(folder.glob(f"{name}*/{MANIFEST}")) if name]
    if len(fitting) != 1:
        told = "there is no dataset yet" if not name else f"{len(fitting)} datasets are called '{name}'"
        raise DataError(told, todo="trunkline dataset list shows them, trunkline dataset make makes one")
    return fitting[0]


def latest(folder: Path) -> str:
    """Return the name of the version that was made last; empty when there is none."""
    pointer = folder / LATEST
    return pointer.read_text("utf-8").strip() if pointer.is_file() else ""


def tombstone(folder: Path, gone: str) -> None:
    """Remove a version's data, and say which version took its place."""
    version = read_manifest(folder)
    _write_manifest(folder, replace(version, gone=gone))
    (folder / ROWS).unlink(missing_ok=True)
    (folder / TRAFFIC).unlink(missing_ok=True)


def _write_manifest(folder: Path, version: Version) -> None:
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(version), indent=2) + b"\n")


def _version(name: str, built: Built, parent: str, erased: tuple[str, ...]) -> Version:
    logged = [row for row in built.rows if row.logged]
    return Version(
        name=name,
        made=datetime.now(UTC),
        labels=dict(sorted(Counter(row.label for row in built.rows).items())),
        taught=len(built.rows) - len(logged),
        logged=len(logged),
        audited=sum(row.audit for row in logged),
        callers=len({row.owner for row in logged}),
        turns=len(built.traffic),
        left_out=built.left_out,
        parent=parent,
        erased=erased,
    )


def _lines(rows: Sequence[object]) -> bytes:
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
