"""What does a YAML file say, word for word, and where? Every scalar stays text, be it ``No``, ``0123`` or ``12:30``.

The gate stands at the parser's events, before anything is built, so that aliases, anchors, merge keys, tags, depth and
size cannot cost more than the file is long. Whatever is wrong becomes a finding with its place; nothing here raises for
what a file holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

from engine.flows.findings import Edit, Finding, error
from engine.flows.model import Position
from engine.flows.nodes import MappingNode, Node, ScalarNode, SequenceNode, same
from engine.flows.syntax import MAX_REPAIRS, explained, quoted

__all__ = ["MappingNode", "Node", "ScalarNode", "SequenceNode", "Source", "read_file", "read_text"]

MAX_BYTES = 1_000_000
MAX_EVENTS = 10_000
MAX_DEPTH = 40
MAX_PROBLEMS = 50
"""After so many the rest of a file is not worth reading."""
MAX_BRACES = 500
"""Characters of a ``{...}`` that are kept as they stand."""
MAX_REPAIRABLE = 100_000
"""A longer text is given up at its first line that does not parse."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COMMENT = re.compile(r"[ \t]*#")
_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)


@dataclass(frozen=True, slots=True)
class Source:
    """A file, read."""

    root: Node | None
    """None when there is nothing to go on with."""
    findings: tuple[Finding, ...] = ()


def read_file(path: Path, file: str) -> Source:
    """Read ``path``; ``file`` is what its findings call it. A file over ``MAX_BYTES`` is refused unread."""
    start = Position(file, 1, 1)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as problem:
        return Source(None, (error(start, "F009", f"cannot be read: {problem.strerror}"),))
    if len(data) > MAX_BYTES:
        return Source(None, (error(start, "F009", f"the file is larger than {MAX_BYTES:,} bytes", "split it"),))
    try:
        return read_text(data.decode("utf-8-sig"), file)
    except UnicodeDecodeError as problem:
        at = _position(data[: problem.start].decode("utf-8-sig", "ignore"), file)
        return Source(None, (error(at, "F009", "this is not UTF-8 text", "save the file as UTF-8"),))


def read_text(text: str, file: str) -> Source:
    """Read YAML ``text``. A line that does not parse is reported, taken as one quoted text, and reading goes on."""
    text = text.removeprefix("\ufeff")
    refused = _refused_whole(text, file)
    if refused:
        return Source(None, (refused,))
    problems: list[Finding] = []
    for _ in range(MAX_REPAIRS):
        builder = _Builder(text, file)
        try:
            root = builder.document()
        except _EnoughError:
            return Source(None, (*problems, *builder.findings))
        except yaml.YAMLError as problem:
            index, finding = explained(text, file, problem)
            if not problems or problems[-1].at.line != finding.at.line:
                problems.append(finding)
            repaired = quoted(text, index) if len(text) <= MAX_REPAIRABLE else None
            if repaired is None:
                return Source(None, (*problems, *builder.findings))
            text = repaired
        else:
            return Source(root, (*problems, *builder.findings))
    return Source(None, tuple(problems))


def _refused_whole(text: str, file: str) -> Finding | None:
    if len(text) > MAX_BYTES:
        return error(Position(file, 1, 1), "F009", f"the file is larger than {MAX_BYTES:,} characters", "split it")
    strange = _UNPRINTABLE.search(text)
    if strange:
        at = _position(text[: strange.start()], file)
        return error(at, "F009", f"the character {strange.group()!a} cannot stand in a text", "delete it")
    return None


def _position(before: str, file: str) -> Position:
    line = before.count("\n")
    return Position(file, line + 1, len(before) - (before.rfind("\n") + 1) + 1)


class _EnoughError(Exception):
    """The file is not worth reading on; the findings say why."""


