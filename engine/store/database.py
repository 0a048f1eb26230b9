"""Opens the database and hands out units of work.

One asynchronous SQLAlchemy engine per process: SQLite in ``.trunkline/`` unless told otherwise.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.engine.url import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import SettingsError


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
        """Connect, and create the tables that are missing. Raises ``SettingsError`` when the URL makes no sense."""
        engine = create_async_engine(_checked(url))
        if engine.dialect.name == "sqlite":
            event.listen(engine.sync_engine, "connect", _tune_sqlite)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(SQLModel.metadata.create_all)
            yield cls(engine)
        finally:
            await engine.dispose()


def _checked(url: str) -> str:
    try:
        make_url(url)
    except Exception:  # noqa: BLE001 - whatever SQLAlchemy raises, the sentence below is what a person needs
        raise SettingsError(
            "TRUNKLINE_DATABASE_URL is not a database URL", todo="write it like sqlite+aiosqlite:///calls.db"
        ) from None
    return url


def _tune_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Readers never wait for the writer (WAL), a writer waits its turn, and a commit costs no fsync of its own."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
