"""How are steps read? A step has exactly one step word, and the word says which other keys may stand beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.flows.findings import Edit, respelled, suggestion, surely, warning
from engine.flows.given import NAMES
from engine.flows.model import (
    Ask,
    Block,
    Confirm,
    Constant,
    Do,
    End,
    Expression,
    If,
    Listen,
    Match,
    Name,
    Redo,
    Run,
    Say,
    Step,
    TransferTo,
)
from engine.flows.read_slots import MOST_TRIES, key_map
from engine.flows.read_values import Reading, condition, items, mapping, prompt, prompts, seconds, switch, whole, word
from engine.flows.source import MappingNode, Node, ScalarNode
from engine.flows.vocabulary import BESIDE, BESIDE_ANY

ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What a step's id looks like."""
RESERVED = ("and", "or", "not", "in", "true", "false", "yes", "no", *NAMES)


def block(reading: Reading, node: Node | None, what: str) -> Block:
    """Read a list of steps. A key with nothing behind it has lost its steps: no steps on purpose are written ``[]``."""
    if isinstance(node, ScalarNode) and not node.text and not node.cut and what != "steps":
        message = f"no steps stand under {what}"
        reading.findings.append(warning(node.at, "F016", message, "write them, or [] if nothing shall happen"))
    if isinstance(node, ScalarNode) and node.text and node.text != "end":
        hint = "begin each line with '- '; what is said, with '- say: '"
        reading.error(node.at, "F006", f"{what} must be a list of steps", hint)
        return () if what in ("steps", "yes") else (End(node.at, hangup=True),)  # nothing is concluded from their lack
    return tuple(step for item in items(reading, node, what) if (step := _step(reading, item)) is not None)


def blocks(reading: Reading, node: Node | None) -> Mapping[str, Block]:
    """Read an ``on:``: event or outcome -> steps."""
    if node is None:
        return {}
    return {key.name: block(reading, value, f"on {key.text}") for key, value in mapping(reading, node, "on").entries}


def _step(reading: Reading, node: Node) -> Step | None:
    if isinstance(node, ScalarNode) and node.text == "end":
        return End(node.at)
    if isinstance(node, ScalarNode):
        node = _with_colon(reading, node)
    if not isinstance(node, MappingNode):
        found = node.text if isinstance(node, ScalarNode) else ""
        reading.error(node.at, "F001", "a step must stand here, such as '- say: text'", suggestion(found, BESIDE))
        return None
    node = _with_step_word(reading, node)
    step_word = _step_word(reading, node)
    if step_word is None:
        return None
    value = node.get(step_word)
    if value is None:  # pragma: no cover - the word was found among the keys
        return None
    if step_word != "match":
        own = tuple(entry for entry in node.entries if entry[0].text == step_word or entry[0].text not in BESIDE)
        node = mapping(reading, MappingNode(own, node.at), step_word, (step_word, *BESIDE[step_word], *BESIDE_ANY))
    step = _READERS[step_word](reading, node, value)
    own_name = node.get("id")
    return step if own_name is None else replace(step, id=_id(reading, own_name))


def _with_colon(reading: Reading, node: ScalarNode) -> Node:
    """Read ``ask people`` as the step that it must be."""
    first, space, rest = node.text.partition(" ")
    if first not in BESIDE or not rest:
        return node
    edits = (Edit(node.at, f"{first} ", f"{first}: "),) if node.style == "plain" else ()
    reading.error(node.at, "F001", f"a colon is missing behind '{first}'", f"write '{first}: ...'", edits)
    return MappingNode(
        ((ScalarNode(first, node.at), replace(node, text=rest, at=node.place(len(first + space)))),), node.at
    )


def _id(reading: Reading, node: Node) -> Name:
    """Read the name that a step is given. It becomes part of its node's name."""
    if isinstance(node, ScalarNode) and ID.fullmatch(node.text):
        return node.name
    found = f"'{node.text}'" if isinstance(node, ScalarNode) else "this"
    reading.error(node.at, "F014", f"{found} cannot be a step's id", "use letters, digits and underscores")
    return Name("", node.at)


def _with_step_word(reading: Reading, node: MappingNode) -> MappingNode:
    """Read a first key that must be a slip for a step word as that word, so that what follows is checked too."""
    keys = node.keys()
    if any(key in BESIDE for key in keys):
        return node
    near = surely(keys[0], BESIDE) if keys else ""
    if not near:
        return node
    first, value = node.entries[0]
    message, edits = f"no step word here, only '{first.text}'", respelled(first.text, BESIDE, first.at)
    reading.error(node.at, "F001", message, suggestion(first.text, BESIDE), edits)
    return replace(node, entries=((replace(first, text=near), value), *node.entries[1:]))


