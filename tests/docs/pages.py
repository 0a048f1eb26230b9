"""What does a page of docs/ hold? Its headings, its paragraphs, and its fenced blocks under them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_HEADING = re.compile(r"(#{1,4}) (.+)")


@dataclass(slots=True)
class Section:
    """One heading and what stands under it, up to the next."""

    path: tuple[str, ...]
    """The headings from the second level down to this one, without backticks."""
    line: int
    text: list[str] = field(default_factory=list)

    @property
    def first(self) -> str:
        """The first paragraph, on one line."""
        return " ".join("\n".join(self.text).strip().partition("\n\n")[0].split())


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block."""

    path: tuple[str, ...]
    info: str
    """What stands behind the opening fence, such as ``yaml steps``."""
    text: str
    line: int
    before: str
    """The last paragraph before it, on one line."""

    def __str__(self) -> str:
        return f"{' '.join(self.path) or 'page'}:{self.line}"


def sections(page: str) -> list[Section]:
    """Return the sections of ``docs/<page>``, in order."""
    found = [Section((), 1)]
    path: list[str] = []
    fenced = False
    for number, line in enumerate((DOCS / page).read_text("utf-8").splitlines(), 1):
        fenced ^= line.startswith("```")
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading is None:
            found[-1].text.append(line)
            continue
        level = len(heading[1])
        path = [*path[: max(level - 2, 0)], heading[2].replace("`", "")] if level > 1 else []
        found.append(Section(tuple(path), number))
    return found


def blocks(page: str) -> list[Block]:
    """Return the fenced blocks of ``docs/<page>``, in order."""
    return [block for section in sections(page) for block in _blocks(section)]


def _blocks(section: Section) -> Iterator[Block]:
    opened = 0
    info, before = "", ""
    for index, line in enumerate(section.text):
        if not line.startswith("```"):
            continue
        if opened:
            text = "\n".join(section.text[opened:index]) + "\n"
            yield Block(section.path, info, text, section.line + opened, before)
            opened = 0
        else:
            opened, info = index + 1, line.removeprefix("```").strip()
            paragraphs = "\n".join(section.text[:index]).strip().split("\n\n")
            before = " ".join(paragraphs[-1].split())


def rows(section: Section) -> list[tuple[str, ...]]:
    """Return the rows of the section's first table, without its head."""
    lines = [line for line in section.text if line.startswith("|")]
    cells = [tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]) for line in lines]
    return cells[2:]
