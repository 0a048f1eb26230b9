"""What can happen in a project's flows? The list that coverage counts by, each item with its place in a file.

Five kinds:

    steps     every step that a designer wrote
    outcomes  both ways of an ``if``, every case of a ``match`` and its ``else``, ``done`` and every declared outcome
              of a handler (with or without a block of its own), yes and no of a ``confirm``
    repairs   of each question: silence 1 to n-1 and no-match 1 to n-1 where n is its ``tries``, giving up, help, a
              read-back where a slot may be misheard, the correction of each slot that is known there, its refusal
              once it has gone through, a digression, or its refusal (of a secret: what is said is not taken), and
              "A or B?" of an open question; of each handler error and timeout; of each ``redo`` giving up; of each
              flow that asks anything repeat, hold, cancel and human, from any one of its questions
    prompts   every text that is spoken, each variant of ``any:`` by itself
    starts    each intent label of a flow, each key of a menu

What cannot happen is not counted: the ``else`` of a ``match`` that names every value, the corrections of a secret, the
retry that comes after giving up, a digression where no other flow can start, the engine's own steps and wordings.
Acts that the nearest ``on:`` block answers are counted once for each flow, because every question of a flow has the
same one; a slot that has an ``on:`` of its own has steps there, and they are counted. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.coverage.standing import Standing, standings
from engine.dialog.taking import NOT_ECHOED
from engine.flows.model import Ask, Do, Listen, Match, Name, Position, Redo, Slot
from engine.flows.outcomes import FAILURES
from engine.flows.plan import BUILT_IN, Node, Plan
from engine.flows.roles import Text, of_node, of_slot

Kind = Literal["step", "outcome", "repair", "prompt", "start"]
Key = tuple[str, str, str]
"""A thing that happened: ``step`` or the kind of a ``Took``, where, and its name."""
ANYWHERE = "project"
"""Stands for the flow of what happens anywhere; no flow can be called as the project's own file is."""
ACTS = ("repeat", "hold", "cancel", "human")
"""Counted once for each flow."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can happen."""

    kind: Kind
    """What it is counted as."""
    key: Key
    """What it is when it happens."""
    flow: str
    """The flow it counts for, or ``project``."""
    at: Position
    what: str
    """For people, when it never happened: ``do.orders.lookup outcome 'not_found' never taken``."""


def items(plan: Plan) -> tuple[Item, ...]:
    """Return all that can happen, flow by flow, each flow's by place."""
    allowed = standings(plan)
    found = [item for node in plan.nodes.values() for item in _of_node(plan, node, allowed.get(node.name, Standing()))]
    found += [item for name in plan.project.flows for item in _of_slots(plan, name)]
    found += [item for name in plan.project.flows for item in _of_flow(plan, name)]
    order = {name: number for number, name in enumerate((*plan.project.flows, ANYWHERE))}
    return tuple(sorted(found, key=lambda item: (order[item.flow], item.at)))


def subject(node: str) -> str:
    """Return a node's name without its flow: ``ask.amount``."""
    return node.partition("/")[2] or node


# ------------------------------------------------------------------------------------------------------------- nodes


def _of_node(plan: Plan, node: Node, standing: Standing) -> Iterator[Item]:
    flow, short = node.flow or ANYWHERE, subject(node.name)
    if node.step is not None and node.at != BUILT_IN:
        yield Item("step", ("step", node.name, ""), flow, node.at, f"{short} never run")
        yield from _outcomes(node, flow, short)
        for name, what in _repairs(plan, node, standing):
            yield Item("repair", ("repair", node.name, name), flow, node.at, f"{short} {what}")
        keys = node.step.keys if isinstance(node.step, Listen) else ()
        for key in keys:
            yield Item("start", ("start", node.name, key), flow, _place(key, node), f"{short} key {key} never pressed")
    for text in of_node(node):
        if _audible(text, plan.tries(node)):
            yield from _heard(text, flow, short)


