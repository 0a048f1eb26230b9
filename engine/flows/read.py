"""How does a file become a flow, or the project? Reads nodes into ``model`` values, reporting every problem.

What can be said of one file alone is said here; what needs the other files or the handlers is ``check``'s.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from engine.flows.model import Asked, Flow, Limits, Name, Position, Project, Prompt, Required, Slot
from engine.flows.read_slots import MOST_TRIES, slot
from engine.flows.read_steps import RESERVED, block, blocks
from engine.flows.read_values import (
    Reading,
    choice,
    condition,
    items,
    mapping,
    prompt,
    seconds,
    share,
    text,
    whole,
    word,
)
from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode
from engine.flows.vocabulary import COVERAGE_KEYS, FLOW_KEYS, LIMIT_KEYS, PROJECT_KEYS, UNDERSTANDING_KEYS
from engine.recording import RULES, Rule

NUMBER = re.compile(r"\+[0-9]{6,15}|sips?:\S+")
"""What a queue is reached by."""
LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


def flow(reading: Reading, name: str, root: Node, at: Position) -> Flow:
    """Read a flow file."""
    fields = mapping(reading, root, "a flow", FLOW_KEYS)
    guard, steps = fields.get("if"), fields.get("steps")
    if steps is not None and _is_empty(steps):
        reading.error(steps.at, "F016", f"'{name}' has no steps: whoever gets there hears nothing", "write some")
    _needs(reading, fields, at, {
        "about": "one line for whoever chooses between flows",
        "title": "how the caller would call it, such as: your order",
        "start": "the intent that starts it, or never",
        "steps": "what it does",
    })  # fmt: skip
    return Flow(
        name=name,
        about=_text(reading, fields, "about"),
        title=_text(reading, fields, "title"),
        start=_start(reading, fields.get("start")),
        steps=block(reading, steps, "steps"),
        at=at,
        guard=None if guard is None else condition(reading, guard),
        slots=_slots(reading, fields.get("slots")),
        on=blocks(reading, fields.get("on")),
        interrupt=choice(reading, fields.get("interrupt"), ("allow", "never")) == "allow",
    )


def project(reading: Reading, root: Node, at: Position) -> Project:
    """Read ``project.yaml``, without the flows."""
    fields = mapping(reading, root, "the project", PROJECT_KEYS)
    _needs(reading, fields, at, {
        "name": "what the company is called",
        "locale": "the language callers speak, such as en-GB",
        "start": "the flow that greets",
    })  # fmt: skip
    handlers = fields.get("handlers")
    disclosure, waived = _disclosure(reading, fields.get("disclosure"))
    return Project(
        name=_text(reading, fields, "name"),
        locale=_locale(reading, fields.get("locale")),
        locales=_locales(reading, fields.get("locales"), fields.get("locale")),
        start=word(reading, fields.get("start"), "the name of a flow"),
        at=at,
        handlers=handlers.name if isinstance(handlers, ScalarNode) else None,
        disclosure=disclosure,
        disclosure_waived=waived,
        recording=_recording(reading, fields.get("recording")),
        queues=_queues(reading, fields.get("queues")),
        limits=_limits(reading, fields.get("limits")),
        understanding=_asked(reading, fields.get("understanding")),
        coverage=_required(reading, fields.get("coverage")),
        voices=_voices(reading, fields.get("voices")),
        on=blocks(reading, fields.get("on")),
    )


def _needs(reading: Reading, fields: MappingNode, at: Position, needed: Mapping[str, str]) -> None:
    for key, what in needed.items():
        if fields.get(key) is None:
            reading.error(at, "F007", f"this file needs '{key}': {what}")


def _is_empty(steps: Node) -> bool:
    return (isinstance(steps, SequenceNode) and not steps.items) or (isinstance(steps, ScalarNode) and not steps.text)


def _text(reading: Reading, fields: MappingNode, key: str) -> str:
    node = fields.get(key)
    return "" if node is None else text(reading, node)


def _start(reading: Reading, node: Node | None) -> tuple[str, ...]:
    labels = tuple(word(reading, item, "an intent") for item in items(reading, node, "start"))
    if node is not None and not labels:
        reading.error(node.at, "F006", "name the intents that start this flow, or write never")
    if "never" not in labels:
        return tuple(label for label in labels if label)
    if len(labels) > 1:
        reading.error(labels[0].at, "F006", "never stands alone: a flow that starts on an intent is not never started")
    return ()


def _slots(reading: Reading, node: Node | None) -> Mapping[str, Slot]:
    if node is None:
        return {}
    read: dict[str, Slot] = {}
    for key, value in mapping(reading, node, "slots").entries:
        if not re.fullmatch(r"[^\W\d]\w*", key.text) or key.text in RESERVED:
            reading.error(key.at, "F006", f"'{key.text}' cannot name a slot", "use letters, digits and underscores")
        read[key.name] = slot(reading, key, value, blocks)
    return read


def _locale(reading: Reading, node: Node | None) -> str:
    if isinstance(node, ScalarNode) and LOCALE.fullmatch(node.text):
        return node.text
    if node is not None:
        reading.error(node.at, "F006", "this is not a locale", "write en-GB")
    return "en-GB"


def _locales(reading: Reading, node: Node | None, own: Node | None) -> tuple[str, ...]:
    """Read the languages that are offered besides the project's own."""
    read: dict[str, Name] = {}
    for item in items(reading, node, "locales"):
        if not isinstance(item, ScalarNode) or not LOCALE.fullmatch(item.text):
            reading.error(item.at, "F006", "this is not a locale", "write es-ES")
        elif item.text in read or (isinstance(own, ScalarNode) and item.text == own.text):
            reading.error(item.at, "F006", f"'{item.text}' is already there", "name each language once")
        else:
            read[item.text] = item.name
    return tuple(read.values())


