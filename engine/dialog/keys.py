"""What does a key press mean? Rule 0 of the turn policy: the asked slot, a menu, yes and no, "A or B".

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.dialog.decisions import Confirmed, Decision, NoMatch
from engine.dialog.pending import chosen, read_back
from engine.dialog.place import Place
from engine.dialog.slots import read_keys
from engine.dialog.starting import start
from engine.dialog.state import Choice, Readback
from engine.dialog.taking import taken
from engine.flows.model import Slot

YES, NO = "1", "2"


def keyed(place: Place, digits: str) -> Decision:
    """Decide what ``digits`` mean at ``place``."""
    pending = place.state.pending
    if isinstance(pending, Choice) and digits in (YES, NO):
        return chosen(place, pending, pending.first if digits == YES else pending.second)
    if isinstance(pending, Readback) and digits in (YES, NO):
        return read_back(place, pending, yes=digits == YES)
    if place.confirm is not None:
        return Confirmed(digits == YES) if digits in (YES, NO) else NoMatch()
    if place.listen is not None:
        flow = place.listen.keys.get(digits)
        return NoMatch() if flow is None else start(place, flow, how="menu")
    slot = place.asked
    value = None if slot is None else _value(place, slot, digits)
    return NoMatch() if slot is None or value is None else taken(place, slot, value)


def _value(place: Place, slot: Slot, digits: str) -> object | None:
    if isinstance(slot.keys, Mapping):
        meant = slot.keys.get(digits)
        if meant is None or slot.type.kind in ("one_of", "text", "name"):
            return meant
        if slot.type.kind == "yes_no":
            return {"yes": True, "no": False}.get(meant)
        reading = place.read(slot, meant)
        return None if reading is None else reading.value
    if not slot.keys:
        return None
    return read_keys(slot.type, digits, today=place.today, locale=place.locale, home=place.plan.home)
