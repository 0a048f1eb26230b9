import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from engine.handlers.payments import Charged, LedgerGateway, Payments, take
from engine.handlers.registry import Call
from engine.store.database import Database
from engine.store.tables import CustomerRow, LedgerRow, PaymentRow
from engine.types import Outcome

Make = Callable[..., Call]


async def _owes(found: Any, account: str) -> int:
    async with found[Database].session() as session:
        return (await session.get_one(CustomerRow, account)).owes_minor


async def _everything(found: Any) -> str:
    async with found[Database].session() as session:
        tables = [(await session.exec(select(table))).all() for table in (PaymentRow, LedgerRow, CustomerRow)]
    return str([[row.model_dump() for row in rows] for rows in tables])


async def test_a_payment_is_taken_and_its_token_is_a_secret_in_no_row(call: Make, found: Any) -> None:
    receipt = await take(call(verified="123456"), Decimal(45))
    assert receipt["left"] == Decimal(35)
    assert len(receipt["reference"]) == 6
    token = receipt["token"].reveal()
    assert len(token) == 32
    assert token not in str(receipt)
    assert token not in await _everything(found)


async def test_the_same_step_charges_once_and_another_attempt_charges_again(call: Make, found: Any) -> None:
    first = await take(call("k1", verified="123456"), Decimal(10))
    again = await take(call("k1", verified="123456"), Decimal(10))
    assert (first["reference"], first["token"].reveal()) == (again["reference"], again["token"].reveal())
    assert await _owes(found, "123456") == 7000
    await take(call("k2", verified="123456"), Decimal(10))
    assert await _owes(found, "123456") == 6000


async def test_a_payment_that_died_between_charge_and_result_is_completed_without_a_second_charge(
    call: Make, found: Any
) -> None:
    class Dies:
        def __init__(self, gateway: LedgerGateway) -> None:
            self.gateway, self.charges = gateway, 0

        async def charge(self, key: str, account: str, amount_minor: int) -> Charged:
            self.charges += 1
            charged = await self.gateway.charge(key, account, amount_minor)
            if self.charges == 1:
                raise ConnectionResetError
            assert isinstance(charged, Charged)
            return charged

    gateway = Dies(LedgerGateway(found[Database], b"k"))
    payments = Payments(found[Database], gateway)
    with pytest.raises(ConnectionResetError):
        await payments.take("k", "123456", 500)
    assert await _owes(found, "123456") == 8000
    row, token = await payments.take("k", "123456", 500)
    assert (row.state, token is not None) == ("taken", True)
    assert await _owes(found, "123456") == 7500
    async with found[Database].session() as session:
        assert len((await session.exec(select(LedgerRow))).all()) == 1


async def test_a_blocked_account_an_unverified_caller_and_a_silly_sum_are_declined(call: Make, found: Any) -> None:
    assert await take(call(verified="111222"), Decimal(10)) == Outcome("declined")
    assert await take(call(verified=None), Decimal(10)) == Outcome("declined")
    assert await take(call(verified="123456"), Decimal(-10)) == Outcome("declined")
    assert await _owes(found, "111222") == 12000
    assert await _owes(found, "123456") == 8000


async def test_two_payments_at_once_both_count(call: Make, found: Any) -> None:
    await asyncio.gather(*(take(call(f"k{i}", verified="123456"), Decimal(1)) for i in range(5)))
    assert await _owes(found, "123456") == 7500
