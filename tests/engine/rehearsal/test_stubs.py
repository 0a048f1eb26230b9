from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import HandlerError
from engine.flows.model import Position
from engine.handlers import orders
from engine.handlers.registry import Call, Registry, handlers_of
from engine.rehearsal.model import Stub
from engine.rehearsal.stubs import Stage
from engine.rehearsal.virtual_time import run_virtual
from engine.types import Outcome

AT = Position("tests/calls/x.yaml", 1, 1)
REAL = Registry(handlers_of(orders))


def stage(**given: tuple[Stub, ...]) -> Stage:
    return Stage({name.replace("_", ".", 1): stubs for name, stubs in given.items()}, date(2026, 11, 21))


async def ask(on: Stage, name: str) -> Any:
    handler = on.registry(REAL).get(name)
    assert handler
    return await handler.function(Call("CA1", "key"), order_number="4568")


async def test_answers_come_in_order_and_the_last_one_stays() -> None:
    done = Stub("done", AT, {"refund": "3.50"})
    on = stage(orders_cancel=(Stub("too_late", AT), done))
    given = [await ask(on, "orders.cancel") for _ in range(3)]
    assert given == [Outcome("too_late"), {"refund": Decimal("3.50")}, {"refund": Decimal("3.50")}]
    assert on.asked == [("orders.cancel", {"order_number": "4568"})] * 3


async def test_declarations_stay_those_of_the_real_handler() -> None:
    mine, real = stage().registry(REAL).get("orders.cancel"), REAL.get("orders.cancel")
    assert mine
    assert real
    assert (mine.outcomes, mine.commits, mine.inputs) == (real.outcomes, real.commits, real.inputs)


async def test_what_has_no_answer_is_noted_and_touches_nothing() -> None:
    on = stage()
    with pytest.raises(HandlerError):
        await ask(on, "orders.lookup")
    assert on.missing == ["orders.lookup"]
    on.begin()
    assert (on.missing, on.asked) == ([], [])


async def test_an_error_is_raised() -> None:
    with pytest.raises(HandlerError):
        await ask(stage(orders_lookup=(Stub("error", AT),)), "orders.lookup")


def test_a_slow_answer_takes_its_time_and_a_timeout_outlasts_every_deadline() -> None:
    async def within(seconds: float, stub: Stub) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await ask(stage(orders_cancel=(stub,)), "orders.cancel")
        except TimeoutError:
            return False
        return True

    slow = Stub("too_late", AT, takes_s=1.5)
    assert run_virtual(within(1.6, slow))
    assert not run_virtual(within(1.4, slow))
    assert not run_virtual(within(60, Stub("timeout", AT)))
