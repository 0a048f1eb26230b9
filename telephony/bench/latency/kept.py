"""What is kept of a call, so that a run can go on? One JSON file a call, its turns in it.

A file counts only for the run it was made in: its digest is that of the seed, the delays and what the caller says. It
knows nothing of the server: whoever changes that wants another folder.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from telephony.bench.latency.delays import SPREAD, Medians
from telephony.bench.latency.figures import Timed
from telephony.bench.latency.scenes import Scene


@dataclass(frozen=True, slots=True)
class Kept:
    """One finished call."""

    number: int
    digest: str
    turns: tuple[Timed, ...]
    strayed: tuple[str, ...] = ()
    """Turns that took another path than they should."""
    failed: str = ""
    """Why nothing of the call counts; empty: it does."""


def digest(scene: Scene, seed: int, medians: Medians) -> str:
    """Return what only this call has."""
    said = [(question.path, question.text) for question in scene.questions]
    return hashlib.sha256(repr((scene.number, seed, medians, SPREAD, said)).encode()).hexdigest()


class Folder:
    """Where calls are kept; None: nowhere."""

    def __init__(self, path: Path | None) -> None:
        """Make the folder."""
        self._path = path
        if path is not None:
            path.mkdir(parents=True, exist_ok=True)

    def find(self, number: int, wanted: str) -> Kept | None:
        """Return the call if it is here and the one that is wanted."""
        file = self._file(number)
        if file is None or not file.is_file():
            return None
        try:
            found = msgspec.json.decode(file.read_bytes(), type=Kept)
        except msgspec.DecodeError:
            return None
        return found if found.digest == wanted else None

    def keep(self, call: Kept) -> None:
        """Write one call."""
        file = self._file(call.number)
        if file is not None:
            file.write_bytes(msgspec.json.encode(call))

    def report(self, content: bytes) -> None:
        """Write the whole run's figures."""
        if self._path is not None:
            (self._path / "latency.json").write_bytes(content)

    def _file(self, number: int) -> Path | None:
        return None if self._path is None else self._path / f"call-{number:05}.json"
