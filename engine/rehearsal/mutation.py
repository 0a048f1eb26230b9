"""What are a project's files with one slip in them? Every small wrong edit of a file, one at a time.

Pure. A slip is put into the file's nodes, which keep their places, so that what it compiles to can be compared with
what the file itself compiles to. Which slips are noticed is ``mutants``' question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.flows.model import Position
from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode, Source, read_text
from engine.rehearsal.slips import Keys, Names, put, slips

Path = tuple[int, ...]
"""Entry of a mapping, item of a list, and so on down. Of an entry, its value."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One file with one slip in it."""

    file: str
    """Its name in ``flows/``."""
    at: Position
    """Where the slip is."""
    operator: str
    """Which kind of slip: ``drop a key``, ``misspell a name`` ..."""
    what: str
    """The slip in words."""
    source: Source = field(repr=False)
    """The file, read."""


def mutations(file: str, root: Node, names: Names) -> Iterator[Mutant]:
    """Yield every slip in the file called ``file``, in its order."""
    for path, keys, node in _walked(root, (), ()):
        for slip in slips(keys, node, names):
            changed = _with(root, path, slip.node)
            if changed != root:
                yield Mutant(file, slip.at, slip.operator, slip.what, Source(changed))


def doublings(file: str, text: str, root: Node) -> Iterator[Mutant]:
    """Yield the file with the last key of each mapping written twice: only whoever reads the text can see that."""
    lines = text.split("\n")
    for _, _, node in _walked(root, (), ()):
        if not isinstance(node, MappingNode) or node.braces or not node.entries:
            continue
        key = node.entries[-1][0]
        again = f"{' ' * (key.at.column - 1)}{key.text}: twice"
        doubled = "\n".join((*lines[: key.at.line - 1], lines[key.at.line - 1], *_behind(lines, key), again))
        rest = lines[key.at.line + len(_behind(lines, key)) :]
        source = read_text("\n".join((doubled, *rest)), f"flows/{file}")
        yield Mutant(file, key.at, "duplicate a key", f"'{key.text}' stands twice", source)


def _behind(lines: list[str], key: ScalarNode) -> list[str]:
    """Return the lines under ``key`` that belong to its value."""
    found: list[str] = []
    for line in lines[key.at.line :]:
        if line.strip() and len(line) - len(line.lstrip()) < key.at.column:
            break
        found.append(line)
    return found


def _walked(node: Node, path: Path, keys: Keys) -> Iterator[tuple[Path, Keys, Node]]:
    yield path, keys, node
    match node:
        case MappingNode(entries=entries):
            for index, (key, value) in enumerate(entries):
                yield from _walked(value, (*path, index), (*keys, key.text))
        case SequenceNode(items=items):
            for index, item in enumerate(items):
                yield from _walked(item, (*path, index), keys)
        case _:
            return


def _with(node: Node, path: Path, other: Node) -> Node:
    """Return ``node`` with ``other`` in the place at ``path``."""
    if not path:
        return other
    index, *rest = path
    match node:
        case MappingNode(entries=entries):
            key, value = entries[index]
            return replace(node, entries=put(entries, index, (key, _with(value, tuple(rest), other))))
        case SequenceNode(items=items):
            return replace(node, items=put(items, index, _with(items[index], tuple(rest), other)))
        case _:
            return node
