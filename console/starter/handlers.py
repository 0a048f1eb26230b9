"""What can this contact centre look up and do? Its own handlers.

A handler decides and does, and never speaks: the flow that called it says what its outcome means.
"""

from datetime import date, timedelta
from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Digits, Outcome

State = Literal["ready", "on_its_way"]

# For trying things out: number -> state, and days from today. Ask your own system here instead.
_RESERVATIONS: dict[str, tuple[State, int]] = {"12345": ("ready", 6), "20202": ("on_its_way", 3)}


class Reservation(TypedDict):
    """A book that somebody asked us to keep."""

    state: State
    day: date
    """Kept until, or expected on."""


@handler("reservations.lookup", outcomes=("not_found",))
async def lookup(call: Call, reservation_number: Digits) -> Reservation | Outcome:  # noqa: ARG001 - every handler takes the call
    """Look a reservation up by its number."""
    found = _RESERVATIONS.get(reservation_number)
    if found is None:
        return Outcome("not_found")
    state, days = found
    return Reservation(state=state, day=date.today() + timedelta(days=days))  # noqa: DTZ011 - a library's day is local