def _step_word(reading: Reading, node: MappingNode) -> str | None:
    keys = node.keys()
    words = [key for key in keys if key in BESIDE]
    if keys and keys[0] == "match":
        return "match"
    if len(words) == 1:
        return words[0]
    if not words:
        first = keys[0] if keys else ""
        hint = suggestion(first, BESIDE) or f"a step is one of {', '.join(BESIDE)}"
        reading.error(node.at, "F001", f"no step word here, only '{first}'", hint)
        return None
    hint = "begin the second with '- ' on a line of its own"
    reading.error(node.at, "F001", f"two steps in one: {' and '.join(words)}", hint)
    return words[0]


def _say(reading: Reading, node: MappingNode, value: Node) -> Step:
    return Say(prompt(reading, value), node.at, barge=switch(reading, node.get("barge"), default=True))


def _ask(reading: Reading, node: MappingNode, value: Node) -> Step:
    return Ask(word(reading, value, "the name of a slot"), node.at)


def _confirm(reading: Reading, node: MappingNode, value: Node) -> Step:
    yes, no = node.get("yes"), node.get("no")
    return Confirm(
        prompt(reading, value),
        node.at,
        yes=None if yes is None else block(reading, yes, "yes"),
        no=None if no is None else block(reading, no, "no"),
        retry=prompts(reading, node.get("retry"), "retry"),
        tries=whole(reading, node.get("tries"), 1, MOST_TRIES),
    )


def _listen(reading: Reading, node: MappingNode, value: Node) -> Step:
    return Listen(
        prompt(reading, value),
        node.at,
        retry=prompts(reading, node.get("retry"), "retry"),
        keys=key_map(reading, node.get("keys")),
        tries=whole(reading, node.get("tries"), 1, MOST_TRIES),
        wait_s=seconds(reading, node.get("wait")),
    )


def _do(reading: Reading, node: MappingNode, value: Node) -> Step:
    filler, result = node.get("filler"), node.get("as")
    return Do(
        word(reading, value, "the name of a handler"),
        node.at,
        result=None if result is None else new_name(reading, result),
        inputs=_inputs(reading, node.get("with")),
        filler=None if filler is None else prompt(reading, filler),
        on=blocks(reading, node.get("on")),
    )


def new_name(reading: Reading, node: Node) -> Name:
    """Read a name that a slot or a result is given."""
    name = word(reading, node, "a name")
    if name in RESERVED or "." in name or "-" in name:
        reading.error(name.at, "F006", f"'{name}' cannot name a value", "use letters, digits and underscores")
    return name


def _inputs(reading: Reading, node: Node | None) -> Mapping[str, Expression]:
    """Read ``with:``. A quoted value is a text; any other is an expression, where a bare word names a value."""
    if node is None:
        return {}
    read: dict[str, Expression] = {}
    for key, value in mapping(reading, node, "with").entries:
        is_text = isinstance(value, ScalarNode) and value.style == "quoted"
        read[key.name] = Constant(_name(value), value.at) if is_text else condition(reading, value)
    return read


def _name(node: Node) -> Name:
    return node.name if isinstance(node, ScalarNode) else Name("", node.at)


def _if(reading: Reading, node: MappingNode, value: Node) -> Step:
    if node.get("then") is None:
        reading.error(node.at, "F007", "an if needs 'then': what to do when it is so")
    return If(
        condition(reading, value),
        block(reading, node.get("then"), "then"),
        block(reading, node.get("else"), "else"),
        node.at,
    )


def _match(reading: Reading, node: MappingNode, value: Node) -> Step:
    otherwise = node.get("else")
    cases: dict[str, Block] = {
        key.name: block(reading, steps, f"the value '{key.text}'")
        for key, steps in node.entries
        if key.text not in ("match", *BESIDE["match"], *BESIDE_ANY)
    }
    if not cases:
        reading.error(node.at, "F007", "a match needs at least one value with steps under it")
    subject = condition(reading, value)
    return Match(subject, cases, None if otherwise is None else block(reading, otherwise, "else"), node.at)


def _run(reading: Reading, node: MappingNode, value: Node) -> Step:
    return Run(word(reading, value, "the name of a flow"), node.at)


def _redo(reading: Reading, node: MappingNode, value: Node) -> Step:
    return Redo(word(reading, value, "the name of a slot or a result"), node.at)


def _transfer(reading: Reading, node: MappingNode, value: Node) -> Step:
    note = node.get("note")
    read = None if note is None else prompt(reading, note)
    return TransferTo(word(reading, value, "the name of a queue"), node.at, note=read)


def _end(reading: Reading, node: MappingNode, value: Node) -> Step:
    ends = isinstance(value, ScalarNode) and value.text in ("", "hangup")
    if not ends:
        reading.error(value.at, "F006", "after 'end:' may stand nothing or 'hangup'")
    return End(node.at, hangup=isinstance(value, ScalarNode) and value.text == "hangup")


_READERS: dict[str, Callable[[Reading, MappingNode, Node], Step]] = {
    "say": _say,
    "ask": _ask,
    "confirm": _confirm,
    "listen": _listen,
    "do": _do,
    "if": _if,
    "match": _match,
    "run": _run,
    "redo": _redo,
    "transfer": _transfer,
    "end": _end,
}
