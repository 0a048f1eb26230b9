"""What may a language model do in a turn, and what do its moves mean? Rule 7 of the turn policy.

Pure. It is offered what the rules could do here and nothing else, and what it says is read again by our own readers:
it cannot do anything a rule could not. A yes before a handler that commits is never its to give.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from engine.dialog.clauses import halves
from engine.dialog.decisions import Acted, Ambiguous, Confirmed, Decision, Digressed, Filled, Given, Started
from engine.dialog.place import Place
from engine.dialog.starting import followed, start
from engine.dialog.state import Then
from engine.dialog.taking import corrected, taken
from engine.flows.model import Ask, Confirm, Listen, Prompt, Slot
from engine.types import (
    Act,
    Answer,
    Candidate,
    ChooseBetween,
    Correct,
    DoAct,
    Fill,
    Move,
    OfferedFlow,
    OfferedSlot,
    Said,
    Situation,
    StartFlow,
)

_MOST_CANDIDATES = 3


def situation(place: Place, text: str, candidates: Sequence[Candidate]) -> Situation:
    """Say where the call stands and what may be done, without a word of who is calling."""
    flow = place.flow
    open_slots = [] if flow is None else list(place.unfilled(flow.name))
    asked = [] if place.asked is None else [place.asked]
    fills = dict.fromkeys(slot.name for slot in (*asked, *open_slots) if not slot.secret and slot.voice)
    corrects = dict.fromkeys(s.name for s in place.correctable() if s.voice and not place.gone_through(s.name))
    free = place.listen is not None or place.may_digress()
    starts = [name for name in dict.fromkeys(place.plan.starts.values()) if place.startable(name)] if free else []
    here = None if flow is None or place.listen is not None else flow.name
    return Situation(
        utterance=text,
        question=_question(place),
        flow="" if flow is None else flow.about,
        candidates=tuple(candidates[:_MOST_CANDIDATES]),
        fills=tuple(_offered(place.plan.slots[name]) for name in fills),
        corrects=tuple(_offered(place.plan.slots[name]) for name in corrects if name not in fills),
        starts=tuple(OfferedFlow(name, place.plan.project.flows[name].about) for name in starts if name != here),
        acts=tuple(act for act in get_args(Act) if act != "stop_recording" or place.plan.project.recording != "never"),
        yes_no=place.confirm is not None and not place.confirm.before_commit,
        locale=place.locale,
        release=place.state.release,
    )


def _offered(slot: Slot) -> OfferedSlot:
    return OfferedSlot(slot.name, slot.type.kind, slot.ask.variants[0].source)


def _question(place: Place) -> str:
    """Return the open question as it is written; values in it stay names, so that none reaches a model."""
    step = None if place.node is None else place.node.step
    match step:
        case Ask(slot=name) if name in place.plan.slots:
            return _source(place.plan.slots[name].ask)
        case Confirm(prompt=prompt) | Listen(prompt=prompt):
            return _source(prompt)
        case _:
            return ""


def _source(prompt: Prompt) -> str:
    return prompt.variants[0].source


def moved(place: Place, moves: Sequence[Move], said: Said, candidates: Sequence[Candidate]) -> Decision | None:
    """Turn a model's moves into a decision: its fills together, else the first of the others that stands."""
    offered = situation(place, said.text, candidates)
    names = {each.name for each in offered.fills}
    filled = _filled(place, [m for m in moves if isinstance(m, Fill) and m.slot in names], said)
    if filled is not None:
        return filled
    found = next((each for move in moves if (each := _one(place, move, said, offered)) is not None), None)
    starts = [each.name for each in offered.starts]
    flows = [move.flow for move in moves if isinstance(move, StartFlow) and move.flow in starts]
    return _two(place, flows, said) if len(flows) > 1 and isinstance(found, Started | Digressed) else found


def _two(place: Place, flows: Sequence[str], said: Said) -> Decision | None:
    """Start the first flow and then the second; which values are whose is known only where "and" parts them once."""
    ways = halves(said.text, place.locale)
    one, other = ways[0] if len(ways) == 1 else ("", "")
    return followed(place, start(place, flows[0], Said(one, said.confidence)), Then(flows[1], other))


def _filled(place: Place, fills: Sequence[Fill], said: Said) -> Decision | None:
    found: list[Given] = []
    asked = "" if place.asked is None else place.asked.name
    for move in sorted(fills, key=lambda each: each.slot != asked):
        reading = place.read(place.plan.slots[move.slot], move.text)
        decision = (
            None if reading is None else taken(place, place.plan.slots[move.slot], reading.value, said.confidence)
        )
        if isinstance(decision, Filled):
            found.extend(decision.given)
        elif decision is not None and move.slot == asked:
            return decision
    return Filled(tuple(found)) if found else None


def _one(place: Place, move: Move, said: Said, offered: Situation) -> Decision | None:
    starts = {each.name for each in offered.starts}
    match move:
        case Correct(slot=name, text=text) if name in {each.name for each in offered.corrects}:
            slot = place.plan.slots[name]
            reading = place.read(slot, text)
            return None if reading is None else corrected(place, slot, reading.value)
        case StartFlow(flow=flow) if flow in starts:
            return start(place, flow, said)
        case Answer(yes=yes) if offered.yes_no:
            return Confirmed(yes)
        case ChooseBetween(first=first, second=second) if first != second and {first, second} <= starts:
            return Ambiguous(first, second)
        case DoAct(act=act) if act in offered.acts:
            return Acted(act)
        case _:
            return None
