"""Can a secret get out, or money move unasked? Checks that keep callers safe."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.flows.check_handlers import calls, given_to
from engine.flows.expression import references
from engine.flows.facts import Facts
from engine.flows.findings import Edit, Finding, error, warning
from engine.flows.mentions import parts, place
from engine.flows.model import Block, Confirm, Do, Flow, Position, Reference, Run, Slot, Step
from engine.flows.paths import DONE, flowed
from engine.flows.shapes import of_annotation
from engine.handlers.registry import Handler

Consent = tuple[str, Position | None]
"""What the caller last said to a ``confirm``: ``unasked``, ``yes`` or ``no``, and to which."""
UNASKED: Consent = ("unasked", None)
_SECRETS = frozenset({"passcode", "password", "passphrase", "pin", "pwd", "otp", "secret"})
"""Words in a slot's name that promise a secret."""
ALLOWS = "recordings.allow"
"""The handler that takes a caller's yes to being recorded."""
_CARD_DIGITS = 13
"""A card's number has at least so many."""


def disclosed(facts: Facts) -> Iterator[Finding]:
    """F074: a call that opens without saying who speaks, and no reason given."""
    project = facts.project
    if project.disclosure is None and not project.disclosure_waived:
        hint = "write 'disclosure: ...', or 'disclosure: {none: why not}'"
        yield error(project.at, "F074", "callers are not told that they speak with a machine", hint)


def recorded(facts: Facts) -> Iterator[Finding]:
    """F079: calls are to be recorded by a rule that no call can come to hold."""
    project = facts.project
    asks = any(isinstance(step, Do) and step.handler == ALLOWS for _, step in facts.steps)
    at = place(project.recording, project.at)
    if project.recording == "after_disclosure" and project.disclosure is None:
        message = "calls are recorded once our notice was played, and there is none"
        yield error(at, "F079", message, "write 'disclosure: ...', or 'recording: after_yes'")
    elif project.recording == "after_yes" and not asks:
        message = f"calls are recorded once the caller has agreed, and no flow does '{ALLOWS}'"
        yield error(at, "F079", message, f"ask with a 'confirm', and do '{ALLOWS}' after a yes")


def secrets(facts: Facts) -> Iterator[Finding]:
    """F070: a secret that would be spoken, noted, compared, or given to a handler that does not keep it."""
    for spoken in facts.spoken:
        for part in parts(spoken.prompt):
            if _is_secret(facts, part, spoken.flow):
                yield error(part.at, "F070", f"secret {_called(facts, part)} would be spoken or handed over")
    for condition in facts.conditions:
        for part in references(condition.expression) if condition.role != "input" else ():
            if _is_secret(facts, part, condition.flow):
                yield error(
                    part.at,
                    "F070",
                    f"secret {_called(facts, part)} would be compared in the flow",
                    "let a handler do it",
                )
    for slot in facts.slots.values():
        if slot.secret and slot.readback == "always":
            at = place(slot.readback, slot.at)
            message, edits = f"secret slot '{slot.name}' would be read back", (Edit(at, "always", "never"),)
            yield error(at, "F070", message, "delete 'readback'", edits)


def secret_inputs(facts: Facts) -> Iterator[Finding]:
    """F070: a secret given to an input that is not declared ``Secret``, or what is none to one that is."""
    for flow, step, handler in calls(facts):
        for name, annotation in handler.inputs.items():
            given = given_to(facts, flow, step, name)
            if given is not None and given.secret and not of_annotation(annotation).secret:
                at = next((place(key, step.at) for key in step.inputs if key == name), place(step.handler, step.at))
                message = f"the input '{name}' of '{handler.name}' would get a secret in the open"
                yield error(at, "F070", message, "declare it Secret[str] in the handler")
            elif of_annotation(annotation).secret and step.inputs.get(name) is None and name in facts.slots:
                yield from _in_the_open(facts.slots[name], handler)


def _in_the_open(slot: Slot, handler: Handler) -> Iterator[Finding]:
    if not slot.secret:
        message = f"'{handler.name}' takes '{slot.name}' as a secret, and here it would be spoken, stored and logged"
        yield error(slot.at, "F070", message, "add 'secret: true' to the slot")


