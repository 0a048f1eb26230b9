"""Which intent models are there, which is in force, which one shadows it, and how did it come to that? The register.

``.trunkline/models/``: a folder each; ``current`` and ``shadow`` name one; ``log.jsonl`` says what was done when and
why, and only ever grows. Its line reaches the disk before a name changes, and a name changes in one step, so that
whoever reads needs no lock. Only a model that can be opened is named.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import ModelError
from engine.understanding.manifest import CURRENT, MANIFEST, Manifest, glance, read_manifest

SHADOW = "shadow"
"""The file that names the model that scores live traffic without acting."""
LOG = "log.jsonl"
MADE = "made"
IN_FORCE = "in force"
BACK = "rolled back to"
REFUSED = "refused"
SHADOWS = "shadows"
SHADOWS_NO_MORE = "shadows no more"
REMOVED = "removed"

_LOCK = ".register.lock"
_GOING = ".removed-"
_LIST = "trunkline models shows what there is"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done with a model."""

    at: str
    """ISO 8601, UTC."""
    what: str
    """``made``, ``in force``, ``rolled back to``, ``refused``, ``shadows``, ``shadows no more`` or ``removed``."""
    model: str
    why: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """What was measured, when something was."""


@dataclass(frozen=True, slots=True)
class Known:
    """A model that is there."""

    manifest: Manifest
    made: str
    """ISO 8601, UTC."""
    in_force: bool
    shadows: bool


