"""Where is speech kept that was paid for once? One file a line, called after what made it; bounded and checked.

A file is the SHA-256 of its content, then the content. One that is cut short, changed or of another format counts as
not there. It is written beside its place and moved there, so that no reader finds half of one. When all files together
are larger than allowed, those that were not used for longest go. Everything here blocks: call it in a thread.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from telephony.speech import Alignment

MOST_BYTES = 256 * 1024 * 1024
"""Nine hours of speech."""
SUFFIX = ".speech"
_DIGEST = hashlib.sha256().digest_size
_ROOM = 0.9
"""Share of the bound to which it is emptied."""


@dataclass(frozen=True, slots=True)
class Made:
    """One line's speech."""

    audio: bytes = field(repr=False)
    """Mu-law."""
    alignments: tuple[Alignment, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides how a line sounds. Its content is the entry's address."""

    text: str
    voice: str
    locale: str
    provider: str
    model: str
    """With the audio's format."""
    before: str = ""
    """What was said just before, for a provider whose prosody depends on it."""

    @property
    def address(self) -> str:
        """SHA-256, in hex."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


class Store:
    """A folder of speech."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        """Nothing is read or made yet."""
        self._folder, self._most_bytes = folder, most_bytes
        self._bytes: int | None = None
        """Of all files, as far as this process knows; None: not looked yet."""

    def get(self, recipe: Recipe) -> Made | None:
        """Return what is kept; None: nothing, or nothing that is whole."""
        file = self._file(recipe)
        try:
            content = file.read_bytes()
        except OSError:
            return None
        digest, rest = content[:_DIGEST], content[_DIGEST:]
        if hashlib.sha256(rest).digest() == digest:
            with suppress(msgspec.MsgspecError, OSError):
                made = msgspec.msgpack.decode(rest, type=Made)
                os.utime(file)
                return made
        file.unlink(missing_ok=True)
        return None

    def put(self, recipe: Recipe, made: Made) -> None:
        """Keep ``made``. Raises ``OSError`` when the disk does not take it."""
        rest = msgspec.msgpack.encode(made)
        file = self._file(recipe)
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as beside:
            beside.write(hashlib.sha256(rest).digest() + rest)
        Path(beside.name).replace(file)
        self._bytes = self._size() if self._bytes is None else self._bytes + _DIGEST + len(rest)
        if self._bytes > self._most_bytes:
            self._bytes = self._tidy()

    def _file(self, recipe: Recipe) -> Path:
        address = recipe.address
        return self._folder / address[:2] / (address + SUFFIX)

    def _size(self) -> int:
        return sum(stat.st_size for _, stat in self._files())

    def _tidy(self) -> int:
        """Remove what was not used for longest; return the size of the rest."""
        files = sorted(self._files(), key=lambda found: found[1].st_mtime)
        size = sum(stat.st_size for _, stat in files)
        for file, stat in files:
            if size <= self._most_bytes * _ROOM:
                break
            file.unlink(missing_ok=True)
            size -= stat.st_size
        return size

    def _files(self) -> list[tuple[Path, os.stat_result]]:
        found = []
        for file in self._folder.glob(f"*/*{SUFFIX}"):
            with suppress(OSError):  # another process has removed it
                found.append((file, file.stat()))
        return found