def _outcomes(node: Node, flow: str, short: str) -> Iterator[Item]:
    for name in node.outcomes:
        failure = isinstance(node.step, Do) and name in FAILURES
        what = f"{name} never happened" if failure else f"outcome '{name}' never taken"
        at = next((_place(label, node) for label in _labels(node) if label == name), node.at)
        yield Item("repair" if failure else "outcome", ("outcome", node.name, name), flow, at, f"{short} {what}")


def _labels(node: Node) -> Iterator[str]:
    match node.step:
        case Do(on=on):
            yield from on
        case Match(cases=cases):
            yield from cases
        case _:
            return


def _place(name: str, node: Node) -> Position:
    return name.at if isinstance(name, Name) else node.at


def _repairs(plan: Plan, node: Node, standing: Standing) -> Iterator[tuple[str, str]]:
    """Yield the repairs of a question or a ``redo``, each with what to say when it never happened."""
    if isinstance(node.step, Redo):
        yield "give_up", "never went round so often that we gave up"
    if not node.waits:
        return
    for kind in ("silence", "no_match"):
        yield from ((f"{kind} {n}", f"{kind} {n} never happened") for n in range(1, plan.tries(node)))
    yield "give_up", "never failed so often that we gave up"
    yield "help", "help never asked for"
    if isinstance(node.step, Ask) and _may_be_misheard(plan.slots[node.step.slot]):
        yield "read_back", "never misheard and read back"
    yield from ((f"correct {slot}", f"correction of {slot} never made") for slot in sorted(standing.correct))
    yield from ((f"refuse {slot}", f"correction of {slot} never refused") for slot in sorted(standing.refuse))
    if isinstance(node.step, Listen):
        if sum(bool(flow.start) for flow in plan.project.flows.values()) > 1:
            yield "clarify", "never had to ask which of two flows"
    elif standing.digress:
        yield "digress", "never left for another flow"
    if standing.stay and not isinstance(node.step, Listen):
        yield "stay", "never refused to be left, or to take what was said"


def _may_be_misheard(slot: Slot) -> bool:
    return slot.voice and not slot.secret and slot.readback != "never" and slot.type.kind not in NOT_ECHOED


# ------------------------------------------------------------------------------------------------------------- texts


def _of_slots(plan: Plan, flow: str) -> Iterator[Item]:
    """Yield the texts of the slots that ``flow`` defines and that some step asks for."""
    for slot in plan.project.flows[flow].slots.values():
        tries = [plan.tries(n) for n in plan.nodes.values() if isinstance(n.step, Ask) and n.step.slot == slot.name]
        if tries and plan.slots[slot.name] is slot:
            texts = [text for text in of_slot(slot) if _audible(text, max(tries))]
            yield from (item for text in texts for item in _heard(text, flow, slot.name))


def _heard(text: Text, flow: str, short: str) -> Iterator[Item]:
    for number, variant in enumerate(text.prompt.variants):
        name = text.called(number)
        what = f"{short} never heard" if short.startswith(f"{name}.") else f"{short} {name} never heard"
        yield Item("prompt", ("prompt", text.where, name), flow, variant.at, what)


def _audible(text: Text, tries: int) -> bool:
    """Say whether a text can be heard at all: the retry that would come after giving up never is."""
    role, _, number = text.role.partition(" ")
    return text.prompt.at != BUILT_IN and (role != "retry" or int(number) < max(tries, 2))


# ------------------------------------------------------------------------------------------------------------- flows


def _of_flow(plan: Plan, name: str) -> Iterator[Item]:
    flow = plan.project.flows[name]
    for label in flow.start:
        at = label.at if isinstance(label, Name) else flow.at
        yield Item("start", ("start", name, label), name, at, f"never started by the intent '{label}'")
    if any(node.waits for node in plan.listed(name)):
        for act in ACTS:
            yield Item("repair", ("repair", name, act), name, flow.at, f"{act} never asked for")
