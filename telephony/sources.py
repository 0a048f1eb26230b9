"""What should new calls be answered with? The register of releases says so, or the working files do.

A source is asked again and again, in a thread: it looks at files and loads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.flows.project import load as read_project
from engine.releases.contents import contents
from engine.releases.register import WORKING
from engine.releases.shelf import Shelf
from engine.settings import Settings
from engine.understanding.manifest import CURRENT


@dataclass(frozen=True, slots=True)
class Wanted:
    """What new calls should get, by name."""

    current: str
    candidate: str = ""
    share: int = 0
    """How many of 10,000 new calls the candidate takes."""
    mark: object = None
    """Differs whenever there is something new behind the same name."""


class Source(Protocol):
    """Who says so. Blocks."""

    def wanted(self) -> Wanted:
        """Say what new calls should get. Raises ``ReleaseError`` when there is no telling."""
        ...


class Released:
    """The releases in force; the working files as they are now, until there is one, with the model in force."""

    def __init__(self, shelf: Shelf, pointer: Path) -> None:
        """Look on ``shelf``; ``pointer`` names the intent model in force."""
        self._shelf, self._pointer = shelf, pointer

    def wanted(self) -> Wanted:
        """Read the register."""
        found = self._shelf.register()
        if found.current is None:
            return Wanted(WORKING, mark=_stamp(self._pointer))
        candidate = found.candidate
        if candidate is None:
            return Wanted(found.current)
        return Wanted(found.current, candidate.hash, candidate.share)


class Working:
    """The working files, whatever is released, with the model in force; with ``watch``, after every edit."""

    def __init__(self, settings: Settings, *, watch: bool) -> None:
        """Watch the settings' project."""
        self._project, self._pointer = settings.project, settings.home / "models" / CURRENT
        self._watch = watch
        self._files: tuple[object, ...] = ()
        self._handlers: Path | None = None

    def wanted(self) -> Wanted:
        """Look at the times and sizes of the files."""
        return Wanted(WORKING, mark=self._mark() if self._watch else _stamp(self._pointer))

    def _mark(self) -> object:
        intents = sorted((self._project / "intents").glob("*.yaml"))
        files = tuple(map(_stamp, (*(self._project / name for name in contents(self._project, None)), *intents)))
        if files != self._files:
            self._files, self._handlers = files, self._file_of_handlers()
        handlers = _stamp(self._handlers) if self._handlers else None
        return (*files, handlers, _stamp(self._pointer))

    def _file_of_handlers(self) -> Path | None:
        read = read_project(self._project).project
        return None if read is None or not read.handlers else self._project / read.handlers


def _stamp(path: Path) -> tuple[str, int, int]:
    """Return what changes with a file; zeros where there is none."""
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), found.st_mtime_ns, found.st_size
