"""What did the caller mean by that? The turn policy: fixed rules in a fixed order, whoever understood.

    0  keys           fill the asked slot, pick from a menu, answer "A or B"
    1  global acts    human, repeat, hold, cancel, help, goodbye; stop_recording where calls are recorded
    2  yes or no      to a confirmation
    3  fill           the asked slot, and others of this flow said in passing, after their checks
    4  correct        a value that is known
    5  start          another flow: a digression when one is open; two, when "and" parts them and both halves are surer
    6  clarify        two candidates close together: "A or B?"
    7  defer          to a language model, whose moves are exactly rules 1 to 6
    8  no match

Pure. It is called again with what it asked for: first without a verdict, then with the classifier's, then with its
verdicts on the halves, then with a model's moves. A value that takes only a small part of a long utterance ("is there a
fee if I pay 40 pounds by card?") waits for the classifier, and yields to a flow or an act that the classifier is sure
of. A yes that was heard badly is no consent to what cannot be undone: the question comes again.
"""

from __future__ import annotations

from engine.dialog import acts
from engine.dialog.clauses import halves
from engine.dialog.decisions import (
    Acted,
    Begin,
    CameBack,
    Confirmed,
    Decision,
    GoOn,
    NeedMoves,
    NeedParts,
    NeedVerdict,
    NoInput,
    NoMatch,
    StayedPut,
)
from engine.dialog.keys import keyed
from engine.dialog.moves import moved, situation
from engine.dialog.pending import answered
from engine.dialog.place import Place
from engine.dialog.starting import Parts, accepted, between, both, may_part, same_flow
from engine.dialog.state import Resume
from engine.dialog.taking import ASK_BACK, correct, exact_option, fill
from engine.types import Accept, Act, CallStarted, Clarify, Event, Keyed, Move, Returned, Said, Silent, Verdict

Need = NeedVerdict | NeedParts | NeedMoves

PLAUSIBLE = 0.15
"""Score below which a candidate is not worth a closed question."""


def decide(
    place: Place,
    event: Event,
    verdict: Verdict | None = None,
    moves: tuple[Move, ...] | None = None,
    parts: tuple[Parts, ...] | None = None,
) -> Decision | Need:
    """Decide what ``event`` means at ``place``, or say what is needed to decide it.

    ``moves``: a language model's, in the order to try; ``()`` when nobody could be asked. ``parts``: the classifier's
    on each way to halve what was said; ``()`` likewise.
    """
    if isinstance(place.state.pending, Resume):
        return GoOn(place.state.pending.node)
    match event:
        case CallStarted():
            return Begin()
        case Silent():
            return NoInput()
        case Returned(outcome=outcome, facts=facts):
            return CameBack(outcome, facts)
        case Keyed(digits=digits):
            return keyed(place, digits)
        case Said():
            return _said(place, event, verdict, moves, parts)


def _said(
    place: Place,
    said: Said,
    verdict: Verdict | None,
    moves: tuple[Move, ...] | None,
    parts: tuple[Parts, ...] | None,
) -> Decision | Need:
    sure, perhaps = _by_rule(place, said)
    if sure is not None:
        return sure
    if place.secret:
        return NoMatch()
    if verdict is None:
        return NeedVerdict()
    pending = answered(place, said, () if isinstance(verdict, Clarify) else verdict.candidates)
    if pending is not None:
        return pending
    return (
        (_halved(place, said, verdict, parts) if perhaps is None else None)
        or _understood(place, said, verdict, perhaps)
        or (between(place, verdict.candidates[:2]) if isinstance(verdict, Clarify) else None)
        or _deferred(place, said, verdict, moves)
    )


def _by_rule(place: Place, said: Said) -> tuple[Decision | None, Decision | None]:
    """Rules 1 to 4. Return what is decided, and what would be if the classifier knows nothing better."""
    act = _act(place, said)
    if place.secret:
        return (None if act is None else Acted(act)), None
    sure = exact_option(place, said)
    if sure is None and act is not None:
        sure = Acted(act)
    sure = sure or answered(place, said) or _yes_no(place, said) or correct(place, said)
    if sure is not None:
        return sure, None
    filled, loose = fill(place, said)
    return (None, filled) if loose else (filled, None)


def _act(place: Place, said: Said) -> Act | None:
    """Return the act that was said; nobody speaks of a recording where there is none."""
    act = acts.act_of(said.text, place.locale)
    return None if act == "stop_recording" and place.plan.project.recording == "never" else act


def _yes_no(place: Place, said: Said) -> Decision | None:
    yes = acts.yes_no(said.text, place.locale)
    if yes is None or not (place.confirm is not None or place.idle):
        return None
    if yes and place.confirm is not None and place.confirm.before_commit and said.confidence < ASK_BACK:
        return NoMatch()
    return Confirmed(yes) if yes or place.confirm is not None else Acted("goodbye")


def _understood(place: Place, said: Said, verdict: Verdict, perhaps: Decision | None) -> Decision | None:
    """Rule 5, and rule 1 as the classifier knows it, weighed against a loose reading."""
    one = isinstance(verdict, Accept) or (isinstance(verdict, Clarify) and same_flow(place, verdict))
    sure = accepted(place, verdict.candidates[0].label, said) if one else None
    if sure is not None and not (perhaps is not None and isinstance(sure, NoMatch | StayedPut)):
        return sure
    return perhaps


def _halved(place: Place, said: Said, verdict: Verdict, parts: tuple[Parts, ...] | None) -> Decision | NeedParts | None:
    """Rule 5 for two flows at once."""
    if not may_part(place):
        return None
    if parts is not None:
        return both(place, said, parts, verdict)
    ways = halves(said.text, place.locale)
    return NeedParts(ways) if ways else None


def _deferred(place: Place, said: Said, verdict: Verdict, moves: tuple[Move, ...] | None) -> Decision | NeedMoves:
    if moves is None:
        return NeedMoves(situation(place, said.text, verdict.candidates))
    if not moves:
        return between(place, verdict.candidates, PLAUSIBLE) or NoMatch()
    return moved(place, moves, said, verdict.candidates) or NoMatch()
