"""What may a caller correct, or leave, at each question? Every path to it, from every flow that may be open, is walked.

Pure. A slot counts as correctable at a question when some path there has asked for it and has not yet committed what
read it; after that its correction is refused. What a digression or an ``on:`` block finds known is left out: that
depends on where it happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.dialog.place import WEAK
from engine.flows.model import Ask, Confirm, Do, Redo, Run, Slot
from engine.flows.plan import BUILT_IN, RETURN, Node, Plan
from engine.handlers.results import DONE

_MAY_HAVE_COMMITTED = (DONE, "error", "timeout")


@dataclass(slots=True)
class Standing:
    """What one question allows, by at least one path to it."""

    correct: set[str] = field(default_factory=set)
    """Slots whose value may be corrected."""
    refuse: set[str] = field(default_factory=set)
    """Slots whose correction is refused: it has gone through."""
    digress: bool = False
    """Another flow may be started from here."""
    stay: bool = False
    """It may not, or nothing that is said is taken: ``interrupt: never``, or a secret."""


@dataclass(frozen=True, slots=True)
class _At:
    """A step on a path, and what the path has done with one slot."""

    node: str
    back: tuple[str, ...] = ()
    """Where the open ``run`` steps go on."""
    known: bool = False
    read: bool = False
    gone: bool = False
    """What read it has committed."""


def standings(plan: Plan) -> dict[str, Standing]:
    """Return question -> what it allows, for every question that some path reaches."""
    found: dict[str, Standing] = {}
    for root, entry in _roots(plan):
        reached = _reached(plan, entry, None)
        asked = {node.step.slot for at in reached if isinstance((node := plan.nodes[at.node]).step, Ask)}
        for at in reached:
            if plan.nodes[at.node].waits:
                _leave(plan, plan.nodes[at.node], root, found.setdefault(at.node, Standing()))
        for name in asked & plan.slots.keys():
            for at in _reached(plan, entry, plan.slots[name]):
                if at.known and at.node in found and correctable(plan, plan.slots[name], plan.nodes[at.node]):
                    (found[at.node].refuse if at.gone else found[at.node].correct).add(name)
    return found


def correctable(plan: Plan, slot: Slot, at: Node) -> bool:
    """Say whether words at the question ``at`` can give ``slot`` another value."""
    asked = plan.slots.get(at.step.slot) if isinstance(at.step, Ask) else None
    if slot.secret or not slot.voice or slot.type.kind == "yes_no" or slot is asked or (asked and asked.secret):
        return False
    if slot.type.kind == "number" and isinstance(at.step, Confirm) and slot.name in at.reads:
        return True
    must_be_named = slot.type.kind in WEAK or (asked is not None and asked.type.kind == slot.type.kind)
    return not must_be_named or any(len(word) > 3 for word in slot.name.split("_"))  # noqa: PLR2004 - as ``Place.named``


def _roots(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the flows that a call may stand in, and the ``on:`` blocks, each with its first step."""
    for name, flow in plan.project.flows.items():
        if flow.start or name == plan.project.start:
            yield name, plan.entries[name]
    for entry in plan.events.values():
        if plan.nodes[entry].at != BUILT_IN:
            yield "", entry


def _leave(plan: Plan, node: Node, root: str, standing: Standing) -> None:
    """Note whether a caller may leave the question ``node`` while ``root`` is open."""
    slot = plan.slots.get(node.step.slot) if isinstance(node.step, Ask) else None
    if slot is not None and slot.secret:
        standing.stay = True
        return
    others = any(flow.start for name, flow in plan.project.flows.items() if name != root)
    here = (plan.flow(root), plan.flow(node.flow))
    if not others or plan.project.limits.digressions < 1:
        return
    if all(flow is None or flow.interrupt for flow in here):
        standing.digress = True
    else:
        standing.stay = True


def _reached(plan: Plan, entry: str, slot: Slot | None) -> set[_At]:
    """Return every step that can be reached from ``entry``, once for each thing that can have become of ``slot``."""
    seen: set[_At] = set()
    waiting = [_At(entry)]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting.extend(_after(plan, at, slot))
    return seen


def _after(plan: Plan, at: _At, slot: Slot | None) -> Iterator[_At]:
    node = plan.nodes[at.node]
    if node.name == RETURN:
        if at.back:
            yield replace(at, node=at.back[-1], back=at.back[:-1])
        return
    if slot is not None and slot.name in node.reads:
        at = replace(at, read=True)
    match node.step:
        case Run():
            yield replace(at, node=node.edges["enter"], back=(*at.back, node.edges["next"]))
        case Do() if node.commits:
            for label, ahead in node.edges.items():
                yield replace(at, node=ahead, gone=at.gone or (at.read and label in _MAY_HAVE_COMMITTED))
        case Ask(slot=name) if slot is not None and name == slot.name:
            yield replace(at, node=node.edges["next"], known=True)
        case Redo(name=name) if slot is not None and name == slot.name:
            yield replace(at, node=node.edges["next"], known=False)
        case _:
            yield from (replace(at, node=ahead) for ahead in node.edges.values())
