"""Opens the database and hands out units of work.

One asynchronous SQLAlchemy engine per process: SQLite in ``.trunkline/`` unless told otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import ArgumentError, InvalidRequestError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import MissingPartError, SettingsError, StoreError

PARTING_S = 0.1
"""A driver's thread whose connection failed still has a word for the event loop, which must not be closed by then."""


class Database:
    """An open database. ``session()`` is a unit of work."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use ``engine``."""
        self._engine = engine

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction: committed when the block ends, rolled back when it raises."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator[Database]:
        """Connect, and create the tables that are missing.

        Raises ``SettingsError`` when the URL makes no sense, ``MissingPartError`` without its driver, ``StoreError``
        when the database cannot be used.
        """
        engine = _engine(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine.sync_engine, "connect", _tune_sqlite)
        try:
            with usable(url):
                async with engine.begin() as connection:
                    await connection.run_sync(SQLModel.metadata.create_all)
        except StoreError:
            await asyncio.sleep(PARTING_S)
            raise
        else:
            yield cls(engine)
        finally:
            await engine.dispose()


@contextmanager
def usable(url: str) -> Iterator[None]:
    """Turn what the database refuses while it is opened into ``StoreError``; rows and passwords stay out of it."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        place = make_url(url)
        cause = getattr(error, "orig", None)
        told = str(cause).partition("\n")[0] if cause is not None else type(error).__name__
        raise StoreError(
            f"the database {place.database or place.drivername} cannot be used: {told}",
            todo="start it, mend TRUNKLINE_DATABASE_URL, or move a damaged or outdated file away",
        ) from None


def _engine(url: str) -> AsyncEngine:
    try:
        return create_async_engine(make_url(url))
    except ModuleNotFoundError as error:
        raise MissingPartError(
            f"the database needs {error.name}, which is not installed",
            todo="for PostgreSQL: pip install 'trunkline[postgres]'",
        ) from None
    except (ArgumentError, InvalidRequestError, ValueError):
        raise SettingsError(
            "TRUNKLINE_DATABASE_URL is not a URL of a database with an asynchronous driver",
            todo="write it like sqlite+aiosqlite:///calls.db",
        ) from None


def _tune_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Readers never wait for the writer (WAL), a writer waits its turn, and a commit costs no fsync of its own."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
