import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import structlog
from sqlmodel import select

from engine.handlers.payments import Charged, LedgerGateway, Payments, Refused, take
from engine.handlers.registry import Call
from engine.store.database import Database
from engine.store.tables import CustomerRow, IntentRow, LedgerRow, PaymentRow
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


class Cut:
    """A gateway behind which the process dies, before or after the money moved."""

    def __init__(self, gateway: LedgerGateway, *, moved: bool, by: type[BaseException]) -> None:
        self.gateway, self.moved, self.by = gateway, moved, by

    async def charge(self, key: str, account: str, amount_minor: int) -> Charged | Refused:
        if self.moved:
            await self.gateway.charge(key, account, amount_minor)
        raise self.by


async def _charges(found: Any) -> list[str]:
    async with found[Database].session() as session:
        return [row.key for row in (await session.exec(select(LedgerRow))).all()]


@pytest.mark.parametrize("moved", [False, True])
async def test_a_payment_that_a_crash_cut_off_is_taken_once_by_whoever_starts_next(found: Any, moved: bool) -> None:
    gateway = LedgerGateway(found[Database], b"k")
    dead = Payments(found[Database], Cut(gateway, moved=moved, by=asyncio.CancelledError))
    with pytest.raises(asyncio.CancelledError):
        await dead.take("k", "123456", 500)
    next_one = Payments(found[Database], gateway)
    assert [await next_one.recover() for _ in range(2)] == [1, 0]
    assert await _charges(found) == ["k"]
    assert await _owes(found, "123456") == 7500


async def test_a_payment_whose_caller_was_told_that_it_failed_is_not_taken_behind_his_back(found: Any) -> None:
    gateway = LedgerGateway(found[Database], b"k")
    with pytest.raises(ConnectionResetError):
        await Payments(found[Database], Cut(gateway, moved=False, by=ConnectionResetError)).take("k", "123456", 500)
    assert await Payments(found[Database], gateway).recover() == 0
    assert await _charges(found) == []


async def test_a_payment_that_was_cut_off_long_ago_is_left_to_people(found: Any) -> None:
    gateway = LedgerGateway(found[Database], b"k")
    with pytest.raises(asyncio.CancelledError):
        await Payments(found[Database], Cut(gateway, moved=False, by=asyncio.CancelledError)).take("k", "123456", 500)
    async with found[Database].session() as session:
        (await session.get_one(IntentRow, "k")).at = datetime.now(UTC) - timedelta(hours=1)
    with structlog.testing.capture_logs() as log:
        assert await Payments(found[Database], gateway).recover() == 0
    assert [entry["event"] for entry in log] == ["payment_cut_off"]
    assert "123456" not in str(log)
    assert await _charges(found) == []


async def test_a_gateway_that_is_down_keeps_nobody_from_starting(found: Any) -> None:
    gateway = LedgerGateway(found[Database], b"k")
    with pytest.raises(asyncio.CancelledError):
        await Payments(found[Database], Cut(gateway, moved=False, by=asyncio.CancelledError)).take("k", "123456", 500)
    down = Payments(found[Database], Cut(gateway, moved=False, by=ConnectionRefusedError))
    assert await down.recover() == 0
    assert await _charges(found) == []
    assert await Payments(found[Database], gateway).recover() == 1, "and whoever starts when it is back takes it"


async def test_two_processes_that_ask_for_one_payment_at_once_charge_once(found: Any) -> None:
    gateway = LedgerGateway(found[Database], b"k")
    both = [Payments(found[Database], gateway) for _ in range(2)]
    rows = await asyncio.gather(*(each.take("k", "123456", 500) for each in both))
    assert {row.state for row, _ in rows} == {"taken"}
    assert await _charges(found) == ["k"]
    assert await _owes(found, "123456") == 7500
