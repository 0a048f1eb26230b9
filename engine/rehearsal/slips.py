"""How could a designer slip at one place of a file? A key lost, a name misspelt, a type swapped, an edge cut.

Pure. A slip is what would stand at that place instead; the place keeps its position.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from engine.flows.model import Position
from engine.flows.read_slots import KINDS
from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode
from engine.flows.vocabulary import BESIDE

_T = TypeVar("_T")

Keys = tuple[str, ...]
"""The keys on the way down to a place; a list's items have none."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One wrong edit."""

    at: Position
    operator: str
    """Which kind: ``drop a key``, ``misspell a name`` ..."""
    what: str
    """In words."""
    node: Node = field(repr=False)
    """What stands at the place instead."""


@dataclass(frozen=True, slots=True)
class Names:
    """What else could stand in a name's place."""

    slots: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    handlers: tuple[str, ...] = ()


_NAMES = frozenset({"ask", "do", "run", "redo", "transfer", "as", "start", "handlers", "match"})
"""Keys whose value is the name of something."""
_TABLES = frozenset({"slots", "on", "with", "queues", "options", "keys"})
"""Keys under which every key is the name of something."""
_WORD = re.compile(r"[^\W\d]\w{2,}")
_PLACE = re.compile(r"\{([^{}]+)\}")
_RELATIONS = {
    "<=": "<", ">=": ">", "<": "<=", ">": ">=", "==": "!=", "!=": "==", " not in ": " in ", " in ": " not in ",
}  # fmt: skip
_RELATION = re.compile(r"<=|>=|==|!=|<|>| not in | in ")
_LENGTHS = re.compile(r"digits\((\d+)(?:-(\d+))?\)")
_PROMPTS = frozenset(
    {"ask", "short", "retry", "silence", "help", "any", "filler", "note", "say", "disclosure", "confirm"}
)
_MOVES = frozenset({"redo", "transfer", "end", "run"})
_TURNED = {
    ("secret", "true"): "false",
    ("readback", "always"): "auto",
    ("readback", "never"): "auto",
    ("barge", "off"): "on",
    ("interrupt", "never"): "allow",
    ("keys", "off"): "on",
    ("voice", "off"): "on",
    ("end", "hangup"): "",
}


def slips(keys: Keys, node: Node, names: Names) -> Iterator[Slip]:
    """Yield every slip at the place where ``node`` stands under ``keys``."""
    match node:
        case MappingNode():
            yield from _dropped_keys(keys, node)
            yield from _misspelt_keys(keys, node)
            yield from _swapped_branches(node)
        case SequenceNode():
            yield from _dropped_items(keys, node)
            yield from _emptied(keys, node)
            yield from _swapped_items(keys, node)
        case ScalarNode():
            yield from _misspelt(keys, node)
            yield from _retyped(keys, node)
            yield from _weakened(keys, node)
            yield from _retargeted(keys, node, names)
            yield from _other_value(keys, node, names)


def _dropped_keys(keys: Keys, node: MappingNode) -> Iterator[Slip]:
    if len(node.entries) < 2:  # noqa: PLR2004 - its only key goes with the mapping itself
        return
    for index, (key, _) in enumerate(node.entries):
        rest = replace(node, entries=put(node.entries, index, None))
        operator = "remove a prompt" if key.text in _PROMPTS else "drop a key"
        yield Slip(key.at, operator, f"'{key.text}' is gone from {_called(keys)}", rest)


def _misspelt_keys(keys: Keys, node: MappingNode) -> Iterator[Slip]:
    for index, (key, value) in enumerate(node.entries):
        wrong = misspelt(key.text)
        if wrong is None:
            continue
        named = bool(keys) and keys[-1] in _TABLES
        spelt = replace(node, entries=put(node.entries, index, (replace(key, text=wrong), value)))
        operator = "misspell a name" if named or "match" in node.keys() else "misspell a key"  # noqa: SIM118
        yield Slip(key.at, operator, f"'{key.text}' is spelt '{wrong}'", spelt)


