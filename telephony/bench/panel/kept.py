"""What is kept of a call, so that a run can go on and be scored again? One JSON file a call, both tracks in it.

A file counts only for the very call it was made of: its digest is that of the script, the words and the voice they are
said with, whether into the microphone, the noises and the recogniser's manner. Not of spoken audio: espeak-ng says the
same a little differently in every process. It knows nothing of the server: whoever changes that wants another folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from telephony.bench.panel.scenes import Scene
from telephony.bench.panel.score import Spell, Stretch
from telephony.simulator.standins.told import Manner


@dataclass(frozen=True, slots=True)
class Kept:
    """One finished call."""

    number: int
    digest: str
    caller: tuple[Stretch, ...]
    ours: tuple[Spell, ...]
    ending: str
    """How it ended; ``caller``: as it should."""
    violations: tuple[str, ...] = ()
    """Breaches of the wire protocol by the server."""

    @property
    def good(self) -> bool:
        """Whether it may be scored."""
        return self.ending == "caller" and not self.violations


def digest(scene: Scene, manner: Manner) -> str:
    """Return what only this call has."""
    kinds = [(clip.kind, clip.away) for clip in scene.clips]
    found = hashlib.sha256(repr((scene.script.voice, scene.script.steps, kinds, manner)).encode())
    for clip in scene.clips:
        found.update(clip.text.encode() + b"\n" if clip.text else clip.audio)
    return found.hexdigest()


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
            (self._path / "turn-taking.json").write_bytes(content)

    def _file(self, number: int) -> Path | None:
        return None if self._path is None else self._path / f"call-{number:05}.json"


def good(calls: Sequence[Kept]) -> list[Kept]:
    """Return those that may be scored."""
    return [call for call in calls if call.good]
