"""Which calls were under way when a process was killed? Each process keeps a file of its own, locked while it lives.

The lock goes with the process, however that ends, and what was written is kept by the machine. So a file that nobody
locks, and that names calls, is of a process that was killed. Nothing of a caller's is in it: a call's id, and when.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

FOLDER = "under_way"
"""In ``.trunkline``."""
_DOOR = ".lock"
"""Held while files are made and looked through: a file that is not locked yet is nobody's."""
_BEGINS, _ENDS = "+", "-"


class UnderWay:
    """The calls of this process. Neither method blocks for longer than a line takes to write, or raises."""

    def __init__(self, file: BinaryIO) -> None:
        """Write to ``file``, which keeps nothing back."""
        self._file = file

    def begins(self, sid: str) -> None:
        """Note that a call begins."""
        self._write(f"{_BEGINS} {sid} {datetime.now(UTC).isoformat(timespec='seconds')}")

    def ends(self, sid: str) -> None:
        """Note that it is over."""
        self._write(f"{_ENDS} {sid}")

    def _write(self, line: str) -> None:
        with suppress(OSError):  # a full disk must not end a call
            self._file.write(f"{line}\n".encode())


@contextmanager
def under_way(folder: Path) -> Iterator[UnderWay]:
    """Keep this process's file in ``folder`` for as long as the block lasts."""
    with _alone(folder):
        path = folder / f"{os.getpid()}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        file = path.open("wb", buffering=0)
        fcntl.flock(file, fcntl.LOCK_EX)
    with file:
        try:
            yield UnderWay(file)
        finally:
            path.unlink(missing_ok=True)


def cut_off(folder: Path) -> dict[str, str]:
    """Return the calls of processes that were killed, and when each began (ISO 8601, UTC); each is told once."""
    found: dict[str, str] = {}
    with _alone(folder):
        for path in sorted(folder.iterdir()):
            if path.name == _DOOR:
                continue
            with suppress(BlockingIOError), path.open(encoding="ascii", errors="replace") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                found |= left(file.read())
                path.unlink(missing_ok=True)
    return found


def left(text: str) -> dict[str, str]:
    """Return the calls that began and did not end; a last line that was not written whole is none."""
    calls: dict[str, str] = {}
    for line in text.splitlines():
        match line.split(" "):
            case [mark, sid, at] if mark == _BEGINS:
                calls[sid] = at
            case [mark, sid] if mark == _ENDS:
                calls.pop(sid, None)
    return calls


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _DOOR).open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield
