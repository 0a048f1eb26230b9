"""What must a project pass before it is released, and how did it go? One ``Gate`` each, all of them judged.

Nothing is read or played here: findings, played conversations and coverage come in, verdicts go out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.coverage.causes import causes
from engine.coverage.count import KINDS, coverage
from engine.coverage.gate import GATED, shortfalls
from engine.errors import ModelError
from engine.flows.findings import Finding
from engine.flows.model import Asked
from engine.flows.plan import Plan
from engine.rehearsal.run import Played
from engine.understanding.manifest import Manifest

_NAMED = 4
"""So many labels are named in a sentence; more are counted."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that a release must pass."""

    name: str
    told: str
    """How it went, in a line."""
    problems: tuple[str, ...] = ()
    """What keeps it shut; nothing: it is open."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """What was counted, for the release's manifest."""

    @property
    def is_open(self) -> bool:
        """Whether the release may pass."""
        return not self.problems


CoverageGate = Callable[[Plan, Sequence[Played]], Gate]
"""Judges how much of a plan the played conversations have shown."""


def checked(findings: Sequence[Finding]) -> Gate:
    """Judge the findings over flows, intents and conversations: no error may be among them."""
    errors = tuple(str(finding) for finding in findings if finding.severity == "error")
    warnings = len(findings) - len(errors)
    told = f"{counted(len(errors), 'error')}, {counted(warnings, 'warning')}"
    return Gate("check", told, errors, {"warnings": warnings})


def understood(manifest: Manifest | None, labels: frozenset[str], asked: Asked, taught: str) -> Gate:
    """Judge whether the intent model fits the intents and the precision asked; without a model there is no saying.

    ``taught`` is the hash of the sentences as training would see them; empty: it is not known.
    """
    if manifest is None:
        return Gate("intent model", "there is none: a server will ask for one", figures={"intents": 0})
    problems = outdated(manifest, labels, taught)
    try:
        manifest.threshold(asked.precision)
    except ModelError as problem:
        problems.append(f"{problem}: {problem.todo}")
    told = f"{manifest.name[:12]}, {counted(len(manifest.labels), 'intent')}"
    return Gate("intent model", told, tuple(problems), {"intents": len(manifest.labels)})


def outdated(manifest: Manifest, labels: frozenset[str], taught: str) -> list[str]:
    """Return in what the model and ``intents/`` differ, with what to do. ``taught``: as for ``understood``."""
    new, gone = sorted(labels - {*manifest.labels}), sorted({*manifest.labels} - labels)
    if strange := stranger(manifest, labels):
        return [f"the intent model {manifest.name} is of another project: {strange}: trunkline train"]
    found = [f"the intent model does not know {_listed(new)}: trunkline train"] if new else []
    if gone:
        todo = f"write intents/{gone[0]}.yaml, its held-out mirror and a flow for it, or leave it out of the dataset"
        found.append(
            f"the intent model knows {_listed(gone)}, which {'is' if len(gone) == 1 else 'are'} not in intents/: "
            f"{todo if manifest.dataset else 'trunkline train'}"
        )
    if not found and taught and taught != (manifest.taught or manifest.data):
        todo = "trunkline dataset make, trunkline train --dataset latest" if manifest.dataset else "trunkline train"
        found = [f"the sentences of intents/ have changed since the model was trained: {todo}"]
    return found


def stranger(manifest: Manifest, labels: frozenset[str]) -> str:
    """Say that the model knows none of ``labels``, the intents of the flows; empty when it does know some."""
    if not labels or labels & {*manifest.labels}:
        return ""
    return f"it knows {_listed(sorted(manifest.labels))}, and none of the intents of intents/"


def _listed(labels: Sequence[str]) -> str:
    named = ", ".join(f"'{label}'" for label in labels[:_NAMED])
    return named if len(labels) <= _NAMED else f"{named} and {len(labels) - _NAMED} more"


def played(name: str, calls: Sequence[Played]) -> Gate:
    """Judge conversations: there are some, and all went as expected."""
    failed = [f"{each.call.name}\n  {failure}" for each in calls for failure in each.failures]
    wrong = sum(bool(each.failures) for each in calls)
    verdict = f"{wrong} failed" if wrong else "all as expected"
    if not calls:
        failed = ["tests/calls has no conversation: nothing shows that these flows work"]
    turns = sum(len(each.turns) for each in calls)
    told = f"{counted(len(calls), 'conversation')}, {counted(turns, 'turn')}: {verdict}"
    return Gate(name, told, tuple(failed), {"conversations": len(calls), "turns": turns})


def covered(
    plan: Plan,
    calls: Sequence[Played],
) -> Gate:
    """Judge how much of the flows the conversations show; the causes are told in every flow that falls short."""
    found = coverage(plan, calls)
    short = shortfalls(found, plan.project.coverage)
    committing = {each.group for each in short} & found.commits
    others = (
        {flow.name for flow in found.flows} - found.commits if any(e.group not in committing for e in short) else ()
    )
    why = causes(plan, found, {*committing, *others}, GATED) if short else ()
    problems = (*map(str, short), *why, *(("trunkline test --coverage --all lists every gap",) if short else ()))
    totals = {KINDS[kind]: found.total(kind) for kind in KINDS}
    told = ", ".join(f"{name} {count}" for name, count in totals.items())
    return Gate("coverage", told, problems, {name: [count.covered, count.total] for name, count in totals.items()})


def shut(name: str, why: str) -> Gate:
    """Return a gate that was not come to."""
    return Gate(name, why, (why,))


def all_open(gates: Iterable[Gate]) -> bool:
    """Say whether nothing stands in the way."""
    return all(gate.is_open for gate in gates)


def counted(number: int, what: str) -> str:
    """Return ``1 turn`` or ``2 turns``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
