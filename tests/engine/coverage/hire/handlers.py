"""The handlers of a bike hire: declared here, answered by each conversation."""

from __future__ import annotations

from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Digits, Outcome


class Found(TypedDict):
    band: Literal["cheap", "dear"]


class Booking(TypedDict):
    number: Digits


@handler("bikes.find", outcomes=["none_left"])
async def find(call: Call, bike: str) -> Found | Outcome:
    raise NotImplementedError


@handler("bikes.book", outcomes=["taken"], commits=True)
async def book(call: Call, bike: str, hours: Digits) -> Booking | Outcome:
    raise NotImplementedError
