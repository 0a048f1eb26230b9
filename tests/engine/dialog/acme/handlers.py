"""The handlers of the example project: declared here, answered by each test."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.types import Digits, Money, Outcome, Secret


class CardTaken(TypedDict):
    last4: Digits
    token: Secret[str]


@handler("pay.card", outcomes=["declined", "cancelled"], commits=True)
async def pay_card(call: Call, amount: Money) -> CardTaken | Outcome:
    raise NotImplementedError


class Slot(TypedDict):
    day: date
    half: Literal["morning", "afternoon"]


@handler("bay.hire", outcomes=["taken"], external=True)
async def hire(call: Call) -> Slot | Outcome:
    raise NotImplementedError
