"""Opens what the built-in handlers work with.

The database, once per process; an empty one is filled from ``flows/records/*.csv``, the embedded order book and
accounts of a project that has no systems of its own.
"""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from engine.errors import SettingsError
from engine.handlers.billing import Billing, new_customer
from engine.handlers.callbacks import Callbacks
from engine.handlers.knowledge import Embedder, Knowledge
from engine.handlers.orders import Orders
from engine.handlers.payments import LedgerGateway, Payments, ledger_secret
from engine.handlers.transfers import Promises
from engine.llm.protocol import LanguageModel
from engine.settings import Settings
from engine.store.callers import Callers, caller_key
from engine.store.database import Database, usable
from engine.store.journal import Journal
from engine.store.tables import CustomerRow, OrderRow

Services = Mapping[type, Any]


@asynccontextmanager
async def services(
    settings: Settings, *, embedder: Embedder | None = None, language_model: LanguageModel | None = None
) -> AsyncIterator[Services]:
    """Open everything the built-in handlers use, for as long as the block lasts."""
    async with shared(settings, language_model) as found:
        yield {**found, Knowledge: Knowledge.read(settings.project / "flows" / "knowledge", embedder)}


@asynccontextmanager
async def shared(settings: Settings, language_model: LanguageModel | None = None) -> AsyncIterator[Services]:
    """Open what every release shares: all but the knowledge, which is a release's own."""
    settings.home.mkdir(parents=True, exist_ok=True)
    callers = Callers(caller_key(settings.home))
    async with Database.open(settings.database) as database, Journal.open(database, callers) as journal:
        with usable(settings.database):
            await fill_if_empty(database, settings.project / "flows" / "records")
        payments = Payments(database, LedgerGateway(database, ledger_secret(settings.home)))
        await payments.recover()
        found: dict[type, Any] = {
            Database: database,
            Callers: callers,
            Journal: journal,
            Orders: Orders(database),
            Billing: Billing(database),
            Callbacks: Callbacks(database),
            Payments: payments,
            Promises: Promises(database, callers),
        }
        if language_model is not None:
            found[LanguageModel] = language_model
        yield found


async def fill_if_empty(database: Database, folder: Path) -> None:
    """Copy ``orders.csv`` and ``customers.csv`` into tables that hold nothing yet."""
    async with database.session() as session:
        if (await session.exec(select(OrderRow).limit(1))).first() is None:
            session.add_all(_rows(folder / "orders.csv", _order))
        if (await session.exec(select(CustomerRow).limit(1))).first() is None:
            session.add_all(_rows(folder / "customers.csv", _customer))


def _rows(path: Path, make: Any) -> list[Any]:  # noqa: ANN401 - one of the two functions below
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [_row(path, reader.line_num, record, make) for record in _distinct(path, reader)]
    except (UnicodeDecodeError, csv.Error):
        raise SettingsError(f"{path} is not a table in UTF-8 text", todo="save it as CSV, UTF-8") from None
    return rows


def _distinct(path: Path, reader: csv.DictReader[str]) -> Iterator[dict[str, str]]:
    """Yield the records. Raises ``SettingsError`` when two begin alike: the first column is the key."""
    lines: dict[str, int] = {}
    for record in reader:
        key = next(iter(record.values()))
        if key in lines:
            raise SettingsError(
                f"{path.name}:{reader.line_num}: '{key}' is on line {lines[key]} already", todo="keep one"
            )
        lines[key] = reader.line_num
        yield record


def _row(path: Path, line: int, record: dict[str, str], make: Any) -> Any:  # noqa: ANN401 - as above
    try:
        return make(record)
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(
            f"{path.name}:{line}: {type(error).__name__} in this record",
            todo="mend the line, see the file's first line",
        ) from None


def _order(record: Mapping[str, str]) -> OrderRow:
    return OrderRow(
        number=record["number"],
        state=record["state"],
        day=date.today() + timedelta(days=int(record["day"])),  # noqa: DTZ011 - a shop's day is local
        place=record.get("place", ""),
        total_minor=int(record["total_minor"]),
        packed=record.get("packed", "") == "yes",
    )


def _customer(record: Mapping[str, str]) -> CustomerRow:
    return new_customer(
        record["account"],
        record["passcode"],
        int(record["owes_minor"]),
        locked=record.get("locked", "") == "yes",
        blocked=record.get("blocked", "") == "yes",
    )
