"""How is one value of a flow file read: a text to speak, a word, a duration, a switch, a condition.

Every reader returns a value to go on with and reports what is wrong, so that one pass finds every problem of a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from engine.flows.findings import Edit, Finding, error, nearest, respelled, suggestion, surely, warning
from engine.flows.grammar import ExpressionError, parse
from engine.flows.model import Constant, Expression, Name, Position, Prompt, Reference, Template
from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode
from engine.flows.syntax import in_quotes

DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?(ms|s|m)")
_SPELT = re.compile(r"(\d+) ?(secs?|seconds?|mins?|minutes?)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}
_LONGEST_S = 3600.0
_PLACE = re.compile(r"\{([^{}]*)\}|[{}]")
_PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_WORD = re.compile(r"[^\W\d][\w-]*(?:\.[\w-]+)*")
SWITCH = {"on": True, "off": False, "yes": True, "no": False, "true": True, "false": False}
_QUOTES = "put the whole text in quotes"


@dataclass(slots=True)
class Reading:
    """What a file's readers share: the problems found so far."""

    findings: list[Finding] = field(default_factory=list)

    def error(self, at: Position, code: str, message: str, hint: str = "", edits: tuple[Edit, ...] = ()) -> None:
        """Report a problem."""
        self.findings.append(error(at, code, message, hint, edits))


def mapping(reading: Reading, node: Node, what: str, known: Collection[str] | None = None) -> MappingNode:
    """Return ``node`` as a mapping, an empty one when it is none; ``known`` keys only, unless that is None.

    A key that is not known is reported and read as the one it must be a slip for: one slip is one finding.
    """
    if not isinstance(node, MappingNode):
        if not (isinstance(node, ScalarNode) and not node.text):
            reading.error(node.at, "F006", f"{what} must be keys and values")
        return MappingNode((), node.at)
    if known is None or all(key.text in known for key, _ in node.entries):
        return node
    free = [key for key in known if key not in node.keys()]  # noqa: SIM118 - not a dict
    entries = tuple((_known_key(reading, key, what, known, free), value) for key, value in node.entries)
    return replace(node, entries=entries)


def _known_key(reading: Reading, key: ScalarNode, what: str, known: Collection[str], free: list[str]) -> ScalarNode:
    if key.text in known:
        return key
    hint = suggestion(key.text, known) or f"{what} has {', '.join(known)}"
    reading.error(key.at, "F005", f"unknown key '{key.text}'", hint, respelled(key.text, free, key.at))
    near = surely(key.text, free)
    if not near:
        return key
    free.remove(near)
    return replace(key, text=near)


def items(reading: Reading, node: Node | None, what: str) -> tuple[Node, ...]:
    """Return the items of a list; a single value is a list of one; nothing is an empty list."""
    match node:
        case None:
            return ()
        case SequenceNode():
            return node.items
        case ScalarNode(text="", cut=False):
            return ()
        case ScalarNode():
            return (node,)
        case MappingNode():
            reading.error(node.at, "F006", f"{what} must be a list", "begin each line with '- '")
            return ()


def prompt(reading: Reading, node: Node) -> Prompt:
    """Read what is said: a text, or ``any:`` with several."""
    if isinstance(node, MappingNode) and "any" in node.keys():  # noqa: SIM118 - not a dict
        listed = items(reading, mapping(reading, node, "a text", ("any",)).get("any"), "any")
        variants = tuple(template(reading, variant) for variant in listed)
        if not variants:
            reading.error(node.at, "F006", "a text must stand here")
        elif len({variant.source for variant in variants}) < max(2, len(variants)):
            message = "these variants are the same" if len(variants) > 1 else "one variant is no variety"
            reading.findings.append(warning(node.at, "V111", message, "write another, or the text without 'any'"))
        return Prompt(variants or (Template("", (), node.at),), node.at)
    return Prompt((template(reading, node),), node.at)


def prompts(reading: Reading, node: Node | None, what: str) -> tuple[Prompt, ...]:
    """Read a list of texts."""
    return tuple(prompt(reading, item) for item in items(reading, node, what))


def template(reading: Reading, node: Node) -> Template:
    """Read a text with places for values."""
    source = text(reading, node)
    if not isinstance(node, ScalarNode) or not source:
        return Template(source, (), node.at)
    return Template(source, tuple(_parts(reading, node)), node.at)


def text(reading: Reading, node: Node) -> str:
    """Read a text that a person will hear or read."""
    match node:
        case MappingNode(braces=True, source=source):
            edits = (Edit(node.at, source, in_quotes(source)),) if source and "\n" not in source else ()
            reading.error(node.at, "F002", "a text that begins with '{' needs quotes", _QUOTES, edits)
        case MappingNode(entries=((ScalarNode(style="plain") as key, ScalarNode(style="plain") as rest),)) if rest.text:
            source = f"{key.text}: {rest.text}"
            edits = (Edit(node.at, source, in_quotes(source)),) if not rest.cut else ()
            reading.error(key.at, "F003", "a text with a colon and a space in it needs quotes", _QUOTES, edits)
            return source
        case MappingNode() | SequenceNode():
            reading.error(node.at, "F006", "a text must stand here", f"{_QUOTES} if it begins with '-' or '['")
        case ScalarNode(cut=True):
            message = f"'#' cuts the text short: the caller would only hear '{node.text}'"
            hint = "put the text in quotes, or a comment on a line of its own"
            reading.error(node.at, "F004", message, hint, _uncut(node))
        case ScalarNode() if not node.text.strip():
            reading.error(node.at, "F006", "a text must stand here")
    return node.text if isinstance(node, ScalarNode) else ""


