"""What should the call listen for now? Kind of answer, patience, keys and vocabulary of the question that is open.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.dialog.answers import hints, key_rule, patience_ms, wait_s
from engine.dialog.place import Place
from engine.dialog.state import Choice, Hold, Readback
from engine.flows.model import Slot
from engine.language import of
from engine.types import KeyRule, Listening

_ONE_KEY = KeyRule(shortest=1, longest=1)
HOLD_S = 30.0
"""How long we wait when the caller asked us to."""


def listening_for(place: Place) -> Listening:
    """Return what to listen for at ``place``."""
    step = place.state.cursor
    usual_ms = round(place.plan.project.limits.wait_s * 1000)
    if isinstance(place.state.pending, Hold):
        usual_ms = round(HOLD_S * 1000)
    match place.state.pending:
        case Choice(first=first, second=second):
            titles = (place.title(first), place.title(second))
            return Listening(step, "choice", usual_ms, keys=_ONE_KEY, hints=titles)
        case Readback():
            return Listening(step, "confirm", usual_ms, keys=_ONE_KEY, hints=of(place.locale).hints["confirm"])
    if place.asked is not None:
        return _slot(place, place.asked, usual_ms)
    if place.confirm is not None:
        return Listening(step, "confirm", usual_ms, keys=_ONE_KEY, hints=of(place.locale).hints["confirm"])
    listen = place.listen
    if listen is None:
        return Listening(step, wait_ms=usual_ms)
    keys = KeyRule(1, max(map(len, listen.keys))) if listen.keys else None
    return Listening(step, "open", _at_least(usual_ms, listen.wait_s), keys=keys)


def _slot(place: Place, slot: Slot, usual_ms: int) -> Listening:
    own = slot.wait_s if slot.wait_s is not None else wait_s(slot.type)
    patience = patience_ms(slot.type) if slot.patience_s is None else round(slot.patience_s * 1000)
    held = isinstance(place.state.pending, Hold)
    return Listening(
        step=place.state.cursor,
        expects=slot.type.kind,
        wait_ms=_at_least(usual_ms, own) if held else usual_ms if own is None else round(own * 1000),
        patience_ms=patience,
        keys=_keys(slot),
        hints=() if slot.secret or not slot.voice else hints(slot.type, place.locale),
        secret=slot.secret,
    )


def _keys(slot: Slot) -> KeyRule | None:
    if isinstance(slot.keys, Mapping):
        return KeyRule(1, max(map(len, slot.keys), default=1))
    return key_rule(slot.type) if slot.keys else None


def _at_least(usual_ms: int, own_s: float | None) -> int:
    return usual_ms if own_s is None else max(usual_ms, round(own_s * 1000))