class Registry:
    """The intent models of one installation."""

    def __init__(self, models: Path) -> None:
        """``models`` is the project's ``.trunkline/models``; nothing is made before something is put there."""
        self.folder = models

    # ------------------------------------------------------------------------------------------------------ reading

    @property
    def in_force(self) -> str:
        """The name of the model in force; empty when there is none."""
        return _named(self.folder / CURRENT)

    @property
    def shadow(self) -> str:
        """The name of the model that shadows it; empty when there is none. None shadows itself, whatever is written."""
        name = _named(self.folder / SHADOW)
        return "" if name == self.in_force else name

    def events(self) -> tuple[Event, ...]:
        """Return all that was done, oldest first. A line that cannot be read is left out."""
        try:
            lines = (self.folder / LOG).read_bytes().splitlines()
        except OSError:
            return ()
        return tuple(event for line in lines if (event := _event(line)) is not None)

    def models(self) -> tuple[Known, ...]:
        """Return the models that are there, oldest first, by what they say of themselves; others are left out."""
        made = {event.model: event.at for event in self.events() if event.what == MADE}
        current, shadow = self.in_force, self.shadow
        found = []
        for manifest in _manifests(self.folder):
            name = manifest.name
            at = made.get(name) or _changed(self.folder / name / MANIFEST)
            found.append(Known(manifest, at, name == current, name == shadow))
        return tuple(sorted(found, key=lambda each: (each.made, each.manifest.name)))

    def find(self, start: str) -> str:
        """Return the one model whose name begins with ``start``. Raises ``ModelError``."""
        found = [name for each in self.models() if (name := each.manifest.name).startswith(start)] if start else []
        if len(found) == 1:
            return found[0]
        what = f"{len(found)} intent models begin with '{start}'" if found else f"there is no intent model '{start}'"
        raise ModelError(what, todo=_LIST)

    def challenger(self) -> str:
        """Return the newest model that is neither in force nor was before. Raises ``ModelError``."""
        been = {*way_back(self.events()), self.in_force}
        been |= {event.model for event in self.events() if event.what in {IN_FORCE, BACK}}
        names = [each.manifest.name for each in self.models() if each.manifest.name not in been]
        if not names:
            raise ModelError(
                "every intent model here was in force already", todo="trunkline train makes one, or name one of these"
            )
        return names[-1]

    def before(self) -> str:
        """Return the model that was in force before this one. Raises ``ModelError``."""
        way = way_back(self.events())
        earlier = way if not way or way[-1] != self.in_force else way[:-1]
        if not earlier:
            raise ModelError("no intent model was in force before this one", todo=_LIST)
        return earlier[-1]

    def whole_before(self) -> str:
        """Return the last model before this one that can still be opened; empty when there is none."""
        for name in reversed(way_back(self.events())):
            if name != self.in_force and _opens(self.folder / name):
                return name
        return ""

    # ----------------------------------------------------------------------------------------------------- changing

    def note(self, what: str, model: str, why: str = "", figures: Mapping[str, Any] | None = None) -> None:
        """Write into the log what was done, where no name changes."""
        with self._alone():
            self._write(what, model, why, figures)

    def put(self, name: str, why: str, *, what: str = IN_FORCE, figures: Mapping[str, Any] | None = None) -> None:
        """Put the model called ``name`` in force, and end its shadowing.

        Raises ``ModelError`` if it cannot be opened: what was in force stays.
        """
        read_manifest(self.folder / name)
        with self._alone():
            self._remember()
            self._write(what, name, why, figures)
            self._point(CURRENT, name)
            if _named(self.folder / SHADOW) == name:
                self._write(SHADOWS_NO_MORE, name, "it is in force")
                (self.folder / SHADOW).unlink()

    def roll_back(self, to: str, why: str) -> str:
        """Put the model before this one in force, or ``to``, and return its name. Raises ``ModelError``."""
        name = self.find(to) if to else self.before()
        if name == self.in_force:
            raise ModelError(f"intent model {name} is in force already", todo=_LIST)
        self.put(name, why, what=BACK)
        return name

    def follow(self, name: str, why: str) -> None:
        """Let the model called ``name`` shadow the one in force. Raises ``ModelError`` if it cannot be opened."""
        read_manifest(self.folder / name)
        if name == self.in_force:
            raise ModelError(f"intent model {name} is in force: it cannot shadow itself", todo=f"name another: {_LIST}")
        with self._alone():
            self._write(SHADOWS, name, why)
            self._point(SHADOW, name)

    def stop(self, why: str) -> str:
        """End the shadowing, and return whose it was. Raises ``ModelError`` when there is none."""
        name = self.shadow
        if not name:
            raise ModelError("no intent model shadows the one in force", todo="trunkline shadow NAME")
        with self._alone():
            self._write(SHADOWS_NO_MORE, name, why)
            (self.folder / SHADOW).unlink(missing_ok=True)
        return name

    def remove(self, name: str, why: str) -> None:
        """Remove the model called ``name`` for good; the log goes on telling of it.

        Raises ``ModelError`` for the one in force and the one that shadows it. Whoever has it open keeps it.
        """
        with self._alone():
            if name == self.in_force:
                raise ModelError(f"intent model {name} is in force", todo="put another in force: trunkline promote")
            if name == self.shadow:
                raise ModelError(f"intent model {name} shadows the one in force", todo="trunkline shadow --stop")
            self._write(REMOVED, name, why)
            (self.folder / name).rename(self.folder / f"{_GOING}{name}")  # whole or gone, whoever looks meanwhile
            for left in self.folder.glob(f"{_GOING}*"):
                shutil.rmtree(left)

    def _remember(self) -> None:
        """Note a model that came into force past the log: the way back leads to it."""
        name, way = self.in_force, way_back(self.events())
        if name and (not way or way[-1] != name):
            self._write(IN_FORCE, name, "found in force")

    def _write(self, what: str, model: str, why: str, figures: Mapping[str, Any] | None = None) -> None:
        event = Event(datetime.now(UTC).isoformat(timespec="seconds"), what, model, why, figures or {})
        with (self.folder / LOG).open("a+b") as file:
            if file.tell() and not _ends_a_line(self.folder / LOG):
                file.write(b"\n")
            file.write(msgspec.json.encode(event) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _point(self, pointer: str, name: str) -> None:
        """Let ``pointer`` name another; a reader sees the old name or the new one, never half of either."""
        following = self.folder / f".{pointer}-{os.getpid()}"
        following.write_text(name + "\n", "utf-8")
        following.replace(self.folder / pointer)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else write meanwhile. Not the lock of a training, which may be held for minutes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def way_back(events: Iterable[Event]) -> tuple[str, ...]:
    """Return the models that were in force one after the other, the last one last; a step back takes steps away.

    To one that was removed no step leads.
    """
    way: list[str] = []
    for event in events:
        if event.what == REMOVED:
            way = [name for name, _ in groupby(each for each in way if each != event.model)]
        elif event.what == BACK and event.model in way:
            while way[-1] != event.model:
                way.pop()
        elif event.what in {IN_FORCE, BACK} and way[-1:] != [event.model]:
            way.append(event.model)
    return tuple(way)


def _opens(folder: Path) -> bool:
    try:
        read_manifest(folder)
    except (ModelError, OSError):
        return False
    return True


def _named(pointer: Path) -> str:
    try:
        return pointer.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _event(line: bytes) -> Event | None:
    try:
        return msgspec.json.decode(line, type=Event)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _manifests(folder: Path) -> Iterator[Manifest]:
    for path in sorted(folder.glob(f"*/{MANIFEST}")):
        try:
            manifest = glance(path.parent)
        except ModelError:
            continue
        if manifest.name == path.parent.name:
            yield manifest


def _changed(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")


def _ends_a_line(path: Path) -> bool:
    """Say whether whoever wrote last had the time to end the line."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
