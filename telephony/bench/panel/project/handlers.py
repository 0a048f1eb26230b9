"""What does the panel's contact centre know? One thing, after as long as asking another system takes."""

from __future__ import annotations

import asyncio
import math
import random
from typing import TypedDict

from engine.handlers.registry import Call, handler

MEDIAN_S = 0.08
SPREAD = math.log(2) / 1.6449
"""Lognormal, p95 twice the median."""


class Found(TypedDict):
    """Where it is."""

    place: str
    day: str


@handler("shop.look_up")
async def look_up(call: Call) -> Found:  # noqa: ARG001 - every handler takes the call
    """Find it."""
    await asyncio.sleep(MEDIAN_S * math.exp(SPREAD * random.gauss(0, 1)))
    return Found(place="Carlisle", day="Wednesday")
