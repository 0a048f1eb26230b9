"""How do a parser's events become nodes? In one pass that refuses, with its place, what these files have no need of.

The gate stands at the events, before anything is built, so that aliases, anchors, merge keys, tags, depth and size
cannot cost more than the file is long. What does not parse at all raises PyYAML's own error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import yaml

from engine.flows.findings import Edit, Finding, error
from engine.flows.model import Position
from engine.flows.nodes import MappingNode, Node, ScalarNode, SequenceNode, same

MAX_EVENTS = 10_000
"""Values, and the beginnings and ends of lists and mappings."""
MAX_DEPTH = 40
MAX_PROBLEMS = 50
"""After so many the rest of a file is not worth reading."""
MAX_CHARACTERS = 10_000
"""Of one text. Nobody listens to a text of a quarter of an hour."""
MAX_BRACES = 500
"""Characters of a ``{...}`` that are kept as they stand."""

UNREADABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What nobody sees, or what makes a line look like another: control characters, direction overrides, stray marks."""
_COMMENT = re.compile(r"[ \t]*#")
_TIGHT = re.compile(r"(?P<name>\w+):(?P<value>[^:/ ][^:]*)")
_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)
_MAPPING_ENDS: Any = yaml.MappingEndEvent
_SEQUENCE_ENDS: Any = yaml.SequenceEndEvent


class EnoughError(Exception):
    """The file is not worth reading on; the findings say why."""


