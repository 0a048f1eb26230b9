"""How does a caller get into a flow? Checks of what starts it: intents, keys, the greeting, other flows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from engine.flows.facts import Facts
from engine.flows.findings import Finding, error, meant, respelled, suggestion, warning
from engine.flows.mentions import place
from engine.flows.model import Listen, Position
from engine.types import Act

QUESTION = "question"
"""Any question that no other flow claims."""


def never_started(facts: Facts) -> Iterator[Finding]:
    """F011: a flow that nothing starts or runs."""
    flows = facts.project.flows
    started = {name for name, flow in flows.items() if flow.start} | {facts.project.start} | facts.runs[""]
    started |= {flow for _, step in facts.steps if isinstance(step, Listen) for flow in step.keys.values()}
    for name in tuple(started):
        started |= facts.runs.get(name, frozenset())
    for name in {meant(name, flows) for name in started}:
        started |= {name, *facts.runs.get(name, ())}
    for name, flow in flows.items():
        if name not in started:
            hint = "name its intents under 'start', or run it from another flow"
            yield error(flow.at, "F011", f"nothing ever starts '{name}'", hint)


def unknown_labels(facts: Facts) -> Iterator[Finding]:
    """F080: a flow that starts on a label no intent has, or that is an act; a label that two flows claim."""
    claimed: dict[str, str] = {}
    for flow in facts.project.flows.values():
        for label in flow.start:
            at = place(label, flow.at)
            if label in get_args(Act):
                message = f"'{label}' is understood as an act wherever it is said, and starts nothing"
                yield error(at, "F080", message, f"override it with 'on: {label}:', or name the intent otherwise")
            elif facts.labels is not None and label not in facts.labels and label != QUESTION:
                hint = suggestion(label, facts.labels) or f"write intents/{label}.yaml"
                edits = respelled(label, facts.labels)
                yield error(at, "F080", f"no intent is called '{label}'", hint, edits)
            if claimed.setdefault(label, flow.name) != flow.name:
                yield error(at, "F080", f"'{label}' already starts '{claimed[label]}'")


def unused_labels(facts: Facts) -> Iterator[Finding]:
    """F080: an intent that the model knows and no flow starts on."""
    used = {label for flow in facts.project.flows.values() for label in flow.start}
    unused = frozenset[str]() if facts.project.unread else facts.labels or frozenset()
    slips = {meant(each, facts.labels or ()) for each in used}  # of those, the flow's finding speaks
    for label in sorted(unused - used - slips - {QUESTION, *get_args(Act)}):
        at = Position(f"intents/{label}.yaml", 1, 1)
        hint = f"write 'start: {label}' in the flow that it is for, or delete the intent"
        yield warning(at, "F080", f"no flow starts on '{label}'", hint)
