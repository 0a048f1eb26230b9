"""Who is calling? Accounts, passcodes and what an account owes.

A passcode arrives as a ``Secret`` and is compared as a salted hash; it is never stored, logged or returned.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from decimal import Decimal
from typing import Literal, TypedDict

from engine.handlers.registry import Call, handler
from engine.store.database import Database
from engine.store.tables import CustomerRow
from engine.types import Digits, Money, Outcome, Secret

FAILURES_ALLOWED = 5
"""Wrong passcodes in a row, over any number of calls, before an account is locked."""


class Customer(TypedDict):
    """A caller who has proven to own an account."""

    owes: Money


class Billing:
    """Accounts."""

    def __init__(self, database: Database) -> None:
        """Read and write ``database``."""
        self._database = database
        self._hashing = asyncio.Lock()
        """A hash takes 8 MB for its 15 ms, so one is made at a time."""

    async def sign_in(self, account: str, passcode: str) -> CustomerRow | Literal["wrong", "locked"]:
        """Check a passcode. An unknown account is as wrong, and takes as long, as a wrong passcode."""
        async with self._database.session() as session:
            customer = await session.get(CustomerRow, account)
        salt = customer.passcode_salt if customer else "00" * 16
        async with self._hashing:
            offered = await asyncio.to_thread(hashed, passcode, salt)
        if customer is None:
            return "wrong"
        return await self._judge(account, hmac.compare_digest(offered, customer.passcode_hash))

    async def _judge(self, account: str, right: bool) -> CustomerRow | Literal["wrong", "locked"]:
        async with self._database.session() as session:
            customer = await session.get_one(CustomerRow, account)
            if customer.locked or customer.failures >= FAILURES_ALLOWED:
                return "locked"
            customer.failures = 0 if right else customer.failures + 1
            session.add(customer)
            return customer if right else "wrong"


def hashed(passcode: str, salt: str) -> str:
    """Return the scrypt hash of ``passcode``, hex.

    ``salt`` is hex. Costs some 15 ms on purpose: call it off the loop.
    """
    return hashlib.scrypt(passcode.encode(), salt=bytes.fromhex(salt), n=2**13, r=8, p=1).hex()


def new_customer(
    account: str, passcode: str, owes_minor: int, *, locked: bool = False, blocked: bool = False
) -> CustomerRow:
    """Make an account with a fresh salt."""
    salt = secrets.token_hex(16)
    return CustomerRow(
        account=account,
        passcode_salt=salt,
        passcode_hash=hashed(passcode, salt),
        owes_minor=owes_minor,
        locked=locked,
        blocked=blocked,
    )


@handler("billing.sign_in", outcomes=("wrong", "locked"))
async def sign_in(call: Call, account: Digits, passcode: Secret[str]) -> Customer | Outcome:
    """Verify the caller by account number and passcode."""
    found = await call.use(Billing).sign_in(account, passcode.reveal())
    if isinstance(found, str):
        return Outcome(found)
    call.verify(account)
    return Customer(owes=Decimal(found.owes_minor) / 100)
