"""What stands in a box? The step in a few words, its text as it is written, and what is folded away behind it.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.coverage.items import Item
from engine.drawing.conditions import written
from engine.drawing.picture import Box, BoxKind, Fold
from engine.flows.model import (
    Ask,
    Confirm,
    Do,
    End,
    If,
    Listen,
    Match,
    Prompt,
    Redo,
    Run,
    Say,
    SlotType,
    TransferTo,
)
from engine.flows.plan import Node, Plan
from engine.flows.roles import Text, of_node, of_slot

_SHOWN = ("say", "ask", "confirm", "listen", "filler")
"""Roles of the text that stands in the box itself."""


def box(plan: Plan, node: Node, found: Mapping[str, Sequence[Item]]) -> Box:
    """Draw ``node``; ``found``: node or ``slot.<name>`` -> what can happen there."""
    kind, head, text = _told(plan, node)
    tags = [tag for tag, holds in (("commits", node.commits), ("secret", _secret(plan, node))) if holds]
    return Box(
        node=node.name,
        kind=kind,
        head=head,
        text=text,
        at=node.at,
        folds=tuple(_folds(plan, node, found)),
        keys=tuple(_keys(node, found)),
        tags=tuple(tags),
        flow=node.step.flow if isinstance(node.step, Run) else "",
        key=("step", node.name, ""),
    )


def _told(plan: Plan, node: Node) -> tuple[BoxKind, str, str]:  # noqa: PLR0911 - one return per step word
    match node.step:
        case Say(prompt=prompt):
            return "say", "say", _source(prompt)
        case Ask(slot=name):
            slot = plan.slots[name]
            return "ask", f"ask {name}: {_type(slot.type)}", _source(slot.ask)
        case Confirm(prompt=prompt):
            return "confirm", "confirm", _source(prompt)
        case Listen(prompt=prompt):
            return "listen", "listen", _source(prompt)
        case Do(handler=handler, result=result, filler=filler):
            brings = f" as {result}" if result else ""
            return "do", f"do {handler}{brings}", "" if filler is None else f"({_source(filler)})"
        case If(condition=condition):
            return "if", "if", written(condition)
        case Match(subject=subject):
            return "match", "match", written(subject)
        case Run(flow=flow):
            run = plan.flow(flow)
            return "run", f"run {flow}", "" if run is None else run.title
        case Redo(name=name):
            return "redo", f"redo {name}", ""
        case TransferTo(queue=queue, note=note):
            return "transfer", f"transfer {queue}", "" if note is None else _source(note)
        case End(hangup=True):
            return "hangup", "hang up", ""
        case _:
            return "end", "end", ""


def _secret(plan: Plan, node: Node) -> bool:
    return isinstance(node.step, Ask) and plan.slots[node.step.slot].secret


def _source(prompt: Prompt) -> str:
    return prompt.variants[0].source


def _type(type: SlotType) -> str:  # noqa: A002 - the field's term
    if type.options:
        return f"one of {', '.join(type.options)}"
    if type.shortest is None:
        return type.kind
    span = f"{type.shortest}" if type.longest in (None, type.shortest) else f"{type.shortest}-{type.longest}"
    return f"{type.kind}({span})"


# ------------------------------------------------------------------------------------------------------------- folds


def _keys(node: Node, found: Mapping[str, Sequence[Item]]) -> Iterator[Fold]:
    menu = node.step.keys if isinstance(node.step, Listen) else {}
    for item in found.get(node.name, ()):
        if item.kind == "start":
            yield Fold(f"{item.key[2]} {menu[item.key[2]]}", "", item.at, item.key)


def _folds(plan: Plan, node: Node, found: Mapping[str, Sequence[Item]]) -> Iterator[Fold]:
    """Yield the texts that are not shown, then what does not run straight here."""
    where = f"slot.{node.step.slot}" if isinstance(node.step, Ask) else node.name
    for text in _texts(plan, node):
        several = len(text.prompt.variants) > 1
        for number, variant in enumerate(text.prompt.variants):
            if text.role not in _SHOWN or (several and number):
                name = text.called(number)
                yield Fold(name, variant.source, variant.at, ("prompt", where, name))
    for item in found.get(node.name, ()):
        if item.kind == "repair" or (item.kind == "outcome" and item.key[2] not in node.edges):
            yield Fold(called(item.key[2]), "", item.at, item.key)


def called(name: str) -> str:
    """Return how a repair is called in a picture: ``no-match 1``; a slot keeps its name."""
    what, _, rest = name.partition(" ")
    return f"{what.replace('_', '-')} {rest}".strip()


def _texts(plan: Plan, node: Node) -> Iterator[Text]:
    return of_slot(plan.slots[node.step.slot]) if isinstance(node.step, Ask) else of_node(node)
