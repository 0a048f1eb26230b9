from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from engine.handlers.registry import Call
from engine.handlers.transfers import Promises, call_back, reachable
from engine.store.callers import MOST, Callers
from engine.store.database import Database
from engine.store.tables import PromiseRow
from engine.types import Outcome, Untaken

NUMBER = "+441632960001"


async def rows(found: Any) -> list[PromiseRow]:
    async with found[Database].session() as session:
        return list((await session.exec(select(PromiseRow))).all())


async def test_a_call_is_promised_one_call_back_under_its_number(call: Callable[..., Call], found: Any) -> None:
    asks = replace(call("k"), untaken=Untaken("billing", "Wants 45 pounds back to 4242 4242 4242 4242."))
    found[Promises].came(asks.sid, NUMBER)
    assert await reachable(asks) is None
    for _ in range(2):
        assert await call_back(asks) is None
    (row,) = await rows(found)
    assert (row.sid, row.phone, row.queue) == (asks.sid, NUMBER, "billing")
    assert row.note == "Wants 45 pounds back to •••• card."
    assert row.caller == found[Callers].hash(NUMBER) != ""


@pytest.mark.parametrize(
    "number", ["", "anonymous", "Restricted", "+266696687", "+86282452253", "sip:jo@example.com", "12", "+1"]
)
async def test_who_withholds_his_number_cannot_be_promised_anything(
    call: Callable[..., Call], found: Any, number: str
) -> None:
    asks = call("k")
    found[Promises].came(asks.sid, number)
    assert (await reachable(asks), await call_back(asks)) == (Outcome("withheld"), Outcome("withheld"))
    assert await rows(found) == []


async def test_a_flow_that_nobody_was_asked_for_promises_without_a_queue(call: Callable[..., Call], found: Any) -> None:
    asks = call("k")
    found[Promises].came(asks.sid, NUMBER)
    await call_back(asks)
    assert [(row.queue, row.note) for row in await rows(found)] == [("", "")]


async def test_the_oldest_number_is_forgotten_first(found: Any) -> None:
    promises = found[Promises]
    for n in range(MOST + 1):
        promises.came(f"CA{n}", NUMBER)
    assert not promises.reachable("CA0")
    assert promises.reachable("CA1")
    assert promises.reachable(f"CA{MOST}")