def _swapped_branches(node: MappingNode) -> Iterator[Slip]:
    """Let each branch do what the next one should."""
    branches = [i for i, (key, value) in enumerate(node.entries) if isinstance(value, SequenceNode) and _is_branch(key)]
    for one, other in pairwise(branches):
        (key, value), (next_key, next_value) = node.entries[one], node.entries[other]
        entries = put(put(node.entries, one, (key, next_value)), other, (next_key, value))
        swapped = replace(node, entries=entries)
        what = f"'{key.text}' and '{next_key.text}' are swapped"
        yield Slip(key.at, "cut an edge", what, swapped)


def _is_branch(key: ScalarNode) -> bool:
    return key.text not in {"slots", "retry", "steps", "start", "check", "any", "disclosure", "locales"}


def _dropped_items(keys: Keys, node: SequenceNode) -> Iterator[Slip]:
    for index, item in enumerate(node.items):
        rest = replace(node, items=put(node.items, index, None))
        operator, what = _of_item(keys, item)
        yield Slip(item.at, operator, what, rest)


def _of_item(keys: Keys, item: Node) -> tuple[str, str]:
    if keys and keys[-1] in _PROMPTS:
        return "remove a prompt", f"one text of '{keys[-1]}' is gone"
    word = _step_word(item)
    operator = "cut an edge" if word in _MOVES else "weaken a check" if keys[-1:] == ("check",) else "drop a step"
    return operator, f"'{word}' is gone from {_called(keys)}"


def _emptied(keys: Keys, node: SequenceNode) -> Iterator[Slip]:
    """Leave a branch that has more than one step empty; with one, dropping it is the same."""
    if len(node.items) > 1 and _step_word(node.items[0]) in BESIDE:
        empty = replace(node, items=())
        yield Slip(node.at, "cut an edge", f"{_called(keys)} does nothing", empty)


def _swapped_items(keys: Keys, node: SequenceNode) -> Iterator[Slip]:
    if len(node.items) < 2 or keys[-1:] in (("start",), ("any",), ("locales",)) or "options" in keys[-2:]:  # noqa: PLR2004
        return  # of these the order says nothing
    for index in range(len(node.items) - 1):
        one, other = node.items[index : index + 2]
        swapped = replace(node, items=(*node.items[:index], other, one, *node.items[index + 2 :]))
        what = f"'{_step_word(one)}' and '{_step_word(other)}' of {_called(keys)} are swapped"
        yield Slip(one.at, "swap two steps", what, swapped)


def _misspelt(keys: Keys, node: ScalarNode) -> Iterator[Slip]:
    """Misspell a name where it stands alone, in braces, or in a condition."""
    if _is_name(keys, node):
        spans = [(0, len(node.text))]
    elif keys and keys[-1] == "if":
        spans = [m.span() for m in _WORD.finditer(node.text) if m[0] not in {"not", "and", "true", "false"}]
    else:
        spans = [m.span(1) for m in _PLACE.finditer(node.text)]
    for start, end in spans:
        wrong = misspelt(node.text[start:end])
        if wrong is not None:
            text = f"{node.text[:start]}{wrong}{node.text[end:]}"
            what = f"'{node.text[start:end]}' is spelt '{wrong}'"
            yield _said(node, "misspell a name", what, text)


def _is_name(keys: Keys, node: ScalarNode) -> bool:
    named = bool(keys) and keys[-1] in _NAMES and node.text != "end" and not _is_of_slot(keys)
    return named or keys[-2:-1] in {("keys",), ("with",)}


def _is_of_slot(keys: Keys) -> bool:
    """Whether a key is one of a slot's own: there, ``ask`` is a text."""
    return keys[-3:-2] == ("slots",)


