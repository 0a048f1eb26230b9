"""Do written calls speak of handlers, outcomes, slots, flows and queues that exist? Every problem at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from engine.flows.findings import Finding, error, suggestion
from engine.flows.model import Position, Project
from engine.handlers.registry import Handler, Registry
from engine.rehearsal.model import Rehearsal, ScriptedTurn, Stub
from engine.rehearsal.values import read_fields, result_type
from engine.types import Correct, Fill, StartFlow

ALWAYS = ("done", "error", "timeout")


def check_calls(
    calls: Iterable[Rehearsal], project: Project, registry: Registry, labels: frozenset[str], today: date
) -> tuple[Finding, ...]:
    """Return what is wrong with ``calls`` in this project. ``labels`` are the intents'."""
    calls = tuple(calls)
    found = [finding for call in calls for finding in _call(call, project, registry, labels, today)]
    names = Counter(call.name for call in calls)
    found += [error(call.at, "T010", f"two calls are named '{call.name}'") for call in calls if names[call.name] > 1]
    return tuple(sorted(found))


def _call(
    call: Rehearsal, project: Project, registry: Registry, labels: frozenset[str], today: date
) -> Iterator[Finding]:
    for name, stubs in call.given.items():
        handler = registry.get(name)
        if handler is None:
            yield _unknown(stubs[0].at if stubs else call.at, "T006", "handler", name, registry.names())
        else:
            yield from (finding for stub in stubs for finding in _stub(stub, handler, call.today or today))
    offered = (project.locale, *project.locales)
    if call.locale is not None and call.locale not in offered:
        yield _unknown(call.locale.at, "T011", "language of this project", call.locale, offered)
    slots = {name for flow in project.flows.values() for name in flow.slots}
    for turn in call.turns:
        yield from _turn(turn, project, registry, labels, slots)
    if call.ends and call.ends.kind == "transfer" and call.ends.queue not in project.queues:
        yield _unknown(call.ends.at, "T009", "queue", call.ends.queue, project.queues)


def _stub(stub: Stub, handler: Handler, today: date) -> Iterator[Finding]:
    if stub.outcome not in (*ALWAYS, *handler.outcomes):
        yield _unknown(stub.at, "T007", f"outcome of '{handler.name}'", stub.outcome, (*ALWAYS, *handler.outcomes))
    elif stub.outcome == "done":
        try:
            read_fields(stub.facts, result_type(handler.result), today)
        except ValueError as problem:
            yield error(stub.at, "T008", f"'{handler.name}' cannot give this: {problem}")


def _turn(
    turn: ScriptedTurn, project: Project, registry: Registry, labels: frozenset[str], slots: Collection[str]
) -> Iterator[Finding]:
    for slot in turn.expected.slots:
        if slot.name not in slots:
            yield _unknown(slot.at, "T009", "slot", slot.name, slots)
    for did in turn.expected.did or ():
        handler = registry.get(did.handler)
        if handler is None:
            yield _unknown(did.at, "T006", "handler", did.handler, registry.names())
        elif did.outcome and did.outcome not in (*ALWAYS, *handler.outcomes):
            known = (*ALWAYS, *handler.outcomes)
            yield _unknown(did.at, "T007", f"outcome of '{did.handler}'", did.outcome, known)
    understood = {*labels, *project.flows}
    for label in turn.understood.labels if turn.understood else ():
        if label not in understood and turn.understood:
            yield _unknown(turn.understood.at, "T009", "intent or flow", label, understood)
    for move in turn.understood.moves if turn.understood else ():
        if isinstance(move, Fill | Correct) and move.slot not in slots and turn.understood:
            yield _unknown(turn.understood.at, "T009", "slot", move.slot, slots)
        if isinstance(move, StartFlow) and move.flow not in project.flows and turn.understood:
            yield _unknown(turn.understood.at, "T009", "flow", move.flow, set(project.flows))


def _unknown(at: Position, code: str, what: str, name: str, known: Iterable[str]) -> Finding:
    known = sorted(known)
    return error(at, code, f"there is no {what} '{name}'", suggestion(name, known) or f"there are: {', '.join(known)}")
