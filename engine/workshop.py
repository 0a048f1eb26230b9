"""How is a project mended and not touched before it is certain? On a copy, which is inspected after every edit."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.flows.findings import Finding
from engine.flows.mend import Mended, Texts, mend
from engine.flows.project import load
from engine.inspection import hands_of, inspect

PARTS = ("flows", "intents", "tests/intents", "tests/calls")
"""What an inspection reads, apart from the handlers: the folders whose files may be mended."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """A project's files before and after."""

    before: Texts
    mended: Mended

    @property
    def changed(self) -> Mapping[str, str]:
        """File -> its new text, of those that are no longer as they were."""
        return {file: text for file, text in self.mended.texts.items() if text != self.before[file]}

    def diff(self) -> str:
        """Return the changes as a unified diff."""
        return "".join(line for file in self.changed for line in self._diff(file))

    def _diff(self, file: str) -> Iterator[str]:
        old, new = (text.splitlines(keepends=True) for text in (self.before[file], self.mended.texts[file]))
        for line in difflib.unified_diff(old, new, f"a/{file}", f"b/{file}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

    def deliver(self, folder: Path) -> None:
        """Write what has changed into ``folder``."""
        for file, text in self.changed.items():
            _write(folder / file, text)


def mend_project(folder: Path) -> Workshop:
    """Mend what is certain in the project in ``folder``, on a copy; ``deliver`` writes it. Handlers are loaded once."""
    before = {file: text for file in _files(folder) if (text := _read(folder / file)) is not None}
    project = load(folder).project
    hands = None if project is None else hands_of(folder, project)
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made)
        for part in PARTS:
            if (folder / part).is_dir():
                shutil.copytree(folder / part, copy / part, ignore=shutil.ignore_patterns("records", "knowledge"))
        written = dict(before)

        def findings(texts: Texts) -> tuple[Finding, ...]:
            for file in (file for file, text in texts.items() if written[file] != text):
                _write(copy / file, texts[file])
                written[file] = texts[file]
            return inspect(copy, hands).findings

        return Workshop(before, mend(before, findings))


def _files(folder: Path) -> Iterator[str]:
    for part in PARTS:
        yield from (path.relative_to(folder).as_posix() for path in sorted((folder / part).glob("*.yaml")))


def _read(path: Path) -> str | None:
    """Return a file's text with its line ends as they are; None for one that the reader refuses anyway."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))