@dataclass(slots=True)
class _Builder:
    """Builds nodes from events and refuses what a flow file has no need of."""

    text: str
    file: str
    findings: list[Finding] = field(default_factory=list)
    _seen: int = 0
    _end: int = 0
    """Where the last value ended."""
    _events: Iterator[Any] = field(init=False)

    def __post_init__(self) -> None:
        """Start the parser."""
        self._events = cast("Iterator[Any]", yaml.parse(self.text, Loader=_Loader))

    def document(self) -> Node | None:
        """Build the file's one document."""
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._refuse(event, "a second document ('---')", "put it into a file of its own")
                    break
                root = self._node(self._next(), 1)
        return root

    def _next(self) -> Any:  # noqa: ANN401 - PyYAML's events have no common typed ancestor with our fields
        self._seen += 1
        event = next(self._events)
        if self._seen > MAX_EVENTS:
            self._stop(event, f"the file holds more than {MAX_EVENTS:,} values")
        return event

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401
        if depth > MAX_DEPTH:
            self._stop(event, f"this is nested more than {MAX_DEPTH} deep")
        self._gate(event)
        match event:
            case yaml.MappingStartEvent():
                return self._mapping(event, depth)
            case yaml.SequenceStartEvent():
                return self._sequence(event, depth)
            case yaml.ScalarEvent():
                return self._scalar(event)
            case _:  # an alias, which is refused; its name stands for the text that was meant
                return ScalarNode(f"*{getattr(event, 'anchor', '')}", self._at(event))

    def _gate(self, event: Any) -> None:  # noqa: ANN401
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"the alias '*{event.anchor}'", "write the text out; quote it if it begins with '*'")
        elif event.anchor is not None:
            self._refuse(event, f"the anchor '&{event.anchor}'", "leave it out; quote the text if it begins with '&'")
        if getattr(event, "tag", None) is not None:
            self._refuse(event, f"the tag '{event.tag}'", "leave it out; quote the text if it begins with '!'")

    def _mapping(self, start: Any, depth: int) -> MappingNode:  # noqa: ANN401
        entries: dict[str, tuple[ScalarNode, Node]] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            before = self._end
            key = self._key(event, depth)
            value = self._node(self._next(), depth + 1)
            if key.text in entries:
                first, other = entries[key.text]
                message = f"'{key.text}' stands twice here, first at {first.at}"
                edits = self._without(event, before, flow=bool(start.flow_style)) if same(value, other) else ()
                self._report(error(key.at, "F000", message, "delete one" if edits else "", edits))
            else:
                entries[key.text] = (key, value)
        if not start.flow_style:
            return MappingNode(tuple(entries.values()), self._at(start))
        self._ends(event)
        begin = start.start_mark.index
        source = self.text[begin : self._end] if self._end - begin <= MAX_BRACES else ""
        return MappingNode(tuple(entries.values()), self._at(start), braces=True, source=source)

    def _without(self, key: Any, before: int, *, flow: bool) -> tuple[Edit, ...]:  # noqa: ANN401
        """Return the edit that deletes an entry: in braces with its comma, else its lines if nothing else is there."""
        text, start, end = self.text, key.start_mark.index, self._end
        if flow:
            return (Edit(_position(text[:before], self.file), text[before:end], ""),)
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        last = len(text) if last < 0 else last + 1
        if text[first:start].strip() or ((rest := text[end:last].strip()) and not rest.startswith("#")):
            return ()
        return (Edit(_position(text[:first], self.file), text[first:last], ""),)

    def _key(self, event: Any, depth: int) -> ScalarNode:  # noqa: ANN401
        node = self._node(event, depth + 1)
        if not isinstance(node, ScalarNode):
            self._refuse(event, "a list or a mapping as a key", "quote the text")
            return ScalarNode("", node.at)
        if node.text == "<<" and node.style == "plain":
            self._refuse(event, "the merge key '<<'", "write the keys out")
        return node

    def _sequence(self, start: Any, depth: int) -> SequenceNode:  # noqa: ANN401
        items: list[Node] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        if start.flow_style:
            self._ends(event)
        return SequenceNode(tuple(items), self._at(start))

    def _scalar(self, event: Any) -> ScalarNode:  # noqa: ANN401
        lines = event.end_mark.line - event.start_mark.line + 1
        self._ends(event)
        if event.style in ("|", ">"):
            return ScalarNode(event.value.rstrip("\n"), self._at(event), "block", lines)
        if event.style in ("'", '"'):
            return ScalarNode(event.value, self._at(event), "quoted", lines)
        end = event.end_mark.index
        if not self._is_cut(event.value, end):
            return ScalarNode(event.value, self._at(event), "plain", lines)
        line_end = self.text.find("\n", end)
        whole = self.text[event.start_mark.index : line_end if line_end >= 0 else len(self.text)].rstrip()
        return ScalarNode(event.value, self._at(event), "plain", lines, cut=True, whole=whole)

    def _is_cut(self, value: str, end: int) -> bool:
        """Two spaces before the ``#`` of a finished sentence make a comment; anything else may be a text cut short."""
        comment = _COMMENT.match(self.text, end)
        if comment is None:
            return False
        return comment.end() - end < len("  #") or not value.endswith((".", "?", "!"))

    def _ends(self, event: Any) -> None:  # noqa: ANN401
        self._end = event.end_mark.index

    def _refuse(self, event: Any, what: str, hint: str) -> None:  # noqa: ANN401
        self._report(error(self._at(event), "F008", f"{what} is not allowed in these files", hint))

    def _report(self, finding: Finding) -> None:
        self.findings.append(finding)
        if len(self.findings) >= MAX_PROBLEMS:
            raise _EnoughError

    def _stop(self, event: Any, why: str) -> None:  # noqa: ANN401
        self.findings.append(error(self._at(event), "F009", why))
        raise _EnoughError

    def _at(self, event: Any) -> Position:  # noqa: ANN401
        return Position(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
