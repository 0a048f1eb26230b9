"""The recordings of Twilio's stand-in: its rules, through the real SDK, and what is on a tape."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from twilio.base.exceptions import TwilioRestException

from telephony.simulator.standins.twilio_recordings import CURRENT, Recordings, Refused
from telephony.simulator.standins.twilio_rest import TwilioStandin

from .test_twilio_rest import SID, opened

PAUSE, GO_ON, STOP = ({"Status": each} for each in ("paused", "in-progress", "stopped"))


def test_a_tape_holds_what_sounded_while_it_ran() -> None:
    recordings = Recordings()
    tape = recordings.start(SID, {}, 10.0)
    for change, now in ((PAUSE, 20.0), (PAUSE, 21.0), (GO_ON, 30.0), (STOP, 35.0)):
        recordings.change(SID, CURRENT, change, now)
    assert [tape.on_tape(at) for at in (9.9, 10.0, 19.9, 20.0, 29.9, 30.0, 34.9, 35.0)] == [
        False, True, True, False, False, True, True, False,
    ]  # fmt: skip
    assert (tape.seconds(), tape.status) == (25, "stopped"), "a pause is silence on it"


def test_a_pause_may_leave_nothing_on_the_tape() -> None:
    recordings = Recordings()
    tape = recordings.start(SID, {}, 10.0)
    for change, now in (({**PAUSE, "PauseBehavior": "skip"}, 20.0), (GO_ON, 30.0), (PAUSE, 40.0), (STOP, 45.0)):
        recordings.change(SID, CURRENT, change, now)
    assert tape.seconds() == 25


@pytest.mark.parametrize(
    ("act", "status"),
    [
        (lambda r: r.start(SID, {}, 1.0), 400),
        (lambda r: r.start("CA2", {"RecordingChannels": "quad"}, 1.0), 400),
        (lambda r: r.start("CA2", {"RecordingStatusCallback": "/voice/recording"}, 1.0), 400),
        (lambda r: r.start("CA2", {"RecordingStatusCallbackEvent": "paused"}, 1.0), 400),
        (lambda r: r.change(SID, CURRENT, {"Status": "off"}, 1.0), 400),
        (lambda r: r.change(SID, CURRENT, {"Status": "paused", "PauseBehavior": "hum"}, 1.0), 400),
        (lambda r: r.change(SID, CURRENT, {"Status": "stopped", "PauseBehavior": "skip"}, 1.0), 400),
        (lambda r: r.change("CA2", CURRENT, PAUSE, 1.0), 404),
        (lambda r: r.change(SID, "RE2", PAUSE, 1.0), 404),
        (lambda r: r.find("CA2", CURRENT), 404),
        (lambda r: r.delete("RE2"), 404),
        (lambda r: r.delete(next(iter(r.all))), 400),
    ],
)
def test_what_cannot_be_done_is_refused(act: Callable[[Recordings], object], status: int) -> None:
    recordings = Recordings()
    recordings.start(SID, {}, 0.0)
    with pytest.raises(Refused) as refused:
        act(recordings)
    assert refused.value.status == status


def test_what_has_stopped_never_goes_on() -> None:
    recordings = Recordings()
    tape = recordings.start(SID, {}, 0.0)
    recordings.over(SID, 5.0)
    with pytest.raises(Refused):
        recordings.change(SID, tape.sid, GO_ON, 6.0)
    assert recordings.find(SID, tape.sid).seconds() == 5
    assert recordings.start(SID, {}, 7.0) is not tape
    recordings.delete(tape.sid)


async def test_the_real_sdk_records_pauses_and_deletes() -> None:
    standin = TwilioStandin()
    async with opened(standin) as twilio:
        made = await twilio.calls(SID).recordings.create_async(recording_channels="dual")
        current = twilio.calls(SID).recordings(CURRENT)
        paused = await current.update_async(status="paused", pause_behavior="skip")
        with pytest.raises(TwilioRestException) as second:
            await twilio.calls(SID).recordings.create_async()
        await current.update_async(status="stopped")
        with pytest.raises(TwilioRestException) as gone:
            await current.update_async(status="in-progress")
        kept = await twilio.calls(SID).recordings(str(made.sid)).fetch_async()
        assert (made.channels, paused.status, kept.status) == (2, "paused", "completed")
        assert (second.value.status, gone.value.status) == (400, 404)
        await twilio.recordings(str(made.sid)).delete_async()
        last = await twilio.calls(SID).recordings.create_async()
        await twilio.calls(SID).update_async(status="completed")
        assert (await twilio.calls(SID).recordings(str(last.sid)).fetch_async()).status == "completed"
        await twilio.recordings(str(last.sid)).delete_async()
        with pytest.raises(TwilioRestException) as late:
            await twilio.calls(SID).recordings.create_async()
    assert late.value.status == 404
    assert not standin.recordings.all
