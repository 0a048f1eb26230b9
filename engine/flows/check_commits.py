"""Is the world changed once and knowingly, and does who takes over hear of it? Checks of what commits and costs.

Whether anything was confirmed at all is ``check_safety``'s question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.flows.check_handlers import calls
from engine.flows.expression import references
from engine.flows.facts import ANYWHERE, Facts
from engine.flows.findings import Finding, error, warning
from engine.flows.mentions import of_step, parts, place
from engine.flows.model import Ask, Confirm, Do, Flow, Listen, Position, Redo, Reference, Say, Step, TransferTo
from engine.flows.paths import flowed
from engine.flows.reaching import UNTOUCHED, Effect, Reaching

_BROKEN = frozenset({"error", "timeout"})
_NAMED = frozenset({"digits", "money", "date", "time", "phone", "one_of", "number", "postcode", "email", "name"})
"""The kinds of value that a caller agrees to by hearing them."""


def repeated(facts: Facts) -> Iterator[Finding]:
    """F072: a handler that commits and can run a second time in one pass, unasked, or after nobody knows what."""
    twice = _Twice(facts)
    for at in Reaching(facts, twice.effect, touching=(Confirm, Do)).everywhere(Do, Redo) if twice.deeds else ():
        deed = twice.deeds.get(id(at.step))
        if isinstance(at.step, Redo):
            yield from twice.changed(at.step, at.holds)
        elif deed is None:
            continue
        elif at.holds & deed.done:
            message = f"'{deed.handler}' can be done a second time here, and the caller has agreed to it once"
            yield error(deed.at, "F072", message, "put a 'confirm' between, or end the flow after the first")
        elif at.holds & deed.lost_elsewhere:
            message = f"'{deed.handler}' can be done here although it may have been done before it broke"
            yield error(deed.at, "F072", message, "go back with 'redo' to the step that broke: it repeats safely")


@dataclass(frozen=True, slots=True)
class _Deed:
    """One step whose handler commits."""

    handler: str
    at: Position
    done: int
    """Bit: it (or another step with the same handler and inputs) succeeded, and nothing was agreed to since."""
    lost: int
    """Bit: this step broke, and nobody knows whether it was done."""
    lost_elsewhere: int
    """Bits: another step with the same handler and inputs broke."""
    inputs: frozenset[str]
    """The slots and results that it uses."""


@dataclass(slots=True)
class _Twice:
    """Follows what was done, and what may have been."""

    facts: Facts
    deeds: Mapping[int, _Deed] = field(init=False)
    _any_done: int = 0

    def __post_init__(self) -> None:
        """Give every deed its bits. The same handler with the same inputs is the same deed."""
        same: dict[tuple[str, frozenset[tuple[str, ...]]], list[tuple[Do, int]]] = {}
        for flow, step, handler in calls(self.facts):
            if handler.commits:
                key = (handler.name, _inputs(self.facts, flow, step))
                count = sum(map(len, same.values()))
                same.setdefault(key, []).append((step, count))
        self.deeds = {}
        for (_, inputs), steps in same.items():
            done = 1 << (2 * steps[0][1])
            lost = {id(step): 2 << (2 * number) for step, number in steps}
            self._any_done |= done
            for step, _ in steps:
                others = sum(lost.values()) - lost[id(step)]
                at = place(step.handler, step.at)
                names = frozenset(path[1] for path in inputs)
                self.deeds[id(step)] = _Deed(step.handler, at, done, lost[id(step)], others, names)

    def changed(self, redo: Redo, holds: int) -> Iterator[Finding]:
        """Report a ``redo`` after which what may have been done would be done again, with another value."""
        for deed in self.deeds.values():
            if holds & deed.lost and redo.name in deed.inputs:
                again = f"and would be done with another '{redo.name}'"
                message = f"'{deed.handler}' may have been done before it broke, {again}"
                hint = "close the block with 'transfer' and a note that asks to check"
                yield error(redo.at, "F072", message, hint)

    def effect(self, _flow: Flow, step: Step, label: str) -> Effect:
        """Note what was done, or may have been. A yes renews what may be done."""
        deed = self.deeds.get(id(step))
        match step:
            case Confirm() if label == "yes":
                return Effect(keeps=~self._any_done)
            case Do() if deed is not None and label == "done":
                return Effect(adds=deed.done, keeps=~deed.lost)
            case Do() if deed is not None and label in _BROKEN:
                return Effect(adds=deed.lost)
            case _:
                return UNTOUCHED


def _inputs(facts: Facts, flow: Flow, step: Do) -> frozenset[tuple[str, ...]]:
    return frozenset(
        (name, *reference.path)
        for name, written in facts.wiring.of(step, flow.name).items()
        for reference in references(written)
    )


def unnoted(facts: Facts) -> Iterator[Finding]:
    """F043: a transfer after money was spoken of, with no note: the person would begin at nothing."""

    def effect(flow: Flow, step: Step, _label: str) -> Effect:
        return Effect(adds=1) if _is_about_money(facts, flow, step) else UNTOUCHED

    for at in Reaching(facts, effect, touching=(Say, Ask, Confirm, Listen, Do)).everywhere(TransferTo):
        if isinstance(at.step, TransferTo) and at.step.note is None and at.holds and at.flow is not ANYWHERE:
            message = "money was spoken of, or something done, and the person who takes over is told nothing of it"
            yield warning(at.step.at, "F043", message, "add 'note:' with what it is about and how far it got")


def _is_about_money(facts: Facts, flow: Flow, step: Step) -> bool:
    if isinstance(step, Ask):
        slot = facts.slots.get(step.slot)
        return slot is not None and slot.type.kind == "money"
    handler = facts.registry.get(step.handler) if isinstance(step, Do) else None
    if handler is not None and handler.commits:
        return True
    said = [part for spoken in of_step(step, flow) if spoken.voiced for part in parts(spoken.prompt)]
    return any(_kind(facts, flow, part) == "money" for part in said)


def _kind(facts: Facts, flow: Flow, reference: Reference) -> str | None:
    shape = facts.shape(reference, flow)
    return None if shape is None else shape.kind


def unnamed(facts: Facts) -> Iterator[Finding]:
    """F075: a confirm before a handler that commits, which does not say what the handler will use."""
    for flow, root in facts.all_roots:
        steps = facts.layout(root).steps
        deeds = [index for index, step in enumerate(steps) if _commits(facts, step)]
        states = flowed(facts.layout(root), frozenset({0}), _agreed) if deeds else {}
        confirms = {id(step): step for step in steps if isinstance(step, Confirm)}
        for index in deeds:
            asked = [confirms[each] for each in states.get(index, frozenset()) if each in confirms]
            yield from (finding for confirm in asked for finding in _left_out(facts, flow, steps[index], confirm))


def _commits(facts: Facts, step: Step) -> bool:
    handler = facts.registry.get(step.handler) if isinstance(step, Do) else None
    return handler is not None and handler.commits


def _agreed(step: Step, label: str, last: int) -> int:
    """Return which confirm was answered with yes last, by identity; 0 for none."""
    return last if not isinstance(step, Confirm) else id(step) if label == "yes" else 0


def _left_out(facts: Facts, flow: Flow, step: Step, confirm: Confirm) -> Iterator[Finding]:
    said = [{part.path for part in variant.parts if isinstance(part, Reference)} for variant in confirm.prompt.variants]
    wiring = facts.wiring.of(step, flow.name) if isinstance(step, Do) else {}
    used = [reference for written in wiring.values() for reference in references(written)]
    told = [each.path for each in used if _is_told(facts, flow, each.path, confirm.at)]
    missing = [path for path in told if not all(path in texts for texts in said)]
    if len(missing) < len(told):  # it names some: what a handler has found by the others was about them already
        missing = [path for path in missing if path not in _looked_up(facts, flow)]
    named = [".".join(path) for path in dict.fromkeys(missing)]
    if named and isinstance(step, Do):
        what = " and ".join(f"'{name}'" for name in named)
        message = f"the caller agrees to '{step.handler}' and does not hear {what}"
        places = " and ".join(f"{{{name}}}" for name in named)
        yield warning(confirm.at, "F075", message, f"say {places} in the text")


def _looked_up(facts: Facts, flow: Flow) -> frozenset[tuple[str, ...]]:
    """Return what handlers that only read are given in ``flow`` and the flows it runs."""
    within = {flow.name, *facts.runs[flow.name]}
    return frozenset(
        use.reference.path
        for other, step in facts.steps
        if other.name in within and isinstance(step, Do) and not _commits(facts, step)
        for use in facts.uses(other, step)
        if use.role == "input"
    )


def _is_told(facts: Facts, flow: Flow, path: tuple[str, ...], at: Position) -> bool:
    shape = facts.shape(Reference(path, at), flow)
    return shape is not None and shape.kind in _NAMED and not shape.secret


def uninterruptible(facts: Facts) -> Iterator[Finding]:
    """F076: ``interrupt: never`` on a flow in which nothing commits: the caller is held for nothing."""
    committing = {flow.name for flow, _, handler in calls(facts) if handler.commits}
    for name, flow in facts.project.flows.items():
        if not flow.interrupt and not committing & {name, *facts.runs[name]}:
            message = f"'{name}' lets nobody leave, and nothing in it commits"
            yield warning(flow.at, "F076", message, "delete 'interrupt: never'")
