"""Which calls does a file of tests/calls/ hold? YAML to ``Rehearsal``, every problem with its place, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

from engine.flows.findings import Edit, Finding
from engine.flows.model import Name, Position
from engine.flows.source import MappingNode, Node, ScalarNode, SequenceNode, Source, read_file
from engine.rehearsal.model import Caller, Did, Ending, Expected, Fragment, Rehearsal, ScriptedTurn, Stub
from engine.rehearsal.read_pin import read_pin
from engine.rehearsal.shapes import Shapes

CALL = ("call", "locale", "given", "opening", "turns", "ends", "today", "variant", "wire")
QUIET = ("silence", "hangs up", "unanswered")
"""What a caller does without a word, so that what is expected may stand right under it."""
DOES = ("caller", "keys", *QUIET)
INTERRUPTS = "interrupts"
"""A turn of its own, or what the caller does to our lines before he speaks or keys."""
EXPECTS = ("hears", "never", "slots", "did", "with", "path", "within")
TURN = (*DOES, INTERRUPTS, "confidence", "understood", *EXPECTS)
ENDS = ("transfer", "note")
MOST_VARIANTS = 99
SPECIAL_OUTCOMES = ("error", "timeout")


def read_calls(folder: Path) -> tuple[tuple[Rehearsal, ...], tuple[Finding, ...]]:
    """Read every file of the project's ``tests/calls``."""
    calls: list[Rehearsal] = []
    findings: list[Finding] = []
    for path in sorted((folder / "tests" / "calls").glob("*.yaml")):
        more, wrong = read_call_file(path, path.relative_to(folder).as_posix())
        calls.extend(more)
        findings.extend(wrong)
    return tuple(calls), tuple(sorted(findings))


def read_call_file(path: Path, file: str) -> tuple[tuple[Rehearsal, ...], tuple[Finding, ...]]:
    """Read one file; ``file`` is what findings call it."""
    return read_source(read_file(path, file))


def read_source(source: Source) -> tuple[tuple[Rehearsal, ...], tuple[Finding, ...]]:
    """Read a file that is already parsed."""
    shapes = Shapes(list(source.findings))
    root = source.root
    if root is None:
        return (), tuple(shapes.findings)
    if not isinstance(root, SequenceNode):
        shapes.wrong(root, "T003", "a file of conversation tests is a list of calls", "begin with '- call: ...'")
        return (), tuple(shapes.findings)
    calls = [_call(node, shapes) for node in root.items]
    return tuple(call for call in calls if call is not None), tuple(shapes.findings)


def _call(node: Node, shapes: Shapes) -> Rehearsal | None:
    parts = {key.text: value for key, value in shapes.entries(node, "a call", CALL)}
    if "call" not in parts:
        shapes.wrong(node, "T002", "a call needs a name", "begin with '- call: what happens'")
        return None
    opening = Expected(hears=shapes.fragments(parts["opening"]) if "opening" in parts else (), at=node.at)
    turns = parts.get("turns", SequenceNode((), node.at))
    return Rehearsal(
        name=shapes.text(parts["call"]),
        at=parts["call"].at,
        turns=(
            ScriptedTurn(Caller("calls"), node.at, opening),
            *(_turn(item, shapes) for item in shapes.items(turns)),
        ),
        given=_given(parts.get("given"), shapes),
        ends=_ending(parts["ends"], shapes) if "ends" in parts else None,
        locale=Name(shapes.text(parts["locale"]), parts["locale"].at) if "locale" in parts else None,
        today=_today(parts["today"], shapes) if "today" in parts else None,
        variant=_variant(parts["variant"], shapes) if "variant" in parts else 1,
        wire="wire" in parts and _flag(parts["wire"], shapes),
    )


def _today(node: Node, shapes: Shapes) -> date | None:
    try:
        return date.fromisoformat(shapes.text(node))
    except ValueError:
        shapes.wrong(node, "T004", "this is no day", "write it like 2026-03-04")
        return None


def _variant(node: Node, shapes: Shapes) -> int:
    text = shapes.text(node)
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= MOST_VARIANTS):
        shapes.wrong(
            node, "T004", "this is no place in a list of variants", f"write a number from 1 to {MOST_VARIANTS}"
        )
        return 1
    return int(text)


# ------------------------------------------------------------------------------------------------------------ turns


def _turn(node: Node, shapes: Shapes) -> ScriptedTurn:
    if isinstance(node, ScalarNode):
        node = MappingNode(((node, ScalarNode("", node.at)),), node.at)
    parts = _flattened(node, shapes)
    does = [key for key in DOES if key in parts] or [key for key in (INTERRUPTS,) if key in parts]
    known = not isinstance(node, MappingNode) or set(node.keys()) <= set(TURN)
    if not does and not known:  # what the caller does may stand under the key that was just reported
        return ScriptedTurn(Caller("silence"), node.at)
    if len(does) != 1:
        shapes.wrong(node, "T002", f"a turn is exactly one of {', '.join(DOES)}, {INTERRUPTS}")
        return ScriptedTurn(Caller("silence"), node.at)
    understood = read_pin(parts["understood"], shapes) if "understood" in parts else None
    return ScriptedTurn(_caller(does[0], parts, shapes), node.at, _expected(node, parts, shapes), understood)


