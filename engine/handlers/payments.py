"""How does money move exactly once? Durable intent, then an idempotent charge, then a durable result.

    intended ──charge──▶ taken
        └──────────────▶ declined

Whatever dies in between, doing it again with the same key ends in the same row and charges once. A process that dies in
between leaves a mark: whoever starts next asks for that payment again, as long as nobody can have taken it by hand
meanwhile. The account comes from the verified caller, never from what was said.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Protocol, TypedDict, TypeVar

import structlog
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.handlers.registry import Call, handler
from engine.store.database import Database
from engine.store.secret_file import kept_secret
from engine.store.tables import CustomerRow, IntentRow, LedgerRow, PaymentRow
from engine.types import Digits, Money, Outcome, Secret

FRESH = timedelta(minutes=5)
"""A payment that was cut off longer ago is left to people: somebody may have taken it by hand."""


T = TypeVar("T")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Charged:
    """The gateway took the money."""

    reference: str
    """Six digits a caller can write down."""
    token: Secret[str]
    """The gateway's handle on the charge, 32 characters."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The gateway did not take the money."""


class PaymentGateway(Protocol):
    """Whoever moves the money."""

    async def charge(self, key: str, account: str, amount_minor: int) -> Charged | Refused:
        """Charge once per ``key``: asked again, it answers the same and takes nothing more."""
        ...


class LedgerGateway:
    """The embedded gateway: charges an account by writing a line into a ledger."""

    def __init__(self, database: Database, secret: bytes) -> None:
        """Keep the book in ``database``; ``secret`` makes the tokens, so that none is stored."""
        self._database = database
        self._secret = secret

    async def charge(self, key: str, account: str, amount_minor: int) -> Charged | Refused:
        """Charge once per ``key``."""
        return await _raced(partial(self._charge, key, account, amount_minor))

    async def _charge(self, key: str, account: str, amount_minor: int) -> Charged | Refused:
        async with self._database.session() as session:
            line = await session.get(LedgerRow, key)
            if line is None:
                customer = await session.get(CustomerRow, account)
                if customer is None or customer.blocked:
                    return Refused()
                line = LedgerRow(key=key, account=account, amount_minor=amount_minor, reference=_reference())
                session.add(line)
            return Charged(line.reference, Secret(self._token(key)))

    def _token(self, key: str) -> str:
        return hmac.new(self._secret, key.encode(), hashlib.sha256).hexdigest()[:32]


def ledger_secret(home: Path) -> bytes:
    """Return this installation's ledger secret, made on first use and readable by its owner only."""
    return kept_secret(home / "ledger.key", partial(secrets.token_bytes, 32))


def _reference() -> str:
    return f"{secrets.randbelow(900000) + 100000}"


class Payments:
    """What was meant to be paid, and what became of it."""

    def __init__(self, database: Database, gateway: PaymentGateway) -> None:
        """Keep intents and results in ``database``; let ``gateway`` move the money."""
        self._database = database
        self._gateway = gateway

    async def take(self, key: str, account: str, amount_minor: int) -> tuple[PaymentRow, Secret[str] | None]:
        """Take a payment once per ``key``; return its row and, when taken, the gateway's token."""
        row = await _raced(partial(self._intend, key, account, amount_minor))
        if row.state == "declined":
            return row, None
        try:
            return await self._complete(row)
        except Exception:
            await self._unmark(key)  # the caller is told that it failed: nobody may take it behind his back
            raise

    async def _complete(self, row: PaymentRow) -> tuple[PaymentRow, Secret[str] | None]:
        answer = await self._gateway.charge(row.key, row.account, row.amount_minor)
        if isinstance(answer, Refused):
            return await self._settle(row.key, "declined", ""), None
        return await self._settle(row.key, "taken", answer.reference), answer.token

    async def recover(self) -> int:
        """Take the payments that a crash cut off; return how many. Those that are not fresh are logged and left."""
        async with self._database.session() as session:
            marked = select(PaymentRow, IntentRow).where(col(PaymentRow.key) == col(IntentRow.key))
            cut_off = [(row, _utc(intent.at)) for row, intent in (await session.exec(marked)).all()]
        recovered = 0
        for row, at in cut_off:
            recovered += await self._recovered(row, at)
        return recovered

    async def _recovered(self, row: PaymentRow, at: datetime) -> bool:
        if datetime.now(UTC) - at > FRESH:
            _log.error("payment_cut_off", at=at.isoformat(), todo="compare table payments with the gateway's book")
            return False
        try:
            await self._complete(row)
        except Exception as problem:  # noqa: BLE001 - a gateway that is down keeps no server from starting
            _log.error("payment_not_recovered", error=type(problem).__name__)
            return False
        return True

    async def _intend(self, key: str, account: str, amount_minor: int) -> PaymentRow:
        async with self._database.session() as session:
            row = await session.get(PaymentRow, key)
            if row is None:
                row = PaymentRow(key=key, account=account, amount_minor=amount_minor)
                session.add(row)
            if row.state == "intended" and await session.get(IntentRow, key) is None:
                session.add(IntentRow(key=key, at=datetime.now(UTC)))
            return row

    async def _unmark(self, key: str) -> None:
        async with self._database.session() as session:
            await session.exec(delete(IntentRow).where(col(IntentRow.key) == key))

    async def _settle(self, key: str, state: str, reference: str) -> PaymentRow:
        """Write the result; the balance changes in the same transaction, and only for whoever writes it first."""
        async with self._database.session() as session:
            pending = update(PaymentRow).where(col(PaymentRow.key) == key, col(PaymentRow.state) == "intended")
            first = await session.exec(pending.values(state=state, reference=reference))
            row = await session.get_one(PaymentRow, key)
            if first.rowcount:
                row.left_minor = await _balance(session, row)
                session.add(row)
            await session.exec(delete(IntentRow).where(col(IntentRow.key) == key))
            return row


async def _raced(write: Callable[[], Awaitable[T]]) -> T:
    """Do what another process may have done in the same moment: then it is there, and found."""
    try:
        return await write()
    except IntegrityError:
        return await write()


def _utc(at: datetime) -> datetime:
    """Return ``at`` with its zone, which SQLite forgets."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


async def _balance(session: AsyncSession, row: PaymentRow) -> int:
    """Take what was paid off the balance, in one statement so that two at once both count; return what is left."""
    if row.state == "taken":
        owes = col(CustomerRow.owes_minor)
        mine = update(CustomerRow).where(col(CustomerRow.account) == row.account)
        await session.exec(mine.values(owes_minor=owes - row.amount_minor))
    customer = await session.get(CustomerRow, row.account)
    return customer.owes_minor if customer else 0


class Receipt(TypedDict):
    """A payment that was taken."""

    reference: Digits
    left: Money
    """What the account still owes."""
    token: Secret[str]


@handler("payments.take", outcomes=("declined",), commits=True)
async def take(call: Call, amount: Money) -> Receipt | Outcome:
    """Take a payment from the verified caller's account.

    Without a verified caller, or without a sum, it is declined.
    """
    minor = int((amount * 100).to_integral_value())
    if call.verified is None or minor <= 0:
        return Outcome("declined")
    key = f"{call.key}:{call.verified}:{minor}"
    row, token = await call.use(Payments).take(key, call.verified, minor)
    if token is None:
        return Outcome("declined")
    return Receipt(reference=row.reference, left=Decimal(row.left_minor) / 100, token=token)