def _retyped(keys: Keys, node: ScalarNode) -> Iterator[Slip]:
    if keys[-1:] != ("type",):
        return
    kind = node.text.partition("(")[0].partition(" ")[0]
    others = [each for each in ("money", "digits", "text") if each != kind and kind in KINDS]
    found = _LENGTHS.fullmatch(node.text)
    if found:
        low, high = int(found[1]), int(found[2] or found[1])
        others += [f"digits({low}-{high + 1})", f"digits({low + 1}-{max(high, low + 1)})"]
    for other in others:
        yield _said(node, "swap a type", f"'{node.text}' became '{other}'", other)


def _weakened(keys: Keys, node: ScalarNode) -> Iterator[Slip]:
    if keys[-1:] != ("if",):
        return
    operator = "weaken a check" if "check" in keys else "weaken a condition"
    yield _said(node, operator, f"'{node.text}' became 'true'", "true")
    for found in _RELATION.finditer(node.text):
        other = _RELATIONS[found[0]]
        text = f"{node.text[: found.start()]}{other}{node.text[found.end() :]}"
        yield _said(node, operator, f"'{node.text}' became '{text}'", text)


def _retargeted(keys: Keys, node: ScalarNode, names: Names) -> Iterator[Slip]:
    """Send a move somewhere else that exists."""
    known: Mapping[str, Collection[str]] = {
        "ask": names.slots,
        "redo": names.slots,
        "run": names.flows,
        "transfer": names.queues,
        "do": names.handlers,
    }
    table = (
        ()
        if _is_of_slot(keys)
        else known.get(keys[-1] if keys else "", names.flows if keys[-2:-1] == ("keys",) else ())
    )
    other = _next(node.text, table)
    if other is not None and other in table:
        yield _said(node, "cut an edge", f"'{node.text}' became '{other}'", other)


def _other_value(keys: Keys, node: ScalarNode, names: Names) -> Iterator[Slip]:
    """Speak another value, or turn a switch, a duration or a number."""
    for found in _PLACE.finditer(node.text) if keys and keys[-1] not in {"if", "match"} else ():
        other = _next(found[1], names.slots)
        if found[1] in names.slots and other is not None:
            text = f"{node.text[: found.start(1)]}{other}{node.text[found.end(1) :]}"
            yield _said(node, "swap a value", f"'{found[1]}' became '{other}' in a text", text)
    turned = _TURNED.get((keys[-1] if keys else "", node.text))
    if turned is not None:
        yield _said(node, "weaken a check", f"'{keys[-1]}: {node.text}' became '{turned}'", turned)
    elif keys[-1:] in (("tries",), ("digressions",)) and node.text.isdecimal():
        yield _said(node, "weaken a check", f"'{keys[-1]}' is one more", str(int(node.text) + 1))


def misspelt(word: str) -> str | None:
    """Return ``word`` without a letter in its middle; None when it is too short for a slip."""
    letters = [i for i, c in enumerate(word) if c.isalpha()]
    if len(letters) < 3:  # noqa: PLR2004 - "do", "if", "on"
        return None
    at = letters[len(letters) // 2]
    return word[:at] + word[at + 1 :]


def _said(node: ScalarNode, operator: str, what: str, text: str) -> Slip:
    return Slip(node.at, operator, what, replace(node, text=text, cut=False))


def _next(word: str, table: Collection[str]) -> str | None:
    ordered = sorted(table)
    if word not in ordered or len(ordered) < 2:  # noqa: PLR2004 - nothing else is there
        return None
    return ordered[(ordered.index(word) + 1) % len(ordered)]


def _step_word(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return "end" if node.text == "end" else "a text"
    keys = node.keys() if isinstance(node, MappingNode) else ()
    return next((key for key in keys if key in BESIDE), keys[0] if keys else "")


def _called(keys: Keys) -> str:
    return f"'{'.'.join(keys[-2:])}'" if keys else "the file"


def put(items: tuple[_T, ...], index: int, item: _T | None) -> tuple[_T, ...]:
    """Return ``items`` with ``item`` at ``index``, or without what stood there."""
    return (*items[:index], *(() if item is None else (item,)), *items[index + 1 :])
