"""What does the bench's contact centre know? A number that no other answer has, at once."""

from __future__ import annotations

from itertools import count
from typing import TypedDict

from engine.handlers.registry import Call, handler

_numbers = count(1000)


class Found(TypedDict):
    """What was found."""

    number: int


@handler("shop.find")
async def find(call: Call) -> Found:  # noqa: ARG001 - every handler takes the call
    """Find it."""
    return Found(number=next(_numbers))