def unguarded(facts: Facts) -> Iterator[Finding]:
    """F077: a slot that sounds like a secret and is none. F078: one that asks for a card's number."""
    told = {
        name for _, _, handler in calls(facts) for name, kind in handler.inputs.items() if of_annotation(kind).secret
    }
    for slot in facts.slots.values():
        words = set(re.findall(r"[^\W_]+", slot.name.lower()))
        asked = " ".join(variant.source.lower() for variant in slot.ask.variants)
        if _is_of_card(words) or ("card number" in asked and (slot.type.longest or 0) >= _CARD_DIGITS):
            message = (
                f"'{slot.name}' asks for a card's data, and this line, its recording and its logs may not hold them"
            )
            yield warning(slot.at, "F078", message, "let an external handler take the card")
        elif not slot.secret and words & _SECRETS and slot.name not in told:
            message = f"'{slot.name}' sounds like a secret, and here it would be spoken, stored and logged"
            yield warning(slot.at, "F077", message, "add 'secret: true', or call it otherwise")


def _is_of_card(words: set[str]) -> bool:
    return bool(words & {"cvv", "cvc", "cv2"}) or {"card", "number"} <= words or {"card", "expiry"} <= words


def _is_secret(facts: Facts, reference: Reference, flow: Flow) -> bool:
    shape = facts.shape(reference, flow)
    return shape is not None and shape.secret


def _called(facts: Facts, reference: Reference) -> str:
    name = ".".join(reference.path)
    return f"slot '{name}'" if reference.path[0] in facts.slots else f"value '{name}'"


def consent(facts: Facts) -> Iterator[Finding]:
    """F071: a handler that commits with no ``confirm`` before it. F073: one that runs although the caller said no."""
    flows = facts.project.flows
    run = {step.flow for _, step in facts.steps if isinstance(step, Run)}
    walk = _Consents(facts)
    for name, flow in flows.items():
        if flow.start or name not in run or name == facts.project.start:
            walk.flow(name, frozenset({UNASKED}))
        for block in (b for b in facts.roots(flow) if b is not flow.steps):
            walk.block(block, frozenset({UNASKED}))
    for block in facts.project.on.values():
        walk.block(block, frozenset({UNASKED}))
    yield from walk.findings


class _Consents:
    """Follows what the caller consented to through a flow and the flows that it runs."""

    def __init__(self, facts: Facts) -> None:
        self.findings: set[Finding] = set()
        self._facts = facts
        self._done: dict[tuple[str, frozenset[Consent]], frozenset[Consent]] = {}
        self._declining = {step.at: step.no is not None for _, step in facts.steps if isinstance(step, Confirm)}

    def flow(self, name: str, entering: frozenset[Consent]) -> frozenset[Consent]:
        """Return what holds when the flow called ``name`` comes back. A flow that runs itself changes nothing."""
        key = (name, entering)
        flow = self._facts.project.flows.get(name)
        if flow is None:
            return entering
        if key not in self._done:
            self._done[key] = entering
            self._done[key] = self.block(flow.steps, entering)
        return self._done[key]

    def block(self, block: Block, entering: frozenset[Consent]) -> frozenset[Consent]:
        """Report what commits without consent in ``block``; return what holds at its end."""
        layout = self._facts.layout(block)
        states = flowed(layout, entering, self._passed)
        for index, step in enumerate(layout.steps):
            if isinstance(step, Do) and self._commits(step):
                self.findings.update(self._unsaid(step, states.get(index, frozenset())))
        return states.get(DONE, frozenset())

    def _passed(self, step: Step, label: str, state: Consent) -> Consent:
        match step:
            case Confirm(at=at):
                return (label, at)
            case Run(flow=name):
                after = self.flow(name, frozenset({state}))
                return min(after, key=lambda consent: ("no", "unasked", "yes").index(consent[0]), default=state)
            case _:
                return state

    def _commits(self, step: Do) -> bool:
        handler = self._facts.registry.get(step.handler)
        return handler is not None and handler.commits

    def _unsaid(self, step: Do, states: frozenset[Consent]) -> Iterator[Finding]:
        for said, at in states:
            if said == "unasked":
                message = f"'{step.handler}' commits, and nothing was confirmed before it"
                yield error(step.at, "F071", message, "add a 'confirm' with a 'no:' block before it")
            elif said == "no" and at is not None:
                message = f"after a no here, '{step.handler}' would still be done at {step.at}"
                yield error(at, "F073", message, "close the 'no:' block with 'end' or 'redo'")
            elif at is not None and not self._declining.get(at, True):
                message = f"a caller who says no here has no way round '{step.handler}' at {step.at}"
                yield error(at, "F073", message, "add 'no:' with what happens then, closed with 'end'")