def _flattened(node: Node, shapes: Shapes) -> dict[str, Node]:
    """Return a turn's parts. What is done without a word may have under it what is expected."""
    parts: dict[str, Node] = {}
    for key, value in shapes.entries(node, "a turn", TURN):
        parts[key.text] = value
        if key.text not in QUIET:
            continue
        if isinstance(value, ScalarNode) and value.text:
            behind = f"behind '{key.text}:' stand keys and values that must be true then, or nothing"
            shapes.wrong(value, "T003", behind, f"write {key.text} alone", _emptied(value))
        else:
            parts.update({inner.text: under for inner, under in shapes.entries(value, f"'{key.text}'", EXPECTS)})
    return parts


def _emptied(value: ScalarNode) -> tuple[Edit, ...]:
    at = Position(value.at.file, value.at.line, value.at.column - len(": "))
    return (Edit(at, f": {value.text}", ":"),)


def _caller(does: str, parts: Mapping[str, Node], shapes: Shapes) -> Caller:
    stop = _after(parts[INTERRUPTS], shapes) if INTERRUPTS in parts else None
    match does:
        case "caller":
            sure = shapes.share(parts["confidence"]) if "confidence" in parts else 1.0
            return Caller("says", shapes.text(parts["caller"]), sure, stop)
        case "keys":
            return Caller("keys", _keys(parts["keys"], shapes), interrupts=stop)
        case "hangs up":
            return Caller("hangs up", interrupts=stop)
        case "unanswered":
            return Caller("unanswered", interrupts=stop)
        case "interrupts":
            return Caller("interrupts", interrupts=stop)
        case _:
            return Caller("silence")


def _after(node: Node, shapes: Shapes) -> Fragment | None:
    found = [shapes.fragments(value) for _, value in shapes.entries(node, INTERRUPTS, ("after",))]
    if len(found) == 1 and len(found[0]) == 1:
        return found[0][0]
    shapes.wrong(node, "T002", "after which words?", "write interrupts: {after: words of ours}")
    return None


def _keys(node: Node, shapes: Shapes) -> str:
    keys = shapes.text(node)
    if not keys or set(keys) - set("0123456789*#"):
        shapes.wrong(node, "T004", "a keypad has 0 to 9, * and #")
    return keys


def _expected(node: Node, parts: Mapping[str, Node], shapes: Shapes) -> Expected:
    if "with" in parts and "did" not in parts:
        shapes.wrong(parts["with"], "T002", "'with' needs 'did'", "name the handler these are the arguments of")
    return Expected(
        hears=shapes.fragments(parts["hears"]) if "hears" in parts else (),
        never=shapes.fragments(parts["never"]) if "never" in parts else (),
        slots=shapes.fields(parts["slots"], "slots") if "slots" in parts else (),
        did=_did(parts["did"], shapes) if "did" in parts else None,
        given=shapes.fields(parts["with"], "with") if "with" in parts else (),
        path=shapes.fragments(parts["path"]) if "path" in parts else (),
        within_s=shapes.seconds(parts["within"]) if "within" in parts else None,
        at=node.at,
    )


def _did(node: Node, shapes: Shapes) -> tuple[Did, ...]:
    found: list[Did] = []
    for item in shapes.items(node):
        if isinstance(item, MappingNode):
            found += [Did(name.text, name.at, shapes.text(outcome)) for name, outcome in item.entries]
        else:
            found.append(Did(shapes.text(item), item.at))
    return tuple(found)


# --------------------------------------------------------------------------------------------------- given and ends


def _given(node: Node | None, shapes: Shapes) -> dict[str, tuple[Stub, ...]]:
    return {
        name.text: tuple(_stub(item, shapes) for item in shapes.items(answers))
        for name, answers in shapes.entries(node, "given")
    }


def _stub(node: Node, shapes: Shapes) -> Stub:
    if isinstance(node, ScalarNode):
        return Stub(node.text, node.at)
    if isinstance(node, MappingNode) and set(node.keys()) == {"takes", "gives"}:
        gives, takes = cast("Node", node.get("gives")), cast("Node", node.get("takes"))
        return replace(_stub(gives, shapes), takes_s=shapes.seconds(takes))
    facts = shapes.written(node)
    if isinstance(facts, Mapping):
        return Stub("done", node.at, facts)
    shapes.wrong(node, "T003", "a handler answers with a result or the name of an outcome")
    return Stub("done", node.at)


def _ending(node: Node, shapes: Shapes) -> Ending:
    if isinstance(node, ScalarNode):
        if node.text == "hangup":
            return Ending(node.at, "hangup")
        if node.text != "done":
            shapes.wrong(node, "T004", "a call ends in 'hangup', 'done' or {transfer: queue}")
        return Ending(node.at, "done")
    parts = {key.text: value for key, value in shapes.entries(node, "ends", ENDS)}
    if "transfer" not in parts:
        shapes.wrong(node, "T002", "which queue is the call transferred to?", "write {transfer: queue}")
        return Ending(node.at, "done")
    note = shapes.fragments(parts["note"]) if "note" in parts else ()
    return Ending(node.at, "transfer", shapes.text(parts["transfer"]), note)


def _flag(node: Node, shapes: Shapes) -> bool:
    text = shapes.text(node)
    if text not in ("true", "false"):
        shapes.wrong(node, "T004", "write true or false")
    return text == "true"
