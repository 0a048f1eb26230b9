"""How is what a turn heard and knows shown in its row? Masked, and a secret as dots. Pure."""

from __future__ import annotations

from engine.dialog.state import Vaulted
from engine.privacy import mask
from engine.types import CallStarted, Event, Keyed, Returned, Said, Silent

DOTS = "•••"


def event_name(event: Event) -> str:
    """Return what ``Turn.event`` calls it."""
    match event:
        case CallStarted():
            return "started"
        case Said():
            return "said"
        case Keyed():
            return "keyed"
        case Silent():
            return "silent"
        case Returned():
            return "returned"


def heard_of(event: Event, *, secret: bool) -> str:
    """Return the transcript or the keys; ``secret``: a secret was asked for."""
    match event:
        case Said(text=text) | Keyed(digits=text):
            return DOTS if secret else mask(text)
        case _:
            return ""


def shown(value: object) -> object:
    """Return a slot's value as rows may have it."""
    if isinstance(value, Vaulted):
        return DOTS
    return mask(value) if isinstance(value, str) else value
