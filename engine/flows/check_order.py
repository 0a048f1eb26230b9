"""Is every value there by the time it is used, whichever way the call came there? Checks of order along the paths.

A value that no path brings is an error. One that some path lacks is a warning: which paths a call can take depends on
answers that nobody has given yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.flows.expression import references
from engine.flows.facts import Facts
from engine.flows.findings import Finding, error, meant, warning
from engine.flows.mentions import Use
from engine.flows.model import Ask, Do, Flow, Redo, Step
from engine.flows.reaching import EVERYTHING, UNTOUCHED, At, Begins, Effect, Reaching


def absent(facts: Facts) -> Iterator[Finding]:
    """F062: a value that is used and may be empty there. F023: a check that cannot be decided where its slot is asked.

    F027: a question that is never asked, because its slot is always known there.
    """
    order = _Order(facts)
    kept = sum(facts.bits[name] for name, slot in facts.slots.items() if slot.keep)
    lost = Effect(adds=EVERYTHING)  # a flow that is not there gets the benefit of the doubt
    touching = (Ask, Do, Redo)
    always = Reaching(facts, order.effect, touching=touching, every=True, elsewhere=lost)
    begins = Begins(flow=kept, anywhere=EVERYTHING)
    sometimes = Reaching(facts, order.effect, touching=touching, begins=begins, elsewhere=lost)
    found: dict[tuple[object, str], Finding] = {}
    for sure, maybe in zip(always.everywhere(), sometimes.everywhere(), strict=True):
        for finding in order.judged(sure, maybe.holds):
            before = found.setdefault((finding.at, finding.code), finding)
            if finding.severity == "error" and before.severity != "error":
                found[finding.at, finding.code] = finding
    yield from found.values()


class _Order:
    """What each step brings and takes away, and what that means for those who use it."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._forgotten: dict[str, int] = {}

    def effect(self, _flow: Flow, step: Step, _label: str) -> Effect:
        """Say what ``step`` brings. Whether a result holds anything after an outcome, ``check_outcomes`` asks."""
        match step:
            case Ask(slot=slot):
                return Effect(adds=self._facts.bits.get(meant(slot, self._facts.slots), 0))
            case Do(result=str(result)):
                return Effect(adds=self._facts.bits.get(result, 0))
            case Redo(name=name):
                return Effect(keeps=EVERYTHING ^ self._stale(name))
            case _:
                return UNTOUCHED

    def _stale(self, name: str) -> int:
        if name not in self._forgotten:
            names = self._facts.stale(name)
            self._forgotten[name] = sum(self._facts.bits[each] for each in names if each in self._facts.bits)
        return self._forgotten[name]

    def judged(self, at: At, maybe: int) -> Iterator[Finding]:
        """Judge one step: ``at.holds`` is there on every path, ``maybe`` on some."""
        bits = self._facts.bits
        for use in self._facts.uses(at.flow, at.step):
            name = use.reference.path[0]
            bit = bits.get(name, 0)
            if bit and not at.holds & bit and name in self._facts.known[at.flow.name]:
                surely = not maybe & bit and at.root is at.flow.steps  # an event may come where nobody thought of it
                yield _missing(at.step, use, name, surely=surely)
            elif use.role != "input" and (shape := self._facts.shape(use.reference, at.flow)) and shape.optional:
                message = f"'{'.'.join(use.reference.path)}' may be empty here: the handler says that it can be None"
                yield warning(use.reference.at, "F062", message, "let the handler tell that case by an outcome")
        if isinstance(at.step, Ask) and at.alone >= 0 and at.alone & bits.get(at.step.slot, 0):
            message = f"'{at.step.slot}' is always known here, so that this is never asked"
            yield warning(at.step.at, "F027", message, "delete this step, or the one that asks before it")


def _missing(step: Step, use: Use, name: str, *, surely: bool) -> Finding:
    report = error if surely else warning
    at = use.reference.at
    if use.role == "check" and isinstance(step, Ask):
        message = f"'{step.slot}' is asked before '{name}' is known, so that this check lets any answer pass"
        return report(at, "F023", message, f"ask for it, or produce it, before '- ask: {step.slot}'")
    if surely:
        return report(at, "F062", f"'{name}' is still empty here", "move this behind the step that brings it")
    message = f"'{name}' may be empty here: not every path to this place brings it"
    return report(at, "F062", message, "bring it on every path, or use it only where it is there")


def guards(facts: Facts) -> Iterator[Finding]:
    """F023: a flow's ``if`` that needs what is only known once the flow has begun."""
    for flow in facts.project.flows.values():
        for reference in references(flow.guard) if flow.guard is not None else ():
            name = reference.path[0]
            if name in facts.bits and not _brought_elsewhere(facts, flow, name):
                message = f"'{name}' is not known yet when it is decided whether '{flow.name}' may start"
                yield error(reference.at, "F023", message, "ask first, and decide in a step")


def _brought_elsewhere(facts: Facts, flow: Flow, name: str) -> bool:
    """Whether a caller can have been in another flow that brings ``name``, and come from there or after it."""
    return any(name in facts.known[other] for other in facts.begun - {flow.name} if other in facts.known)