def _disclosure(reading: Reading, node: Node | None) -> tuple[Prompt | None, str | None]:
    if node is None:
        return None, None
    if isinstance(node, MappingNode) and "none" in node.keys():  # noqa: SIM118 - not a dict
        return None, _text(reading, mapping(reading, node, "disclosure", ("none",)), "none")
    return prompt(reading, node), None


def _recording(reading: Reading, node: Node | None) -> Rule:
    read = choice(reading, node, RULES)
    return cast("Rule", read)


def _queues(reading: Reading, node: Node | None) -> Mapping[str, str]:
    if node is None:
        return {}
    read: dict[str, str] = {}
    for key, value in mapping(reading, node, "queues").entries:
        number = value.text if isinstance(value, ScalarNode) else ""
        if not NUMBER.fullmatch(number):
            message = f"the queue '{key.text}' needs a number to dial"
            reading.error(value.at, "F006", message, 'write "+441632960100" or sip:desk@example.com')
        read[key.name] = number
    return read


def _limits(reading: Reading, node: Node | None) -> Limits:
    usual = Limits()
    if node is None:
        return usual
    fields = mapping(reading, node, "limits", LIMIT_KEYS)
    digressions = whole(reading, fields.get("digressions"), 0, MOST_TRIES)
    return Limits(
        tries=whole(reading, fields.get("tries"), 1, MOST_TRIES) or usual.tries,
        wait_s=seconds(reading, fields.get("wait")) or usual.wait_s,
        digressions=usual.digressions if digressions is None else digressions,
        call_s=seconds(reading, fields.get("call")) or usual.call_s,
    )


def _asked(reading: Reading, node: Node | None) -> Asked:
    usual = Asked()
    if node is None:
        return usual
    fields = mapping(reading, node, "understanding", UNDERSTANDING_KEYS)
    return Asked(
        precision=share(reading, fields.get("precision"), usual.precision),
        margin=share(reading, fields.get("margin"), usual.margin),
    )


def _required(reading: Reading, node: Node | None) -> Required:
    usual = Required()
    if node is None:
        return usual
    fields = mapping(reading, node, "coverage", COVERAGE_KEYS)
    commits, others = (whole(reading, fields.get(key), 0, 100) for key in COVERAGE_KEYS)
    return Required(usual.commits if commits is None else commits, usual.others if others is None else others)


def _voices(reading: Reading, node: Node | None) -> Mapping[str, str]:
    if node is None:
        return {}
    return {key.name: Name(text(reading, value), value.at) for key, value in mapping(reading, node, "voices").entries}
