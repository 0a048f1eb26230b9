"""Where does this installation keep a secret of its own? In a file that is made whole, once, for its owner's eyes only.

A file that is empty, or that cannot be read, is refused: an empty key signs for everybody.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from engine.errors import StoreError


def kept_secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what ``path`` holds, made on first use. Raises ``StoreError`` when it is no secret."""
    try:
        if not path.exists():
            _write(path, make())
        found = path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}", todo="it is to be a file that we may read and write") from None
    if not found.strip():
        raise StoreError(f"{path} is empty", todo="remove it: a new one is made")
    return found


def _write(path: Path, secret: bytes) -> None:
    """Whoever else makes it at the same time: the first one's is kept, and nobody sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
