"""Can every slot be asked for and answered? Checks of slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.flows.facts import Facts
from engine.flows.findings import Finding, error, respelled, suggestion, warning
from engine.flows.mentions import place
from engine.flows.model import Ask, Confirm, Listen, Slot

KEYABLE = frozenset({"digits", "money", "number", "date", "time", "yes_no", "one_of", "phone"})
"""The types that a keypad can answer."""
CHOICES = frozenset({"yes_no", "one_of"})


def unknown(facts: Facts) -> Iterator[Finding]:
    """F020: a slot that is asked for and not defined."""
    for _, step in facts.steps:
        if isinstance(step, Ask) and step.slot and step.slot not in facts.slots:
            hint = suggestion(step.slot, facts.slots) or "define it under 'slots'"
            edits = respelled(step.slot, facts.slots)
            yield error(place(step.slot, step.at), "F020", f"unknown slot '{step.slot}'", hint, edits)


def defined_twice(facts: Facts) -> Iterator[Finding]:
    """F021: two slots of one name; names are project-wide."""
    for flow in facts.project.flows.values():
        for name, slot in flow.slots.items():
            first = facts.slots[name]
            if first is not slot:
                hint = "asking for it works from any flow; delete one, or rename it"
                yield error(slot.at, "F021", f"the slot '{name}' is already defined at {first.at}", hint)
    for name, makers in facts.results.items():
        if name in facts.slots:
            step = makers[0][1]
            at = place(step.result or "", step.at)
            yield error(at, "F021", f"'{name}' is already the slot defined at {facts.slots[name].at}", "rename one")


def never_asked(facts: Facts) -> Iterator[Finding]:
    """F022: a slot that no step asks for."""
    for name, slot in facts.slots.items():
        if name in facts.unasked & facts.wanted:
            message = f"the slot '{name}' is used and never asked for"
            yield error(slot.at, "F022", message, f"add '- ask: {name}' before it is used")
        elif name in facts.unasked:
            yield warning(slot.at, "F022", f"the slot '{name}' is never asked for", f"add '- ask: {name}'")


def keys(facts: Facts) -> Iterator[Finding]:
    """F024: keys that cannot answer the question, or a question that nothing can answer."""
    for slot in facts.slots.values():
        yield from _keys(slot)


def _keys(slot: Slot) -> Iterator[Finding]:
    kind = slot.type.kind
    if not kind:
        return
    keyed = bool(slot.keys) and (kind in KEYABLE or isinstance(slot.keys, Mapping))
    if slot.secret and not keyed:
        hint = "give it a type with digits, and leave 'keys' on"
        yield error(slot.at, "F024", f"the secret slot '{slot.name}' can only be keyed, and {kind} cannot be", hint)
    elif not slot.voice and not keyed:
        yield error(slot.at, "F024", f"the slot '{slot.name}' can be neither spoken nor keyed")
    if not isinstance(slot.keys, Mapping):
        return
    if kind not in CHOICES:
        yield error(slot.at, "F024", f"a key cannot stand for a value of type {kind}", "use it with one_of or yes_no")
        return
    values = tuple(slot.type.options) or ("yes", "no")
    for value in slot.keys.values():
        if value not in values:
            hint = suggestion(value, values) or f"the values are {', '.join(values)}"
            edits = respelled(value, values)
            yield error(place(value, slot.at), "F024", f"'{value}' is not a value of '{slot.name}'", hint, edits)


def retries(facts: Facts) -> Iterator[Finding]:
    """F025: more reprompts than there are tries, or so few that one is heard twice."""
    asking: list[Slot | Confirm | Listen] = list(facts.slots.values())
    asking += [step for _, step in facts.steps if isinstance(step, Confirm | Listen)]
    for question in asking:
        tries = question.tries or facts.project.limits.tries
        if len(question.retry) > tries - 1:
            at = question.retry[max(tries - 1, 0)].at
            message = f"never heard: with {tries} tries there are only {tries - 1} reprompts"
            yield warning(at, "F025", message, "shorten 'retry' or raise 'tries'")
        elif 0 < len(question.retry) < tries - 1:
            message = f"with {tries} tries there are {tries - 1} reprompts, and the last text here would be heard twice"
            yield warning(question.retry[-1].at, "F025", message, "add one to 'retry', in other words")
