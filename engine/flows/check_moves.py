"""Does every step lead somewhere? Checks of structure and moves: reach, ends, ``run``, ``redo``, queues, events."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from engine.flows.facts import ANYWHERE, Facts
from engine.flows.findings import Finding, error, meant, respelled, suggestion
from engine.flows.mentions import blocks_of, place
from engine.flows.model import Ask, Block, Confirm, Do, Flow, Listen, Name, Redo, Run, TransferTo
from engine.flows.paths import DONE, GONE

EVENTS = (
    "human", "repeat", "hold", "cancel", "help", "goodbye", "stop_recording", "give_up", "error", "timeout", "no_input",
    "no_match", "unanswered",
)  # fmt: skip
"""What may happen at any point of a call."""
IDLE = ("done",)
"""What may happen when no flow is open: only ``project.yaml`` can say what is done then."""
FINAL = ("human", "give_up", "error", "timeout")
"""After these there is nothing to go back to: their steps must end the call or hand it over."""


def unreachable(facts: Facts) -> Iterator[Finding]:
    """F010: a step that no path reaches."""
    for _, root in _roots(facts):
        layout = facts.layout(root)
        reached = layout.reached()
        for block in layout.blocks:
            for before, index in pairwise(block):
                if before in reached and index not in reached:
                    message = "this step is never reached: the one before it always goes elsewhere"
                    yield error(layout.steps[index].at, "F010", message)


def endless(facts: Facts) -> Iterator[Finding]:
    """F012: a flow that goes round for ever, or an ``on:`` that ends in nothing."""
    for flow in facts.project.flows.values():
        reached = facts.layout(flow.steps).reached()
        if flow.steps and not reached & {DONE, GONE}:
            yield error(flow.at, "F012", f"no path through '{flow.name}' ever ends")
    for flow, event, block in _final(facts):
        reached = facts.layout(block).reached()
        if DONE in reached and not (event == "human" and GONE in reached and _offers(block)):
            what = f"on {event}" if flow is ANYWHERE else f"on {event} of '{flow.name}'"
            at = block[-1].at if block else place(event, flow.at)
            yield error(at, "F012", f"{what} must end", "close it with 'transfer: queue', 'end: hangup' or 'redo'")


def _offers(block: Block) -> bool:
    """Whether a caller is asked something first: who then wants no person after all goes back to the question."""
    return any(isinstance(step, Confirm | Listen) for step in block)


def _final(facts: Facts) -> Iterator[tuple[Flow, str, Block]]:
    for flow in (ANYWHERE, *facts.project.flows.values()):
        events = facts.project.on if flow is ANYWHERE else flow.on
        yield from ((flow, event, block) for event, block in events.items() if event in FINAL)


def cycles(facts: Facts) -> Iterator[Finding]:
    """F013: a flow that runs itself, directly or through others."""
    for flow, step in facts.steps:
        if (
            isinstance(step, Run)
            and flow.name
            and (step.flow == flow.name or flow.name in facts.runs.get(step.flow, ()))
        ):
            through = "itself" if step.flow == flow.name else f"'{step.flow}', which comes back to '{flow.name}'"
            yield error(step.at, "F013", f"'{flow.name}' runs {through}")  # fmt: skip


def redos(facts: Facts) -> Iterator[Finding]:
    """F040: a ``redo`` of something that the same steps neither ask for nor produce."""
    for _, root in _roots(facts):
        steps = [step for block in blocks_of(root) for step in block]
        here = {meant(step.slot, facts.slots) for step in steps if isinstance(step, Ask)}
        here |= {step.result for step in steps if isinstance(step, Do) and step.result}
        here |= facts.unasked
        for step in steps:
            if isinstance(step, Redo) and step.name and step.name not in here:
                message = f"nothing to redo: '{step.name}' is neither asked for nor produced in these steps"
                hint, edits = suggestion(step.name, sorted(here)), respelled(step.name, sorted(here))
                yield error(place(step.name, step.at), "F040", message, hint, edits)


def unknown_flows(facts: Facts) -> Iterator[Finding]:
    """F041: the name of a flow that is not there."""
    named = [(step.flow, step.at) for _, step in facts.steps if isinstance(step, Run)]
    named += [(flow, step.at) for _, step in facts.steps if isinstance(step, Listen) for flow in step.keys.values()]
    named += [(facts.project.start, facts.project.at)]
    for name, at in named:
        if name and name not in facts.project.flows and name not in facts.project.unread:
            hint = suggestion(name, facts.project.flows)
            edits = respelled(name, facts.project.flows)
            yield error(place(name, at), "F041", f"there is no flow '{name}'", hint, edits)


def unknown_queues(facts: Facts) -> Iterator[Finding]:
    """F042: a transfer to a queue that ``project.yaml`` does not name."""
    for _, step in facts.steps:
        if isinstance(step, TransferTo) and step.queue and step.queue not in facts.project.queues:
            hint = suggestion(step.queue, facts.project.queues) or "name it under 'queues' in project.yaml"
            edits = respelled(step.queue, facts.project.queues)
            yield error(place(step.queue, step.at), "F042", f"there is no queue '{step.queue}'", hint, edits)


def unknown_events(facts: Facts) -> Iterator[Finding]:
    """F005: an ``on:`` for something that never happens."""
    outcomes = {outcome for handler in facts.registry for outcome in handler.outcomes}
    known = (*EVENTS, *sorted(outcomes))
    tables = [(facts.project.on, (*known, *IDLE))]
    for flow in facts.project.flows.values():
        tables += [(flow.on, known), *((slot.on, known) for slot in flow.slots.values())]
    for table, events in tables if facts.whole else ():
        for event in table:
            if event not in events and isinstance(event, Name):
                hint = suggestion(event, events) or f"events are {', '.join(EVENTS)}, and the handlers' outcomes"
                free = [each for each in events if each not in table]
                yield error(event.at, "F005", f"nothing is called '{event}' here", hint, respelled(event, free))


def _roots(facts: Facts) -> Iterator[tuple[Flow, Block]]:
    for flow in facts.project.flows.values():
        yield from ((flow, root) for root in facts.roots(flow))
    yield from ((ANYWHERE, root) for root in facts.project.on.values())
