"""Which recordings are there, and what becomes of them? The recorders of the calls under way, and a row a recording.

One per process. Rows are written behind the calls. The telephone provider tells what becomes of a recording, possibly
to another process than the one whose call it was, in any order and more than once; a row only ever goes forward. One
that nobody wants is deleted there as soon as it is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlmodel import col, select

from engine.errors import ProviderError
from engine.store.callers import Callers
from engine.store.database import Database
from engine.store.tables import RecordingRow
from telephony.recorder import CallRecorder
from telephony.twilio_rest import TwilioRest

ORDER = ("in-progress", "completed", "absent", "failed", "deleted")
"""States of a row: it never goes back."""
OVER = frozenset(("completed", "absent", "failed"))
CLOSING_S = 10.0
"""How long the end of the process waits for what is under way."""


class Recordings:
    """The recordings of one process's calls."""

    def __init__(self, rest: TwilioRest, database: Database, callers: Callers, callback: str) -> None:
        """Record nothing yet; ``callback`` is the address that is told what becomes of a recording."""
        self._rest, self._database, self._callers, self._callback = rest, database, callers, callback
        self._recorders: dict[str, CallRecorder] = {}
        self._work: asyncio.Task[None] | None = None

    @classmethod
    @asynccontextmanager
    async def open(
        cls, rest: TwilioRest | None, database: Database, callers: Callers, callback: str
    ) -> AsyncIterator[Recordings | None]:
        """Record calls for as long as the block lasts; None where there is nobody to ask."""
        if rest is None:
            yield None
            return
        recordings = cls(rest, database, callers, callback)
        recordings._behind(recordings._sweep())
        try:
            yield recordings
        finally:
            await recordings.written(CLOSING_S)

    # --------------------------------------------------------------------------------------------------------- calls

    def of(self, sid: str) -> CallRecorder:
        """Return the recorder of the call ``sid``: the same for as long as the call is not ``over``."""
        if sid not in self._recorders:
            self._recorders[sid] = CallRecorder(self._rest, sid, self._callback, self)
        return self._recorders[sid]

    async def stopped(self, sid: str) -> None:
        """Record the call ``sid`` no more, as far as that can be had: its stream closes, and others take it."""
        recorder = self._recorders.get(sid)
        if recorder is not None:
            await recorder.stop()

    async def left_behind(self, sid: str) -> None:
        """Stop what another process has begun to record of the call ``sid``: it is gone, and the call is not."""
        if sid in self._recorders:
            return
        async with self._database.session() as session:
            going = select(RecordingRow).where(col(RecordingRow.sid) == sid, col(RecordingRow.state) == ORDER[0])
            rows = (await session.exec(going)).all()
        for row in rows:
            try:
                await self._rest.change(sid, row.recording, "stopped")
            except ProviderError as error:
                structlog.get_logger().error("recording_not_stopped", recording=row.recording, cause=error.cause)

    def over(self, sid: str) -> None:
        """Let go of the recorder of a call that is over."""
        self._recorders.pop(sid, None)

    # ---------------------------------------------------------------------------------------------------------- rows

    def started(self, call: str, recording: str) -> None:
        """Write that there is a recording (``telephony.recorder.Notes``)."""
        self._behind(self._note(call, recording))

    def unwanted(self, call: str, recording: str) -> None:
        """Write that the recordings of ``call`` are to be deleted (``telephony.recorder.Notes``)."""
        self._behind(self._note(call, recording, unwanted=True))

    async def reported(self, sid: str, form: Mapping[str, str]) -> None:
        """Take what the telephone provider tells of a recording of the call ``sid``. Raises what the database does."""
        recording, state = form.get("RecordingSid", ""), form.get("RecordingStatus", "")
        if not recording or state not in (ORDER[0], *OVER):
            structlog.get_logger().warning("recording_report_unknown", state=state)
            return
        if state not in OVER and sid in self._recorders:
            self._recorders[sid].known(recording)
        await self.written(CLOSING_S)
        seconds = form.get("RecordingDuration", "")
        row = await self._keep(sid, recording, state, int(seconds) if seconds.isdecimal() else None)
        if row.unwanted and row.state in OVER:
            await self._delete(recording)

    async def written(self, patience_s: float) -> None:
        """Wait until what was noted is written."""
        if self._work is not None:
            await asyncio.wait({self._work}, timeout=patience_s)

    def _behind(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` behind the call, after what was noted before."""
        before = self._work

        async def in_turn() -> None:
            if before is not None:
                await asyncio.wait({before})
            try:
                await work
            except Exception as problem:  # noqa: BLE001 - the call goes on, and the provider tells it again
                structlog.get_logger().error("recording_not_noted", error=type(problem).__name__)

        self._work = asyncio.get_running_loop().create_task(in_turn(), name="recordings")

    async def _note(self, call: str, recording: str, *, unwanted: bool = False) -> None:
        await self._keep(call, recording, ORDER[0], None, unwanted=unwanted)

    async def _sweep(self) -> None:
        """Delete what is over and unwanted, and could not be deleted when we were told so."""
        async with self._database.session() as session:
            waits = select(RecordingRow).where(col(RecordingRow.unwanted), col(RecordingRow.state).in_(OVER))
            rows = (await session.exec(waits)).all()
        for row in rows:
            await self._delete(row.recording)

    async def _keep(
        self, sid: str, recording: str, state: str, seconds: int | None, *, unwanted: bool = False
    ) -> RecordingRow:
        """Bring the row up to date; return it."""
        async with self._database.session() as session:
            found = (await session.exec(select(RecordingRow).where(col(RecordingRow.recording) == recording))).first()
            row = found or RecordingRow(
                recording=recording, sid=sid, caller=self._callers.of(sid), at=datetime.now(UTC), state=state
            )
            row.state = max(row.state, state, key=ORDER.index)
            row.seconds = row.seconds if seconds is None else seconds
            row.unwanted = row.unwanted or unwanted or (sid in self._recorders and self._recorders[sid].unsure)
            session.add(row)
        return row

    async def _delete(self, recording: str) -> None:
        try:
            await self._rest.delete(recording)
        except ProviderError as error:
            structlog.get_logger().error("recording_not_deleted", recording=recording, cause=error.cause)
            return
        structlog.get_logger().info("recording_deleted", recording=recording)
        async with self._database.session() as session:
            row = await session.get(RecordingRow, recording)
            if row is not None:
                row.state = "deleted"
                session.add(row)
