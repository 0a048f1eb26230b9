"""Which flow does an utterance start, and how? Rules 5 and 6 of the turn policy: start, digress, "A or B?".

Pure. From an open question a flow simply starts; from any other it is a digression, which a secret question, a flow
with ``interrupt: never`` and the project's limit forbid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

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
from engine.dialog.taking import in_passing
from engine.types import Act, Candidate, Clarify, Said

ACTS: Mapping[str, Act] = {act: act for act in get_args(Act)}
"""Labels of the intent model that are global acts."""


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
