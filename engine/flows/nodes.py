"""What does a YAML file hold, before anybody knows what it means? Texts, mappings and lists that know their place.

Every scalar is text. Nothing here reads or judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.flows.findings import Finding
from engine.flows.model import Name, Position


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A text, exactly as it was meant by whoever typed it."""

    text: str
    at: Position
    style: Literal["plain", "quoted", "block"] = "plain"
    lines: int = 1
    """How many lines of the file it covers."""
    cut: bool = False
    """A ``#`` that is not plainly a comment ended it."""
    whole: str = ""
    """``cut``: the text with what follows the ``#``, to the end of the line."""

    @property
    def name(self) -> Name:
        """The text as a word that knows its place."""
        return Name(self.text, self.at)

    def place(self, offset: int) -> Position:
        """Return where the character at ``offset`` stands: exact on a single line, else where the text begins."""
        if self.lines > 1 or self.style == "block":
            return self.at
        return Position(self.at.file, self.at.line, self.at.column + offset + (self.style == "quoted"))


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and values in the file's order; no key stands twice."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    at: Position
    braces: bool = False
    """Written as ``{...}``."""
    source: str = ""
    """``braces``, and not long: as it stands in the file."""

    def get(self, key: str) -> Node | None:
        """Return the value of ``key``, or None."""
        return next((value for name, value in self.entries if name.text == key), None)

    def keys(self) -> tuple[str, ...]:
        """Return the keys in order."""
        return tuple(name.text for name, _ in self.entries)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """Items in the file's order."""

    items: tuple[Node, ...]
    at: Position


Node = ScalarNode | MappingNode | SequenceNode


@dataclass(frozen=True, slots=True)
class Source:
    """A file, read."""

    root: Node | None
    """None when there is nothing to go on with."""
    findings: tuple[Finding, ...] = ()


def same(one: Node, other: Node) -> bool:
    """Whether two nodes say the same, wherever they stand."""
    match one, other:
        case ScalarNode(), ScalarNode():
            return one.text == other.text
        case SequenceNode(), SequenceNode():
            return len(one.items) == len(other.items) and all(map(same, one.items, other.items))
        case MappingNode(), MappingNode():
            alike = one.keys() == other.keys()
            return alike and all(same(a, b) for (_, a), (_, b) in zip(one.entries, other.entries, strict=True))
        case _:
            return False
