"""Is this project fit to be served? Runs every check over the files together and returns all that is found, by place.

What one file alone can say wrong is found when it is read; here stands what needs the other files, the handlers or the
intents. A new check is a function from ``Facts`` to findings and a line in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.evaluation import Evaluation
from engine.flows import (
    check_bounds,
    check_choices,
    check_commits,
    check_declared,
    check_figures,
    check_handlers,
    check_keys,
    check_likeness,
    check_locales,
    check_moves,
    check_names,
    check_order,
    check_outcomes,
    check_safety,
    check_slots,
    check_starts,
    check_values,
    check_voice,
    check_wording,
)
from engine.flows.facts import Facts
from engine.flows.findings import Finding
from engine.flows.model import Project
from engine.handlers.registry import Registry

Check = Callable[[Facts], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_names.ids,
    check_names.numbered,
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
    check_declared.declared,
    check_values.unknown,
    check_values.conditions,
    check_values.matches,
    check_order.absent,
    check_order.guards,
    check_outcomes.fallthrough,
    check_outcomes.unused,
    check_outcomes.unexplained,
    check_outcomes.risky,
    check_choices.settled,
    check_choices.slot_checks,
    check_choices.matched,
    check_choices.idle,
    check_choices.repeated,
    check_bounds.bounds,
    check_bounds.queues,
    check_bounds.synonyms,
    check_safety.disclosed,
    check_safety.recorded,
    check_safety.secrets,
    check_safety.secret_inputs,
    check_safety.unguarded,
    check_safety.consent,
    check_commits.repeated,
    check_commits.unnoted,
    check_commits.unnamed,
    check_commits.uninterruptible,
    check_likeness.described,
    check_likeness.confused,
    check_voice.wording,
    check_locales.locales,
    check_wording.in_a_row,
    check_wording.reworded,
    check_wording.questions,
    check_keys.shared,
    check_keys.announced,
    check_figures.misread,
    check_figures.miscounted,
)


ABSENT = frozenset({"F011", "F020", "F022", "F034", "F045"})
"""What says that something is nowhere: told of sure slips alone while a flow's file cannot be read."""


def check(
    project: Project,
    registry: Registry,
    labels: frozenset[str] | None,
    evaluation: Evaluation | None = None,
    *,
    whole: bool = True,
) -> tuple[Finding, ...]:
    """Return every finding, sorted by place.

    ``labels`` are the intents, None when there is no telling; ``evaluation``: how the model did when last measured;
    ``whole``: whether ``registry`` holds every handler, so that one that is not there is a mistake.
    """
    facts = Facts(project, registry, labels, evaluation, whole=whole)
    found = {finding for run in CHECKS for finding in run(facts)}
    return tuple(sorted(each for each in found if each.edits or not (project.unread and each.code in ABSENT)))