def _uncut(node: ScalarNode) -> tuple[Edit, ...]:
    """Return the edit that quotes the whole line, when what follows the ``#`` goes on with the sentence."""
    behind = node.whole[len(node.text) :].strip().removeprefix("#").strip()
    goes_on = not node.text.endswith((".", "?", "!")) and (not behind or behind.endswith((".", "?", "!")))
    return (Edit(node.at, node.whole, in_quotes(node.whole)),) if goes_on and node.whole else ()


def _parts(reading: Reading, node: ScalarNode) -> Iterator[str | Reference]:
    end = 0
    for place in _PLACE.finditer(node.text):
        if place.start() > end:
            yield node.text[end : place.start()]
        end = place.end()
        at = node.place(place.start() + 1)
        path = (place[1] or "").strip()
        if _PATH.fullmatch(path):
            yield Reference(tuple(path.split(".")), at)
        else:
            reading.error(at, "F061", f"'{place[0]}' is not a name in braces", "write {slot} or {result.field}")
    if end < len(node.text):
        yield node.text[end:]


def word(reading: Reading, node: Node | None, what: str) -> Name:
    """Read one word: the name of a slot, a flow, a handler, a queue."""
    if node is None:
        return Name("", Position("", 1, 1))
    if not isinstance(node, ScalarNode) or not _WORD.fullmatch(node.text):
        found = f", not '{node.text}'" if isinstance(node, ScalarNode) and node.text else ""
        reading.error(node.at, "F006", f"{what} must stand here{found}")
        return Name("", node.at)
    return node.name


def choice(reading: Reading, node: Node | None, allowed: tuple[str, ...]) -> str:
    """Read one of ``allowed``; the first is the default."""
    if node is None:
        return allowed[0]
    if isinstance(node, ScalarNode) and node.text in allowed:
        return node.name
    found = node.text if isinstance(node, ScalarNode) else ""
    edits = respelled(found, allowed, node.at) if isinstance(node, ScalarNode) and node.style == "plain" else ()
    reading.error(node.at, "F006", f"this is one of {', '.join(allowed)}", suggestion(found, allowed), edits)
    return nearest(found, allowed) or allowed[0]


def switch(reading: Reading, node: Node | None, *, default: bool) -> bool:
    """Read ``on`` or ``off``, in any of their spellings."""
    if node is None:
        return default
    found = SWITCH.get(node.text.lower()) if isinstance(node, ScalarNode) else None
    if found is None:
        reading.error(node.at, "F006", "this is on or off")
    return default if found is None else found


def seconds(reading: Reading, node: Node | None) -> float | None:
    """Read a duration such as ``8s``, ``500ms`` or ``15m``, in seconds."""
    if node is None:
        return None
    found = DURATION.fullmatch(node.text) if isinstance(node, ScalarNode) else None
    if found is None:
        what = f"'{node.text}'" if isinstance(node, ScalarNode) else "this"
        reading.error(node.at, "F006", f"{what} is not a duration", "write 8s, 500ms or 15m", _shortened(node))
        return None
    duration = float(found[1]) * _SECONDS[found[2]]
    if not 0 < duration <= _LONGEST_S:
        reading.error(node.at, "F006", "a duration is longer than nothing and an hour at most")
        return None
    return duration


def _shortened(node: Node) -> tuple[Edit, ...]:
    spelt = _SPELT.fullmatch(node.text) if isinstance(node, ScalarNode) and node.style == "plain" else None
    return () if spelt is None else (Edit(node.at, spelt[0], f"{spelt[1]}{spelt[2][0]}"),)


def whole(reading: Reading, node: Node | None, least: int, most: int) -> int | None:
    """Read a whole number from ``least`` to ``most``. ``010`` is none: YAML itself would take it for eight."""
    if node is None:
        return None
    plain = isinstance(node, ScalarNode) and re.fullmatch(r"0|[1-9][0-9]{0,5}", node.text)
    if isinstance(node, ScalarNode) and plain and least <= int(node.text) <= most:
        return int(node.text)
    reading.error(node.at, "F006", f"this is a whole number from {least} to {most}")
    return None


def share(reading: Reading, node: Node | None, default: float) -> float:
    """Read a number from 0 to 1."""
    if node is None:
        return default
    if isinstance(node, ScalarNode) and re.fullmatch(r"0?\.[0-9]{1,6}|[01](?:\.0+)?", node.text):
        return float(node.text)
    reading.error(node.at, "F006", "this is a number from 0 to 1, such as 0.98")
    return default


def condition(reading: Reading, node: Node) -> Expression:
    """Read an expression, by the one grammar of ``if``, ``match`` and ``with``. What does not parse becomes False."""
    if not isinstance(node, ScalarNode):
        hint = _QUOTES if isinstance(node, SequenceNode) or node.braces else ""
        reading.error(node.at, "F061", "a condition must stand here", hint)
        return Constant(False, node.at)
    try:
        return parse(node.text, node.place(0))
    except ExpressionError as problem:
        edits = (Edit(problem.at, *problem.instead),) if problem.instead else ()
        reading.error(problem.at, "F061", str(problem), problem.hint, edits)
        return Constant(False, node.at)
