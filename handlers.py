"""What does this contact centre do that the engine does not bring along? The demo company's own handlers.

A handler decides and does, and never speaks: the flow that called it says what its outcome means.
"""

from datetime import date, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from engine.handlers.registry import Call, handler
from engine.types import Outcome

_SHOP_TIME = ZoneInfo("Europe/London")
_NOTICE = timedelta(days=2)
_HORIZON = timedelta(weeks=4)
_SUNDAY = 7


class DeliveryDay(TypedDict):
    """A day on which the van comes."""

    day: date


def deliverable(day: date, today: date) -> DeliveryDay | Outcome:
    """Say whether a parcel can be moved to ``day``: two days' notice, four weeks ahead at most, never on a Sunday."""
    if day < today + _NOTICE:
        return Outcome("too_soon")
    if day > today + _HORIZON:
        return Outcome("too_far")
    return Outcome("sunday") if day.isoweekday() == _SUNDAY else DeliveryDay(day=day)


@handler("delivery.check_day", outcomes=("too_soon", "too_far", "sunday"))
async def check_day(call: Call, new_day: date) -> DeliveryDay | Outcome:  # noqa: ARG001 - every handler takes the call
    """Check a wished delivery day against today in the shop's time zone."""
    return deliverable(new_day, datetime.now(_SHOP_TIME).date())
