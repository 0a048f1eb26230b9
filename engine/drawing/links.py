"""Where does a box lead when it is clicked? Into an editor on this machine, or to the file beside the picture.

Pure.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from engine.drawing.panels import Link
from engine.flows.model import Position


def in_editor(folder: Path) -> Link:
    """Return links that open a place of the project in ``folder`` in VS Code, and in editors that know its links."""
    root = folder.resolve().as_posix()

    def link(at: Position) -> str:
        return f"vscode://file/{quote(f'{root}/{at.file}'.lstrip('/'))}:{at.line}:{at.column}"

    return link


def beside(folder: Path, picture: Path) -> Link:
    """Return links from the file ``picture`` to the project's files, with the line as a hosted repository shows it."""
    way = Path(os.path.relpath(folder.resolve(), picture.resolve().parent)).as_posix()

    def link(at: Position) -> str:
        return quote(at.file if way == "." else f"{way}/{at.file}") + f"#L{at.line}"

    return link
