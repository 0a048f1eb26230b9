"""Which flow does an utterance start, and how? Rules 5 and 6 of the turn policy: start, digress, both, "A or B?".

Pure. From an open question a flow simply starts; from any other it is a digression, which a secret question, a flow
with ``interrupt: never`` and the project's limit forbid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from engine.dialog.clauses import halves
from engine.dialog.decisions import (
    Acted,
    Ambiguous,
    Decision,
    Digressed,
    NoMatch,
    Started,
    StayedPut,
    Unwound,
)
from engine.dialog.place import Place
from engine.dialog.state import Then
from engine.dialog.taking import in_passing
from engine.types import Accept, Act, Candidate, Clarify, Said, Verdict

ACTS: Mapping[str, Act] = {act: act for act in get_args(Act)}
"""Labels of the intent model that are global acts."""

Parts = tuple[Verdict, Verdict]
"""What the classifier makes of the halves of an utterance."""


def accepted(place: Place, label: str, said: Said) -> Decision | None:
    """Do what the classifier is sure of; None when no flow here has that label."""
    if label in ACTS:
        return Acted(ACTS[label])
    flow = place.plan.starts.get(label)
    return start(place, flow, said) if flow is not None and place.startable(flow) else None


def same_flow(place: Place, verdict: Clarify) -> bool:
    """Whether both labels that are too close to call start one flow: then there is nothing to ask."""
    first, second = (place.plan.starts.get(each.label) for each in verdict.candidates[:2])
    return first is not None and first == second


def start(place: Place, flow: str, said: Said | None = None, how: str = "") -> Decision:
    """Start ``flow``, with the values that the same utterance brings."""
    given = () if said is None else in_passing(place, flow, said)
    if place.listen is not None or place.node is None:
        return Started(flow, given, how or "start")
    if place.flow is not None and place.flow.name == flow:
        return NoMatch()
    if place.open_below(flow) is not None:
        return Unwound(flow)
    return Digressed(flow, given, how or "digress") if place.may_digress() else StayedPut(flow)


def both(place: Place, said: Said, parts: Sequence[Parts], whole: Verdict) -> Decision | None:
    """Start the two flows of which the classifier is sure, the second when the first has ended.

    Where it is sure of the whole, too, it has to be surer of both halves: "cancel it and give me my money back" is one
    wish.
    """
    least = whole.candidates[0].score if isinstance(whole, Accept) else 0.0
    for (one, other), (first, second) in zip(halves(said.text, place.locale), parts, strict=False):
        flows = [_sure(place, verdict, least) for verdict in (first, second)]
        if flows[0] and flows[1] and flows[0] != flows[1]:
            decision = start(place, flows[0], Said(one, said.confidence))
            return followed(place, decision, Then(flows[1], other))
    return None


def followed(place: Place, decision: Decision | None, then: Then) -> Decision | None:
    """Return ``decision`` with what follows, where it begins something and ``then`` is not what is open already."""
    if not isinstance(decision, Started | Digressed) or decision.flow == then.flow:
        return decision
    here = place.flow is not None and place.listen is None and place.flow.name == then.flow
    return decision if here or place.open_below(then.flow) is not None else replace(decision, then=then)


def may_part(place: Place) -> bool:
    """Whether two flows at once could be begun here."""
    return place.listen is not None or place.may_digress()


def _sure(place: Place, verdict: Verdict, least: float) -> str:
    """Return the flow that the classifier is surer of than ``least``; empty for none that may be started."""
    if not isinstance(verdict, Accept) or verdict.candidates[0].score <= least:
        return ""
    flow = place.plan.starts.get(verdict.candidates[0].label, "")
    return flow if flow and place.startable(flow) else ""


def between(place: Place, candidates: Sequence[Candidate], least: float = 0.0) -> Decision | None:
    """Ask which of the two best flows is meant; None when there are no two that could be started from here."""
    flows = list(_flows(place, candidates, least))[:2]
    if len(flows) < 2 or (place.listen is None and not place.may_digress()):  # noqa: PLR2004 - A or B
        return None
    return Ambiguous(flows[0], flows[1])


def _flows(place: Place, candidates: Sequence[Candidate], least: float) -> Iterator[str]:
    here = None if place.listen is not None or place.flow is None else place.flow.name
    flows = (place.plan.starts.get(each.label, "") for each in candidates if each.score >= least)
    yield from dict.fromkeys(flow for flow in flows if flow and flow != here and place.startable(flow))
