"""How is a slot read: its type, its wordings, its keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, cast

from engine.flows.findings import Edit, nearest, respelled, suggestion
from engine.flows.model import Block, Check, Name, Position, Prompt, Slot, SlotType, Template
from engine.flows.read_values import (
    Reading,
    choice,
    condition,
    items,
    mapping,
    prompt,
    prompts,
    seconds,
    switch,
    text,
    whole,
)
from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode
from engine.flows.vocabulary import CHECK_KEYS, SLOT_KEYS

KINDS = (
    "digits", "money", "number", "date", "time", "yes_no", "one_of", "phone", "postcode", "email", "name", "text",
)  # fmt: skip
READBACKS = ("auto", "always", "never")
MOST_TRIES = 9
MOST_DIGITS = 32

_TYPE = re.compile(
    r"(?P<kind>\w+) ?(?:\((?P<shortest>[0-9]{1,4})(?:-(?P<longest>[0-9]{1,4}))?\)|\[(?P<options>[^\[\]]*)\])?"
)

_NAMED = re.compile(r"(?P<name>[^\[(]*[^\[( ]) *(?P<rest>[\[(].*)?")
_OTHERWISE = {
    **dict.fromkeys(("int", "integer", "float", "decimal", "numeric"), "number"),
    **dict.fromkeys(("str", "string", "free text"), "text"),
    **dict.fromkeys(("bool", "boolean", "yes/no", "yes or no", "yes no", "yes-no"), "yes_no"),
    **dict.fromkeys(("one of", "one-of", "choice", "enum"), "one_of"),
    **dict.fromkeys(("currency", "amount", "price"), "money"),
    **dict.fromkeys(("phone number", "telephone"), "phone"),
    **dict.fromkeys(("e-mail", "email address"), "email"),
}
"""What a type is called elsewhere, or nearly -> its name here."""

OnReader = Callable[[Reading, Node | None], Mapping[str, Block]]


def slot(reading: Reading, key: ScalarNode, node: Node, read_on: OnReader) -> Slot:
    """Read the slot called ``key``."""
    fields = mapping(reading, node, f"the slot '{key.text}'", SLOT_KEYS)
    optional = {
        name: prompt(reading, found) for name in ("short", "silence", "help") if (found := fields.get(name)) is not None
    }
    return Slot(
        name=key.name,
        type=slot_type(reading, fields, key),
        ask=_ask(reading, fields, key),
        at=key.at,
        short=optional.get("short"),
        retry=prompts(reading, fields.get("retry"), "retry"),
        silence=optional.get("silence"),
        help=optional.get("help"),
        checks=_checks(reading, fields.get("check")),
        readback=cast(
            "Literal['auto', 'always', 'never']",
            choice(reading, fields.get("readback"), READBACKS),
        ),
        keys=_keys(reading, fields.get("keys")),
        voice=switch(reading, fields.get("voice"), default=True),
        secret=switch(reading, fields.get("secret"), default=False),
        wait_s=seconds(reading, fields.get("wait")),
        patience_s=seconds(reading, fields.get("patience")),
        tries=whole(reading, fields.get("tries"), 1, MOST_TRIES),
        barge=switch(reading, fields.get("barge"), default=True),
        keep=_keep(reading, fields.get("keep")),
        on=read_on(reading, fields.get("on")),
    )


def _ask(reading: Reading, fields: MappingNode, key: ScalarNode) -> Prompt:
    node = fields.get("ask")
    if node is not None:
        return prompt(reading, node)
    reading.error(key.at, "F007", f"the slot '{key.text}' needs 'ask': the words that ask for it")
    return Prompt((Template("", (), key.at),), key.at)


def _keep(reading: Reading, node: Node | None) -> bool:
    return node is not None and choice(reading, node, ("call",)) == "call"


def _checks(reading: Reading, node: Node | None) -> tuple[Check, ...]:
    single = (node,) if isinstance(node, MappingNode) else items(reading, node, "check")
    checks: list[Check] = []
    for item in single:
        fields = mapping(reading, item, "a check", CHECK_KEYS)
        test, otherwise = fields.get("if"), fields.get("else")
        if test is None or otherwise is None:
            reading.error(item.at, "F007", "a check needs 'if' (the condition) and 'else' (what to say when it fails)")
        else:
            checks.append(Check(condition(reading, test), prompt(reading, otherwise), item.at))
    return tuple(checks)


def _keys(reading: Reading, node: Node | None) -> bool | Mapping[str, str]:
    return (
        key_map(reading, node) if isinstance(node, MappingNode | SequenceNode) else switch(reading, node, default=True)
    )


def key_map(reading: Reading, node: Node | None) -> Mapping[str, str]:
    """Read ``{1: one, 2: another}``: what each key of the keypad stands for."""
    if node is None:
        return {}
    read: dict[str, str] = {}
    listed = _listed(reading, node) if isinstance(node, SequenceNode) else None
    for key, value in mapping(reading, node, "keys").entries if listed is None else listed:
        if not re.fullmatch(r"[0-9]", key.text):
            reading.error(key.at, "F024", f"'{key.text}' is not a key: a menu has the keys 0 to 9")
        read[key.name] = value.name if isinstance(value, ScalarNode) else Name(text(reading, value), value.at)
    return read


def _listed(reading: Reading, node: SequenceNode) -> tuple[tuple[ScalarNode, Node], ...]:
    """Read keys that are written as a list as what they must mean."""
    entries = [entry for item in node.items if isinstance(item, MappingNode) for entry in item.entries]
    plain = [item for item in node.items if isinstance(item, ScalarNode)]
    entries = entries or [(ScalarNode(str(number), item.at), item) for number, item in enumerate(plain, 1)]
    shown = ", ".join(f"{key.text}: {value.text}" for key, value in entries if isinstance(value, ScalarNode))
    reading.error(node.at, "F006", "keys must be keys and values, not a list", f"write {{{shown}}}")
    return tuple(entries)


def slot_type(reading: Reading, fields: MappingNode, key: ScalarNode) -> SlotType:
    """Read ``type`` and ``options``; an unreadable type becomes the nearest, or one of no kind."""
    node = fields.get("type")
    if node is None:
        reading.error(key.at, "F007", f"the slot '{key.text}' needs 'type'", f"one of {', '.join(KINDS)}")
        return SlotType("")
    found = _TYPE.fullmatch(_renamed(reading, node)) if isinstance(node, ScalarNode) else None
    if found is None or found["kind"] not in KINDS:
        said = f"'{node.text}'" if isinstance(node, ScalarNode) else "this"
        near = nearest(found["kind"] if found else "", KINDS)
        hint = f"did you mean '{near}'?" if near else f"one of {', '.join(KINDS)}"
        kind = found["kind"] if found else ""
        reading.error(node.at, "F006", f"{said} is not a type", hint, respelled(kind, KINDS, node.at))
        return SlotType(near if near != "one_of" else "")
    kind = found["kind"]
    if found["shortest"] and kind != "digits":
        reading.error(node.at, "F006", f"only digits have a length, not {kind}")
    if kind == "one_of":
        options = _options(reading, fields.get("options"), found["options"], node.at)
        return SlotType(kind, options=options) if len(options) > 1 else SlotType("")
    if found["options"] is not None or fields.get("options") is not None:
        reading.error(node.at, "F006", f"only one_of has options, not {kind}")
    return _digits(reading, found, node.at) if kind == "digits" else SlotType(kind)


def _renamed(reading: Reading, node: ScalarNode) -> str:
    """Return a type by its name here, where it must be meant: ``int`` is ``number``."""
    named = _NAMED.fullmatch(node.text)
    kind = _OTHERWISE.get(named["name"].lower()) if named else None
    if named is None or kind is None:
        return node.text
    written = f"{kind} {named['rest']}" if named["rest"] else kind
    edits = (Edit(node.at, node.text, written),) if node.style == "plain" and node.lines == 1 else ()
    reading.error(node.at, "F006", f"'{node.text}' is not a type", f"did you mean '{written}'?", edits)
    return written


def _digits(reading: Reading, found: re.Match[str], at: Position) -> SlotType:
    if not found["shortest"]:
        return SlotType("digits")
    shortest = int(found["shortest"])
    longest = int(found["longest"] or shortest)
    if not 1 <= shortest <= longest <= MOST_DIGITS:
        reading.error(at, "F006", f"'{found[0]}' cannot be", f"write digits(4-8), 1 to {MOST_DIGITS} digits long")
        return SlotType("digits")
    return SlotType("digits", shortest, longest)


def _options(reading: Reading, node: Node | None, listed: str | None, at: Position) -> dict[str, tuple[str, ...]]:
    options: dict[str, tuple[str, ...]] = {
        option.strip(): (option.strip(),) for option in (listed or "").split(",") if option.strip()
    }
    synonyms = node.entries if isinstance(node, MappingNode) else ()
    for key, value in synonyms:
        if listed is not None and key.text not in options:
            free = [option for option in options if option not in (name.text for name, _ in synonyms)]
            hint, edits = suggestion(key.text, options), respelled(key.text, free, key.at)
            reading.error(key.at, "F005", f"'{key.text}' is none of the options", hint, edits)
        ways = [Name(text(reading, item), item.at) for item in items(reading, value, "the ways to say it")]
        options[key.text] = (key.text, *(way for way in ways if way != key.text))
    if not isinstance(node, MappingNode):
        options |= {item: (item,) for found in items(reading, node, "options") if (item := text(reading, found))}
    if len(options) < 2:  # noqa: PLR2004 - one option is no choice
        reading.error(at, "F006", "one_of needs at least two options", "write one_of [red, green]")
    return options
