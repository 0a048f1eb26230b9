"""Whom could we not put through, and promised a call back? A list that people work through, one row a call.

A number is known from the moment its call rings, for as long as the process remembers it, and is written down only
when its caller is promised something.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from datetime import UTC, datetime

from engine.handlers.registry import Call, handler
from engine.privacy import mask
from engine.store.callers import MOST, Callers
from engine.store.database import Database
from engine.store.tables import PromiseRow
from engine.types import Outcome, Untaken

_DIALLABLE = re.compile(r"\+[1-9]\d{6,14}")
_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""What Twilio gives in place of a number: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE in keys."""


class Promises:
    """The calls that are promised a call back."""

    def __init__(self, database: Database, callers: Callers) -> None:
        """Write to ``database``; ``callers`` names a caller as the log does, so that all of his rows are found."""
        self._database, self._callers = database, callers
        self._numbers: OrderedDict[str, str] = OrderedDict()

    def came(self, sid: str, number: str) -> None:
        """Remember who calls, where that is a number one can call."""
        if _DIALLABLE.fullmatch(number) and number not in _WITHHELD:
            self._numbers[sid] = number
            self._numbers.move_to_end(sid)
            if len(self._numbers) > MOST:
                self._numbers.popitem(last=False)

    def reachable(self, sid: str) -> bool:
        """Say whether the caller can be called back."""
        return sid in self._numbers

    async def promise(self, sid: str, untaken: Untaken) -> bool:
        """Note that the call ``sid`` is to be called back; once a call. False when nobody knows its number."""
        number = self._numbers.get(sid)
        if number is None:
            return False
        row = PromiseRow(
            sid=sid,
            phone=number,
            caller=self._callers.hash(number),
            queue=untaken.queue,
            note=mask(untaken.note),
            at=datetime.now(UTC),
        )
        async with self._database.session() as session:
            await session.merge(row)
        return True


@handler("transfers.reachable", outcomes=["withheld"])
async def reachable(call: Call) -> Outcome | None:
    """Say whether we have a number to call back."""
    return None if call.use(Promises).reachable(call.sid) else Outcome("withheld")


@handler("transfers.call_back", outcomes=["withheld"], commits=True)
async def call_back(call: Call) -> Outcome | None:
    """Promise a call back to whom nobody could be put through."""
    kept = await call.use(Promises).promise(call.sid, call.untaken or Untaken(""))
    return None if kept else Outcome("withheld")
