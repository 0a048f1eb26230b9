"""What does the benchmark's contact centre know? One parcel, in memory."""

from __future__ import annotations

from typing import TypedDict

from engine.handlers.registry import Call, handler


class Parcel(TypedDict):
    """Where the parcel is."""

    place: str


@handler("parcels.find")
async def find(call: Call) -> Parcel:  # noqa: ARG001 - every handler takes the call
    """Find the parcel at once."""
    return Parcel(place="in the porch of number 12")
