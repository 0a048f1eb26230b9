"""Can flows and intents be told apart, by whoever chooses between them? Checks of what is too like something else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from engine.flows.facts import Facts
from engine.flows.findings import Finding, warning
from engine.flows.likeness import overlap, tokens
from engine.flows.model import Position

TOO_LIKE = 0.7
"""The part of the shorter description that stands in the longer too."""
_FEW = 3
"""Words that a description has at least before it is compared."""
CONFUSED = 0.1
"""The part of an intent's held-out sentences that another may take."""
_OFTEN = 2


def described(facts: Facts) -> Iterator[Finding]:
    """F081: two flows that are described, or called aloud, in the same words."""
    flows = [flow for flow in facts.project.flows.values() if flow.start]
    words = {flow.name: frozenset(tokens(flow.about)) for flow in flows}
    for one, other in combinations(flows, 2):
        shorter = min(len(words[one.name]), len(words[other.name]))
        if shorter >= _FEW and overlap(words[one.name], words[other.name]) >= TOO_LIKE:
            message = f"'about' says what '{one.name}' says too, so that nobody can choose between them"
            yield warning(other.at, "F081", message, "say what sets this flow apart")
        elif one.title and one.title.lower() == other.title.lower():
            message = f"'{one.name}' has the same title: a caller would hear '{one.title}, or {one.title}?'"
            yield warning(other.at, "F081", message, "call this flow otherwise")


def confused(facts: Facts) -> Iterator[Finding]:
    """F082: an intent that the model took for another, the last time that it was measured."""
    evaluation = facts.evaluation
    if evaluation is None:
        return
    starts = {label: flow.name for flow in facts.project.flows.values() for label in flow.start}
    for label, taken, count in evaluation.confusions:
        of = evaluation.sentences.get(label, 0)
        apart = starts.get(label, label) != starts.get(taken, taken)
        if apart and count >= _OFTEN and of and count / of >= CONFUSED:
            at = Position(f"intents/{label}.yaml", 1, 1)
            message = f"of {of} sentences of '{label}', {count} were taken for '{taken}'"
            yield warning(at, "F082", message, f"write examples that set '{label}' and '{taken}' apart, then train")
