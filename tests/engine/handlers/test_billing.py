from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from engine.handlers.billing import FAILURES_ALLOWED, sign_in
from engine.handlers.registry import Call
from engine.store.database import Database
from engine.store.tables import CustomerRow
from engine.types import Outcome, Secret

Make = Callable[..., Call]


async def test_the_right_passcode_verifies_the_caller(call: Make) -> None:
    mine = call()
    assert await sign_in(mine, "123456", Secret("7391")) == {"owes": Decimal(80)}
    assert mine.verified == "123456"


@pytest.mark.parametrize(("account", "passcode"), [("123456", "0000"), ("999999", "7391")])
async def test_a_wrong_passcode_and_an_unknown_account_look_the_same(call: Make, account: str, passcode: str) -> None:
    mine = call()
    assert await sign_in(mine, account, Secret(passcode)) == Outcome("wrong")
    assert mine.verified is None


async def test_an_account_locks_after_too_many_failures_and_a_success_resets_them(call: Make) -> None:
    for _ in range(FAILURES_ALLOWED - 1):
        await sign_in(call(), "123456", Secret("0000"))
    assert await sign_in(call(), "123456", Secret("7391")) == {"owes": Decimal(80)}
    for _ in range(FAILURES_ALLOWED):
        assert await sign_in(call(), "123456", Secret("0000")) == Outcome("wrong")
    assert await sign_in(call(), "123456", Secret("7391")) == Outcome("locked")


async def test_a_locked_account_stays_locked(call: Make) -> None:
    assert await sign_in(call(), "333444", Secret("5150")) == Outcome("locked")


async def test_no_row_holds_a_passcode(found: Any) -> None:
    async with found[Database].session() as session:
        rows = (await session.exec(select(CustomerRow))).all()
    assert len(rows) == 3
    assert "7391" not in str([row.model_dump(exclude={"passcode_hash", "passcode_salt"}) for row in rows])
    assert all(len(row.passcode_hash) == 128 for row in rows)
