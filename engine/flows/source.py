"""What does a YAML file say, word for word, and where? Every scalar stays text, be it ``No``, ``0123`` or ``12:30``.

A file is refused as a whole for what no part of it may have: too many bytes, bytes that are no text, characters that
nobody can see, directives. What its values may not have is ``events``' business. Whatever is wrong becomes a finding
with its place; nothing here raises for what a file holds.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from engine.flows.contents import contents
from engine.flows.events import MAX_EVENTS, UNREADABLE, Builder, EnoughError, position
from engine.flows.findings import Finding, error
from engine.flows.model import Position
from engine.flows.nodes import MappingNode, Node, ScalarNode, SequenceNode, Source
from engine.flows.syntax import MAX_REPAIRS, explained, mended, quoted

__all__ = ["MappingNode", "Node", "ScalarNode", "SequenceNode", "Source", "read_file", "read_text"]

MAX_BYTES = 1_000_000
MAX_REPAIRABLE = 100_000
"""A longer text is given up at its first line that does not parse; so is one whose readings had ``MAX_EVENTS``."""

_LONE_RETURN = re.compile("\r(?!\n)")
_DIRECTIVE = re.compile(r"^%.*", re.MULTILINE)


def read_file(path: Path, file: str) -> Source:
    """Read ``path``; ``file`` is what its findings call it. A file over ``MAX_BYTES`` is refused unread."""
    start = Position(file, 1, 1)
    try:
        data = contents(path, MAX_BYTES + 1)
    except OSError as problem:
        return Source(None, (error(start, "F009", f"cannot be read: {problem.strerror}"),))
    if len(data) > MAX_BYTES:
        return Source(None, (error(start, "F009", f"the file is larger than {MAX_BYTES:,} bytes", "split it"),))
    try:
        return read_text(data.decode(), file)
    except UnicodeDecodeError as problem:
        at = position(_lined(data[: problem.start].decode(errors="ignore").removeprefix("\ufeff")), file)
        return Source(None, (error(at, "F009", "this is not UTF-8 text", "save the file as UTF-8"),))


def read_text(text: str, file: str) -> Source:
    """Read YAML ``text``. A line that does not parse is reported, taken as it must be meant, and reading goes on."""
    text = _lined(text.removeprefix("\ufeff"))
    refused = _refused_whole(text, file)
    if refused:
        return Source(None, (refused,))
    problems: list[Finding] = []
    spent = 0
    for _ in range(MAX_REPAIRS):
        builder = Builder(text, file)
        try:
            root = builder.document()
        except EnoughError:
            return Source(None, (*problems, *builder.findings))
        except yaml.YAMLError as problem:
            index, finding = explained(text, file, problem)
            if not problems or problems[-1].at.line != finding.at.line:
                problems.append(finding)
            spent += builder.seen
            again = spent <= MAX_EVENTS and len(text) <= MAX_REPAIRABLE
            repaired = (mended(text, finding) or quoted(text, index)) if again else None
            if repaired is None:
                return Source(None, (*problems, *builder.findings))
            text = repaired
        else:
            return Source(root, (*problems, *builder.findings))
    return Source(None, tuple(problems))


def _lined(text: str) -> str:
    """Return ``text`` with no line that ends in a carriage return alone: everything here counts line feeds."""
    return _LONE_RETURN.sub("\n", text) if "\r" in text else text


def _refused_whole(text: str, file: str) -> Finding | None:
    if len(text) > MAX_BYTES:
        return error(Position(file, 1, 1), "F009", f"the file is larger than {MAX_BYTES:,} characters", "split it")
    strange = UNREADABLE.search(text)
    if strange:
        at = position(text[: strange.start()], file)
        return error(at, "F009", f"the character {strange.group()!a} cannot stand in a text", "delete it")
    directive = _DIRECTIVE.search(text) if "%" in text else None
    if directive:  # the parser reads all of them before it says a word, each beside all others
        at = position(text[: directive.start()], file)
        return error(at, "F008", "a line that begins with '%' is not allowed in these files", "leave it out")
    return None
