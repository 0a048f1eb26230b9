"""Is a node of the shape a key wants? Text, list, map, seconds, number.

What is not becomes a finding and reading goes on. Codes: T for conversation tests.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from engine.flows.findings import Edit, Finding, error, respelled, suggestion
from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode
from engine.rehearsal.model import Field, Fragment, Written

_TIME = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>ms|s)")


@dataclass(slots=True)
class Shapes:
    """Reads nodes of one file and gathers what is wrong with them."""

    findings: list[Finding] = field(default_factory=list)

    def wrong(self, node: Node, code: str, message: str, hint: str = "", edits: tuple[Edit, ...] = ()) -> None:
        """Gather one finding."""
        self.findings.append(error(node.at, code, message, hint, edits))

    def entries(self, node: Node | None, what: str, known: Collection[str] = ()) -> Iterator[tuple[ScalarNode, Node]]:
        """Yield the entries of a map; with ``known``, only those, the others being findings."""
        if isinstance(node, MappingNode):
            for key, value in node.entries:
                if not known or key.text in known:
                    yield key, value
                else:
                    free = [each for each in known if each not in node.keys()]  # noqa: SIM118 - not a dict
                    hint = suggestion(key.text, known) or f"it has {', '.join(known)}"
                    edits = respelled(key.text, free, key.at)
                    self.wrong(key, "T001", f"there is no key '{key.text}' in {what}", hint, edits)
        elif node is not None and not (isinstance(node, ScalarNode) and not node.text):
            self.wrong(node, "T003", f"{what} has keys and values here")

    def text(self, node: Node) -> str:
        """Return a scalar's text."""
        if isinstance(node, ScalarNode):
            return node.text
        self.wrong(node, "T003", "write one text here")
        return ""

    def items(self, node: Node) -> tuple[Node, ...]:
        """Return a list's items; a single value is a list of one."""
        return node.items if isinstance(node, SequenceNode) else (node,)

    def fragments(self, node: Node) -> tuple[Fragment, ...]:
        """Return one fragment or a list of them."""
        return tuple(self._fragment(item) for item in self.items(node))

    def fields(self, node: Node, what: str) -> tuple[Field, ...]:
        """Return a map of names and values."""
        return tuple(Field(key.text, self.text(value), value.at) for key, value in self.entries(node, what))

    def seconds(self, node: Node) -> float:
        """Return ``800ms`` or ``1.5s`` as seconds."""
        found = _TIME.fullmatch(self.text(node))
        if found is None:
            self.wrong(node, "T004", "this is no time", "write 800ms or 1.5s")
            return 0.0
        return float(found["number"]) / (1000 if found["unit"] == "ms" else 1)

    def share(self, node: Node) -> float:
        """Return a number from 0 to 1."""
        try:
            value = float(self.text(node))
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            self.wrong(node, "T004", "this is no number from 0 to 1")
            return 1.0
        return value

    def written(self, node: Node) -> Written:
        """Return any value, as text all the way down."""
        match node:
            case ScalarNode():
                return node.text
            case SequenceNode():
                return tuple(self.written(item) for item in node.items)
            case MappingNode():
                return {key.text: self.written(value) for key, value in node.entries}

    def _fragment(self, node: Node) -> Fragment:
        text = self.text(node)
        if not (len(text) > 2 and text.startswith("/") and text.endswith("/")):  # noqa: PLR2004 - two slashes
            if not text:
                self.wrong(node, "T004", "an empty text is in everything", "write what must be heard")
            return Fragment(text, node.at)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # such as brackets in brackets, which will mean something else one day
                re.compile(text[1:-1])
        except (re.error, Warning) as problem:
            self.wrong(node, "T005", f"this regular expression does not compile: {str(problem).partition(' at ')[0]}")
            return Fragment(text, node.at)
        return Fragment(text[1:-1], node.at, pattern=True)
