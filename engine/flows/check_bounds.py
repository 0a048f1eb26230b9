"""Are the project's figures sane? Checks of waits, tries, limits and queues, and of options that sound alike."""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers

from engine.flows.facts import Facts
from engine.flows.findings import Finding, error, meant, warning
from engine.flows.mentions import place
from engine.flows.model import Confirm, Listen, Position, Slot, TransferTo

WAIT_S = (2.0, 30.0)
"""Silence before a reprompt: less hurries a caller who thinks, more feels like a dead line."""
PATIENCE_S = (0.2, 5.0)
"""A pause inside an answer: less cuts people off, more makes every answer slow."""
TRIES = (2, 5)
"""Answers that may fail: with one there is no second chance, with more than five people despair."""
CALL_S = 60.0
DIGRESSIONS = 3
PRECISION = 0.8
MARGIN = 0.5


def bounds(facts: Facts) -> Iterator[Finding]:
    """F028: a wait, a number of tries or a limit that no caller would thank us for."""
    for slot in facts.slots.values():
        yield from _between(slot.at, f"'wait' of '{slot.name}'", slot.wait_s, *WAIT_S)
        yield from _between(slot.at, f"'patience' of '{slot.name}'", slot.patience_s, *PATIENCE_S)
        yield from _tries(slot.at, f"'tries' of '{slot.name}'", slot.tries)
    for _, step in facts.steps:
        if isinstance(step, Confirm | Listen):
            yield from _tries(step.at, "'tries'", step.tries)
        if isinstance(step, Listen):
            yield from _between(step.at, "'wait'", step.wait_s, *WAIT_S)
    yield from _of_project(facts)


def _of_project(facts: Facts) -> Iterator[Finding]:
    project, limits, asked = facts.project, facts.project.limits, facts.project.understanding
    yield from _between(project.at, "the limit 'wait'", limits.wait_s, *WAIT_S)
    yield from _tries(project.at, "the limit 'tries'", limits.tries)
    if limits.call_s < CALL_S:
        yield warning(project.at, "F028", f"calls would end after {limits.call_s:g} s", "raise the limit 'call'")
    if limits.digressions > DIGRESSIONS:
        message = f"after {limits.digressions} digressions nobody knows where the call stands"
        yield warning(project.at, "F028", message, f"allow {DIGRESSIONS} or fewer")
    if asked.precision < PRECISION:
        message = f"a precision of {asked.precision:g} lets the model be wrong too often"
        yield warning(project.at, "F028", message, f"ask for {PRECISION:g} or more")
    if asked.margin > MARGIN:
        message = f"with a margin of {asked.margin:g} nearly everything is answered with 'did you mean'"
        yield warning(project.at, "F028", message, f"ask for {MARGIN:g} or less")


def _between(at: Position, what: str, seconds: float | None, least: float, most: float) -> Iterator[Finding]:
    if seconds is not None and not least <= seconds <= most:
        side = "short" if seconds < least else "long"
        yield warning(at, "F028", f"{what} is too {side}: {seconds:g} s", f"choose from {least:g}s to {most:g}s")


def _tries(at: Position, what: str, tries: int | None) -> Iterator[Finding]:
    least, most = TRIES
    if tries is not None and not least <= tries <= most:
        why = "gives no second chance" if tries < least else "asks until people despair"
        yield warning(at, "F028", f"{what} is {tries}, which {why}", f"choose from {least} to {most}")


def queues(facts: Facts) -> Iterator[Finding]:
    """F045: a queue that no call is transferred to. F046: a number that cannot be dialled, or that two queues have."""
    named = facts.project.queues
    used = {meant(step.queue, named) for _, step in facts.steps if isinstance(step, TransferTo)}
    if not {"human", "give_up", "error"} <= facts.project.on.keys():
        used |= set(list(named)[:1])  # where the engine's own blocks transfer to
    first: dict[str, str] = {}
    for queue, number in named.items():
        at = place(queue, facts.project.at)
        if queue not in used:
            yield warning(at, "F045", f"nothing is ever transferred to '{queue}'", "delete it, or transfer to it")
        if number.startswith("+") and not _dials(number):
            yield warning(at, "F046", f"'{number}' has too few or too many digits for its country", "mend the number")
        if number and first.setdefault(number, queue) != queue:
            message = f"'{queue}' and '{first[number]}' ring at the same number"
            yield warning(at, "F046", message, "mend one, or use one queue for both")


def _dials(number: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def synonyms(facts: Facts) -> Iterator[Finding]:
    """F029: one way of saying it for two options: the caller would always get the first."""
    for slot in facts.slots.values():
        yield from _synonyms(slot)


def _synonyms(slot: Slot) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for option, ways in slot.type.options.items():
        for way in ways:
            if first.setdefault(way.lower(), option) != option:
                message = f"'{way}' means both '{first[way.lower()]}' and '{option}' of '{slot.name}'"
                yield error(place(way, slot.at), "F029", message, "leave it to one of them")
