"""Does every handler exist, get what it needs, and have its outcomes handled? Checks of ``do``."""

from __future__ import annotations

from collections.abc import Iterator

from engine.flows.facts import Facts
from engine.flows.findings import Finding, error, meant, respelled, suggestion, warning
from engine.flows.mentions import place
from engine.flows.model import Constant, Do, Expression, Flow, Reference
from engine.flows.shapes import Shape, annotation_for, misfit, of_annotation
from engine.handlers.registry import Handler

ALWAYS = ("error", "timeout")
"""Outcomes that every handler has."""


def missing(facts: Facts) -> Iterator[Finding]:
    """F030: a handler that nobody has declared."""
    for _, step in facts.steps if facts.whole else ():
        if isinstance(step, Do) and step.handler and facts.registry.get(step.handler) is None:
            names = facts.registry.names()
            near, edits = suggestion(step.handler, names), respelled(step.handler, names)
            declare = f"""declare it with @handler("{step.handler}") in handlers.py"""
            hint = near if edits else f"{near} Else {declare}" if near else declare
            yield error(place(step.handler, step.at), "F030", f"there is no handler '{step.handler}'", hint, edits)


def outcomes(facts: Facts) -> Iterator[Finding]:
    """F031: an outcome that the handler does not declare. F032: one that nothing handles."""
    for flow, step, handler in calls(facts):
        for name in step.on:
            if name not in (*handler.outcomes, *ALWAYS):
                yield _no_outcome(name, step, handler)
        handled = {meant(name, (*handler.outcomes, *ALWAYS)) for name in (*step.on, *flow.on, *facts.project.on)}
        for name in handler.outcomes:
            if name not in handled:
                message = f"the outcome '{name}' of '{handler.name}' is not handled"
                yield warning(step.at, "F032", message, f"add 'on: {name}:' with what happens then")


def _no_outcome(name: str, step: Do, handler: Handler) -> Finding:
    known = ", ".join(handler.outcomes) or "only error and timeout"
    message = f"handler '{handler.name}' has no outcome '{name}' (has {known})"
    if name == "done":
        return error(place(name, step.at), "F031", message, "write what follows success after the step")
    outcomes = (*handler.outcomes, *ALWAYS)
    free = [outcome for outcome in outcomes if outcome not in step.on]
    return error(place(name, step.at), "F031", message, suggestion(name, outcomes), respelled(name, free))


def wiring(facts: Facts) -> Iterator[Finding]:
    """F033: an input that nothing fills, that does not exist, or whose value does not fit."""
    for flow, step, handler in calls(facts):
        for name in step.inputs:
            if name not in handler.inputs:
                message = f"handler '{handler.name}' has no input '{name}' (has {', '.join(handler.inputs) or 'none'})"
                free = [each for each in handler.inputs if each not in step.inputs]
                hint, edits = suggestion(name, handler.inputs), respelled(name, free)
                yield error(place(name, step.at), "F033", message, hint, edits)
        for name, annotation in handler.inputs.items():
            given = given_to(facts, flow, step, name)
            if given is not None:
                yield from _fits(step, name, given, of_annotation(annotation))
            elif name not in handler.optional and name not in _named(facts, flow, step, handler):
                yield _unfilled(facts, flow, step, name, of_annotation(annotation))


def _named(facts: Facts, flow: Flow, step: Do, handler: Handler) -> frozenset[str]:
    """Return what another finding speaks of: misspelt inputs, slots that are asked and not defined, or the reverse."""
    undefined = facts.known[flow.name] - facts.slots.keys() - facts.results.keys()
    return undefined | facts.unasked | {meant(each, handler.inputs) for each in step.inputs}


def _unfilled(facts: Facts, flow: Flow, step: Do, name: str, wanted: Shape) -> Finding:
    at, known = place(step.handler, step.at), facts.known[flow.name]
    made = [do for _, do in facts.results.get(name, ()) if do is not step]
    if made and name in known:
        held = facts.fields_of(name, flow) or {}
        fitting = [f"{name}.{field}" for field, shape in held.items() if not misfit(shape, wanted)]
        hint = "write " + " or ".join(f"'with: {{{name}: {value}}}'" for value in fitting or ["..."])
        whole = f"'{name}' is a whole result, of '{made[0].handler}'"
        return error(at, "F033", f"the input '{name}' of '{step.handler}' gets nothing: {whole}", hint)
    hint = suggestion(name, known - {name}) or f"ask for a slot of that name, or write 'with: {{{name}: ...}}'"
    return error(at, "F033", f"the input '{name}' of '{step.handler}' is never asked for or produced", hint)


def _fits(step: Do, name: str, given: Shape, wanted: Shape) -> Iterator[Finding]:
    why = misfit(given, wanted)
    if why:
        at = next((place(key, step.at) for key in step.inputs if key == name), place(step.handler, step.at))
        declared = f"write '{name}: {annotation_for(given)}' in the handler" if given.kind != wanted.kind else ""
        hint = f"hand over {wanted.kind} instead, or {declared}" if declared and name in step.inputs else declared
        yield error(at, "F033", f"the input '{name}' of '{step.handler}' does not fit: {why}", hint)


def given_to(facts: Facts, flow: Flow, step: Do, name: str) -> Shape | None:
    """Return the shape of what the input ``name`` gets in a call (``dataflow.Wiring``); None when it gets nothing."""
    written = step.inputs.get(name)
    if written is not None:
        return _shape(facts, flow, written)
    source = facts.wiring.of(step, flow.name).get(name)
    known = isinstance(source, Reference) and source.path[0] in facts.known[flow.name]
    return _shape(facts, flow, source) if source is not None and known else None


def _shape(facts: Facts, flow: Flow, written: Expression) -> Shape | None:
    match written:
        case Reference():
            return facts.shape(written, flow)
        case Constant(value=bool()):
            return Shape("yes_no")
        case Constant(value=str(text)):
            return Shape("one_of", (str(text),))
        case Constant():
            return Shape("number")
        case _:
            return Shape("yes_no")


def calls(facts: Facts) -> Iterator[tuple[Flow, Do, Handler]]:
    """Yield every ``do`` whose handler is known."""
    for flow, step in facts.steps:
        if isinstance(step, Do):
            handler = facts.registry.get(step.handler)
            if handler is not None:
                yield flow, step, handler
