"""What was an utterance acted on as, in the intent model's own words? The label, for the log that models learn from.

Pure. A flow that several labels start goes by the one that the classifier held likeliest. Where a secret was asked,
nothing is said at all.
"""

from __future__ import annotations

from typing import Literal

from engine.dialog.decisions import Acted, Decision, Digressed, Started, StayedPut, Unwound
from engine.dialog.place import Place
from engine.dialog.state import Then
from engine.types import Accept, Clarify, Defer, Event, Keyed, Meant, Said, Verdict


def meant(asked: Place, event: Event, decision: Decision, verdict: Verdict | None) -> Meant | None:
    """Return what was made of ``event`` at ``asked``; None for what nobody said or keyed, and for a secret."""
    if asked.secret or not isinstance(event, Said | Keyed):
        return None
    scored = None if verdict is None else verdict.scored
    return Meant(asked.state.cursor, asked.locale, _name(verdict), scored, label_of(asked, decision, verdict))


def label_of(asked: Place, decision: Decision, verdict: Verdict | None) -> str:
    """Return the intent that ``decision`` acts on; empty where it is a value, a yes, two wishes, or nothing."""
    match decision:
        case Started(then=Then()) | Digressed(then=Then()):
            return ""  # two wishes are the sentence of no intent
        case Started(flow=flow) | Digressed(flow=flow) | Unwound(flow=flow) | StayedPut(flow=flow):
            starts = asked.plan.starts
            held = () if verdict is None else verdict.candidates
            likely = [each.label for each in held if starts.get(each.label) == flow]
            return next(iter([*likely, *(label for label, started in starts.items() if started == flow)]), "")
        case Acted(act=act):
            return act
        case _:
            return ""


def _name(verdict: Verdict | None) -> Literal["accept", "clarify", "defer", ""]:
    match verdict:
        case Accept():
            return "accept"
        case Clarify():
            return "clarify"
        case Defer():
            return "defer"
        case None:
            return ""
