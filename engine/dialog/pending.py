"""How is a question of our own answered? "A or B?", "four five six eight, is that right?", "What should I change?".

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.dialog import acts
from engine.dialog.decisions import Decision, Filled, NoMatch, Reopened, TooLate
from engine.dialog.place import WEAK, Place
from engine.dialog.starting import start
from engine.dialog.state import Change, Choice, Readback
from engine.dialog.taking import correct_one, given, taken
from engine.dialog.words import words
from engine.language import Language, of
from engine.types import Candidate, Said

UNSURE = 0.8
"""Recognition confidence that has a value echoed."""


def answered(place: Place, said: Said, candidates: Sequence[Candidate] = ()) -> Decision | None:
    """Decide what ``said`` answers to the question that is pending; None when it is about something else."""
    match place.state.pending:
        case Choice() as pending:
            flow = _picked(place, said.text, pending, candidates)
            return None if flow is None else chosen(place, pending, flow)
        case Readback() as pending:
            return _readback(place, pending, said)
        case Change():
            return _changed(place, said.text)
        case _:
            return None


def chosen(place: Place, pending: Choice, flow: str) -> Decision:
    """Start the flow that was picked, with the values that the ambiguous utterance brought, echoed to be sure."""
    return start(place, flow, Said(pending.said, UNSURE), how="choose")


def read_back(place: Place, pending: Readback, *, yes: bool) -> Decision:
    """Take the value that was read back, or ask again."""
    slot = place.plan.slots[pending.slot]
    return Filled((given(slot, pending.value),)) if yes else NoMatch()


def _picked(place: Place, text: str, choice: Choice, candidates: Sequence[Candidate]) -> str | None:
    """Tell which of two flows is meant: by its title's words, by "the first one", or by the better candidate."""
    language, first, second = of(place.locale), choice.first, choice.second
    mine, yours = (_words(place.title(flow), language) for flow in (first, second))
    heard = _words(text, language)
    hits = (bool(heard & (mine - yours)), bool(heard & (yours - mine)))
    if hits == (False, False):
        hits = (bool(heard & language.choosing.first), bool(heard & language.choosing.second))
    if hits[0] != hits[1]:
        return first if hits[0] else second
    flows = [place.plan.starts.get(each.label) for each in candidates[:1]]
    return next((flow for flow in flows if flow in (first, second)), None)


def _words(text: str, language: Language) -> set[str]:
    return {word.text for word in words(text, language)} - language.choosing.small


def _readback(place: Place, pending: Readback, said: Said) -> Decision | None:
    yes = acts.yes_no(said.text, place.locale)
    if yes is not None:
        return read_back(place, pending, yes=yes)
    slot = place.plan.slots[pending.slot]
    reading = place.read(slot, acts.correction(said.text, place.locale) or said.text)
    if reading is None:
        return None
    again = reading.value == pending.value  # said twice the same is certain enough
    return taken(place, slot, reading.value, 1.0 if again else said.confidence)


def _changed(place: Place, text: str) -> Decision | None:
    """Take a new value, or open the slot that the caller names."""
    known = list(place.correctable())
    named = [slot for slot in known if place.named(slot, text)]
    decision = correct_one(place, named, text) or correct_one(
        place, [s for s in known if s.type.kind not in WEAK], text
    )
    if decision is not None or not named:
        return decision
    return TooLate(named[0].name) if place.gone_through(named[0].name) else Reopened(named[0].name)
