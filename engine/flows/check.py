"""Is this project fit to be served? Runs every check over the files together and returns all that is found, by place.

What one file alone can say wrong is found when it is read; here stands what needs the other files, the handlers or the
intents. A new check is a function from ``Facts`` to findings and a line in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.flows import (
    check_handlers,
    check_locales,
    check_moves,
    check_safety,
    check_slots,
    check_starts,
    check_values,
    check_voice,
)
from engine.flows.facts import Facts
from engine.flows.findings import Finding
from engine.flows.model import Project
from engine.handlers.registry import Registry

Check = Callable[[Facts], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_moves.unreachable,
    check_moves.endless,
    check_moves.cycles,
    check_moves.redos,
    check_moves.unknown_flows,
    check_moves.unknown_queues,
    check_moves.unknown_events,
    check_starts.never_started,
    check_starts.unknown_labels,
    check_starts.unused_labels,
    check_slots.unknown,
    check_slots.defined_twice,
    check_slots.never_asked,
    check_slots.keys,
    check_slots.retries,
    check_handlers.missing,
    check_handlers.outcomes,
    check_handlers.wiring,
    check_values.unknown,
    check_values.conditions,
    check_values.matches,
    check_safety.disclosed,
    check_safety.secrets,
    check_safety.secret_inputs,
    check_safety.consent,
    check_voice.wording,
    check_locales.locales,
)


def check(project: Project, registry: Registry, labels: frozenset[str] | None) -> tuple[Finding, ...]:
    """Return every finding, sorted by place. ``labels`` are the intents; None when there is no telling."""
    facts = Facts(project, registry, labels)
    return tuple(sorted({finding for run in CHECKS for finding in run(facts)}))
