"""A row for every recording, whoever reports it and in whatever order; and what nobody wants is deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from engine.settings import read_settings
from engine.store.callers import Callers
from engine.store.database import Database
from engine.store.tables import RecordingRow
from telephony.recordings import Recordings
from telephony.simulator.standins.twilio_rest import TwilioStandin
from telephony.twilio_rest import TwilioRest

CALL = "CA" + "1" * 32


@dataclass
class Center:
    """The recordings of one process, and what is behind them."""

    recordings: Recordings
    standin: TwilioStandin
    database: Database
    rest: TwilioRest

    async def rows(self) -> dict[str, RecordingRow]:
        await self.recordings.written(5)
        async with self.database.session() as session:
            return {row.recording: row for row in (await session.exec(select(RecordingRow))).all()}

    async def told(self, recording: str, status: str, seconds: str = "", call: str = CALL) -> None:
        form = {"RecordingSid": recording, "RecordingStatus": status, "RecordingDuration": seconds}
        await self.recordings.reported(call, form)


@asynccontextmanager
async def center(folder: Path, standin: TwilioStandin | None = None) -> AsyncIterator[Center]:
    standin = standin or TwilioStandin()
    callers = Callers(b"key")
    callers.came(CALL, "+441632960001")
    url = f"sqlite+aiosqlite:///{folder / 'calls.db'}"
    async with standin.serving() as address, Database.open(url) as database:
        settings = read_settings(
            twilio_url=address, twilio_account_sid=standin.account, twilio_auth_token=standin.token
        )
        async with TwilioRest.open(settings) as rest, Recordings.open(rest, database, callers, "") as recordings:
            assert recordings is not None
            assert rest is not None
            yield Center(recordings, standin, database, rest)


async def test_a_recording_has_a_row_as_soon_as_it_has_begun(tmp_path: Path) -> None:
    async with center(tmp_path) as c:
        recorder = c.recordings.of(CALL)
        assert c.recordings.of(CALL) is recorder
        recorder.record()
        await recorder.done()
        (row,) = (await c.rows()).values()
        assert (row.sid, row.state, row.seconds, row.unwanted) == (CALL, "in-progress", None, False)
        assert row.caller == Callers(b"key").hash("+441632960001")
        await c.told(row.recording, "completed", "42")
        (row,) = (await c.rows()).values()
        assert (row.state, row.seconds) == ("completed", 42)


async def test_reports_come_late_twice_and_from_calls_of_others(tmp_path: Path) -> None:
    async with center(tmp_path) as c:
        for status, seconds in (("completed", "7"), ("in-progress", ""), ("completed", "7")):
            await c.told("RE1", status, seconds, call="CA" + "2" * 32)
        await c.told("RE1", "deleted")
        await c.told("", "completed")
        rows = await c.rows()
        assert [(row.state, row.seconds, row.caller) for row in rows.values()] == [("completed", 7, "")]


async def test_what_could_not_be_stopped_is_deleted_when_it_is_over(tmp_path: Path) -> None:
    async with center(tmp_path) as c:
        recorder = c.recordings.of(CALL)
        recorder.record()
        await recorder.done()
        c.standin.faults.set("stuck")
        assert not await recorder.stop()
        c.standin.faults.clear()
        (name,) = await c.rows()
        await c.standin.over(CALL)
        await c.told(name, "completed", "3")
        assert (await c.rows())[name].state == "deleted"
        assert not c.standin.recordings.all


async def test_what_could_not_be_deleted_is_deleted_when_we_are_back(tmp_path: Path) -> None:
    standin = TwilioStandin()
    async with center(tmp_path, standin) as c:
        tape = await c.rest.start(CALL, "")
        assert tape is not None
        await standin.over(CALL)
        c.recordings.unwanted(CALL, tape.sid)
        standin.faults.set("broken")
        await c.told(tape.sid, "completed", "3")
        assert (await c.rows())[tape.sid].state == "completed"
    standin.faults.clear()
    async with center(tmp_path, standin) as c:
        assert (await c.rows())[tape.sid].state == "deleted"
    assert not standin.recordings.all


async def test_what_another_process_has_left_running_is_stopped(tmp_path: Path) -> None:
    standin = TwilioStandin()
    async with center(tmp_path, standin) as before:
        before.recordings.of(CALL).record()
        await before.recordings.of(CALL).done()
        await before.recordings.left_behind(CALL)
        assert [tape.status for tape in standin.recordings.all.values()] == ["in-progress"], "it is our own call"
    async with center(tmp_path, standin) as after:
        await after.recordings.left_behind("CA" + "9" * 32)
        await after.recordings.left_behind(CALL)
    assert [tape.status for tape in standin.recordings.all.values()] == ["completed"]


async def test_a_call_that_is_over_has_no_recorder(tmp_path: Path) -> None:
    async with center(tmp_path) as c:
        recorder = c.recordings.of(CALL)
        await c.recordings.stopped("CA" + "3" * 32)
        recorder.record()
        await c.recordings.stopped(CALL)
        assert [tape.status for tape in c.standin.recordings.all.values()] == ["completed"]
        c.recordings.over(CALL)
        c.recordings.over(CALL)
        assert c.recordings.of(CALL) is not recorder
