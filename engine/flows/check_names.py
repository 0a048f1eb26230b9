"""Does every step keep its name when the flows are edited? Checks of ``id`` and of names that would be given twice."""

from __future__ import annotations

from collections.abc import Iterator

from engine.flows.facts import Facts
from engine.flows.findings import Finding, error, warning
from engine.flows.mentions import place, sketch
from engine.flows.model import Confirm, Do, Listen, Say, Step, TransferTo
from engine.flows.naming import Namer, scopes, walk

_NAMED = Say | Confirm | Listen | Do | TransferTo
"""Steps that people look up by name: translations, coverage, figures. Of the others the place says enough."""


def ids(facts: Facts) -> Iterator[Finding]:
    """F014: an ``id`` that two steps of one file have."""
    first: dict[tuple[str, str], Step] = {}
    for flow, step in facts.steps:
        if step.id and first.setdefault((flow.name, step.id), step) is not step:
            before = place(first[flow.name, step.id].id, step.at)
            message = f"the id '{step.id}' is already given at {before}"
            yield error(place(step.id, step.at), "F014", message, "a step's id stands once in its file")


def numbered(facts: Facts) -> Iterator[Finding]:
    """F015: a second step of one name, which is told from the first by its place only; equal ones may be mixed up."""
    namer = Namer()
    first: dict[str, Step] = {}
    for scope in scopes(facts.project, {}):
        for named in walk(namer.named(scope.block, scope.prefix)):
            plain, mark, _ = named.name.rpartition("#")
            if not mark:
                first[named.name] = named.step
            elif isinstance(named.step, _NAMED) and (plain not in first or sketch(first[plain]) != sketch(named.step)):
                message = f"another step is called '{plain}' too: an edit that moves one renames both"
                yield warning(named.step.at, "F015", message, "add 'id:' with a word of your own to this step")