class Builder:
    """Builds one text's nodes."""

    def __init__(self, text: str, file: str) -> None:
        """Start the parser; it reads as far as it is asked to."""
        self.findings: list[Finding] = []
        self.seen = 0
        """Events so far."""
        self._text = text
        self._file = file
        self._end = 0
        """Where the last value ended."""
        self._next_event: Callable[[], Any] = _Loader(text).get_event

    def document(self) -> Node | None:
        """Build the file's one document. Raises ``EnoughError``, and ``yaml.YAMLError`` where it does not parse."""
        root: Node | None = None
        while (event := self._next_event()) is not None:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._refuse(event, "a second document ('---')", "put it into a file of its own")
                    break
                root = self._node(self._next(), 1)
        return root

    def _next(self) -> Any:  # noqa: ANN401 - PyYAML's events have no common typed ancestor with our fields
        event = self._next_event()
        self.seen += 1
        if self.seen > MAX_EVENTS:
            self._stop(event, f"the file holds more than {MAX_EVENTS:,} values")
        return event

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401
        if depth > MAX_DEPTH:
            self._stop(event, f"this is nested more than {MAX_DEPTH} deep")
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._refuse(event, f"the alias '*{event.anchor}'", "write the text out; quote it if it begins with '*'")
            return ScalarNode(f"*{event.anchor}", self._at(event))  # its name stands for the text that was meant
        if event.anchor is not None:
            self._refuse(event, f"the anchor '&{event.anchor}'", "leave it out; quote the text if it begins with '&'")
        if event.tag is not None:
            self._refuse(event, f"the tag '{event.tag}'", "leave it out; quote the text if it begins with '!'")
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        return self._mapping(event, depth) if kind is yaml.MappingStartEvent else self._sequence(event, depth)

    def _mapping(self, start: Any, depth: int) -> MappingNode:  # noqa: ANN401
        entries: dict[str, tuple[ScalarNode, Node]] = {}
        while type(event := self._next()) is not _MAPPING_ENDS:
            before = self._end
            key = self._key(event, depth)
            value = self._node(self._next(), depth + 1)
            if start.flow_style:
                key, value = self._spaced(key, value)
            if key.text in entries:
                first, other = entries[key.text]
                message = f"'{key.text}' stands twice here, first at {first.at}"
                edits = self._without(event, before, flow=bool(start.flow_style)) if same(value, other) else ()
                self._report(error(key.at, "F000", message, "delete one" if edits else "", edits))
            else:
                entries[key.text] = (key, value)
        if not start.flow_style:
            return MappingNode(tuple(entries.values()), self._at(start))
        self._end, begin = event.end_mark.index, start.start_mark.index
        source = self._text[begin : self._end] if self._end - begin <= MAX_BRACES else ""
        return MappingNode(tuple(entries.values()), self._at(start), braces=True, source=source)

    def _spaced(self, key: ScalarNode, value: Node) -> tuple[ScalarNode, Node]:
        """Read ``{1:one}`` as ``{1: one}``, which it must mean."""
        found = _TIGHT.fullmatch(key.text)
        if found is None or key.style != "plain" or not isinstance(value, ScalarNode) or value.text:
            return key, value
        name, at = found["name"], key.place(len(found["name"]))
        edits = (Edit(at, ":", ": "),)
        self._report(
            error(at, "F003", f"a space is missing behind '{name}:'", f"write {name}: {found['value']}", edits)
        )
        return replace(key, text=name), replace(key, text=found["value"], at=key.place(len(name) + 1))

    def _without(self, key: Any, before: int, *, flow: bool) -> tuple[Edit, ...]:  # noqa: ANN401
        """Return the edit that deletes an entry: in braces with its comma, else its lines if nothing else is there."""
        text, start, end = self._text, key.start_mark.index, self._end
        if flow:
            return (Edit(position(text[:before], self._file), text[before:end], ""),)
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        last = len(text) if last < 0 else last + 1
        if text[first:start].strip() or ((rest := text[end:last].strip()) and not rest.startswith("#")):
            return ()
        return (Edit(position(text[:first], self._file), text[first:last], ""),)

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
        while type(event := self._next()) is not _SEQUENCE_ENDS:
            items.append(self._node(event, depth + 1))
        if start.flow_style:
            self._end = event.end_mark.index
        return SequenceNode(tuple(items), self._at(start))

    def _scalar(self, event: Any) -> ScalarNode:  # noqa: ANN401
        begins, ends, text, at = event.start_mark, event.end_mark, event.value, self._at(event)
        if len(text) > MAX_CHARACTERS:
            self._report(error(at, "F009", f"a text of more than {MAX_CHARACTERS:,} characters", "make it shorter"))
            text = text[:MAX_CHARACTERS]
        lines, self._end = ends.line - begins.line + 1, ends.index
        match event.style:
            case "|" | ">":
                return ScalarNode(text.rstrip("\n"), at, "block", lines)
            case '"' | "'":
                return ScalarNode(self._seen_through(text, at) if event.style == '"' else text, at, "quoted", lines)
            case _ if self._is_cut(text, ends.index):
                return ScalarNode(text, at, "plain", lines, cut=True, whole=self._to_line_end(begins.index, ends.index))
            case _:
                return ScalarNode(text, at, "plain", lines)

    def _seen_through(self, text: str, at: Position) -> str:
        """Refuse what an escape brings in and could not stand there as it is."""
        strange = UNREADABLE.search(text)
        if strange is None:
            return text
        self._report(error(at, "F009", f"the character {strange.group()!a} cannot stand in a text", "delete it"))
        return UNREADABLE.sub(" ", text)

    def _is_cut(self, value: str, end: int) -> bool:
        """Two spaces before the ``#`` of a finished sentence make a comment; anything else may be a text cut short."""
        comment = _COMMENT.match(self._text, end)
        if comment is None:
            return False
        return comment.end() - end < len("  #") or not value.endswith((".", "?", "!"))

    def _to_line_end(self, begin: int, end: int) -> str:
        line_end = self._text.find("\n", end)
        return self._text[begin : line_end if line_end >= 0 else len(self._text)].rstrip()

    def _refuse(self, event: Any, what: str, hint: str) -> None:  # noqa: ANN401
        self._report(error(self._at(event), "F008", f"{what} is not allowed in these files", hint))

    def _report(self, finding: Finding) -> None:
        self.findings.append(finding)
        if len(self.findings) >= MAX_PROBLEMS:
            raise EnoughError

    def _stop(self, event: Any, why: str) -> None:  # noqa: ANN401
        self.findings.append(error(self._at(event), "F009", why))
        raise EnoughError

    def _at(self, event: Any) -> Position:  # noqa: ANN401
        mark = event.start_mark
        return Position(self._file, mark.line + 1, mark.column + 1)


def position(before: str, file: str) -> Position:
    """Return the place behind ``before``, all that stands in front of it."""
    line = before.count("\n")
    return Position(file, line + 1, len(before) - (before.rfind("\n") + 1) + 1)
