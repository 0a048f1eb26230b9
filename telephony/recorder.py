"""How is one call's recording held? Started, paused, resumed, stopped over REST, one order after another.

        record        pause         record        stop
    off ─────▶ on ─────────▶ paused ─────▶ on ─────────▶ off

What Twilio did not confirm counts as recording. So a resume without an answer is ``on``, a pause without one is
followed by a stop, and a stop without one by a look at what became of it. A recording that cannot be stopped is
unwanted: it is stopped again at every opportunity, and deleted when the call is over. A start without an answer may
still come true: that call is not recorded any more, and whatever runs is stopped wherever nothing may be recorded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol

import structlog

from engine.errors import ProviderError
from engine.refusals import LASTING
from telephony.twilio_rest import CURRENT, Change, Tape

RUNS = frozenset(("in-progress", "paused"))
RESUMES_S = 1.0
"""A pause lasts so much longer than what it was for: the last key of a secret may still be sounding."""
STARTS = 3
"""A call whose recording could not be started so often is not recorded."""
NEVER_BEGUN = frozenset((*LASTING, "limited"))
"""Causes with which Twilio says that it did not do what it was asked for."""
STOPS = 2
"""A stop is tried so often before it counts as failed."""
Mode = Literal["off", "on", "paused"]


class Rest(Protocol):
    """Asks the telephone provider (``telephony.twilio_rest.TwilioRest``)."""

    async def start(self, call: str, callback: str) -> Tape | None:
        """Record a live call."""
        ...

    async def change(self, call: str, recording: str, status: Change) -> Tape | None:
        """Pause, resume or stop."""
        ...

    async def fetch(self, call: str, recording: str) -> Tape | None:
        """Return how a recording stands."""
        ...


class Notes(Protocol):
    """Writes down what there is of a call. Neither blocks nor raises."""

    def started(self, call: str, recording: str) -> None:
        """Note that a recording exists."""
        ...

    def unwanted(self, call: str, recording: str) -> None:
        """Note that a recording is to be deleted when it is over."""
        ...


class CallRecorder:
    """Records one call (``engine.recording.Recorder``)."""

    def __init__(self, rest: Rest, call: str, callback: str, notes: Notes) -> None:
        """Nothing is recorded yet; ``callback`` is the address that is told what becomes of it."""
        self._rest, self._call, self._callback, self._notes = rest, call, callback, notes
        self._mode: Mode = "off"
        self._recording = CURRENT
        self._failed_starts = 0
        self._lost = False
        """It could not be stopped: nothing more is recorded."""
        self.unsure = False
        """A start had no answer: there may be a recording that nobody told us of."""
        self._last: asyncio.Task[bool] | None = None
        self._called = asyncio.Event()
        """Another order has come."""
        self._log = structlog.get_logger().bind(call_sid=call)

    def record(self) -> None:
        """Record soon (``Recorder.record``)."""
        if self._lost or not self._settled("on"):
            self._order(self._record)

    def end(self) -> None:
        """Record no more, soon (``Recorder.end``)."""
        if not self._settled("off"):
            self._order(self._stop)

    async def pause(self) -> bool:
        """Pause (``Recorder.pause``)."""
        return self._settled("off", "paused") or await asyncio.shield(self._order(self._pause))

    async def stop(self) -> bool:
        """Record no more (``Recorder.stop``)."""
        return self._settled("off") or await asyncio.shield(self._order(self._stop))

    def known(self, recording: str) -> None:
        """Take the provider's word that there is a recording; one that we do not know to have begun is stopped."""
        if self.unsure and self._recording == CURRENT:
            self._notes.unwanted(self._call, recording)
            self._order(self._stop)

    async def done(self) -> None:
        """Wait until everything was done that was asked for."""
        while self._last is not None and not self._last.done():
            await asyncio.wait({self._last})

    # ------------------------------------------------------------------------------------------------- in order

    def _settled(self, *modes: Mode) -> bool:
        """Whether nothing is under way, and nothing to be done to be in one of ``modes``."""
        return (self._last is None or self._last.done()) and self._mode in modes and not self.unsure

    def _order(self, work: Callable[[], Awaitable[bool]]) -> asyncio.Task[bool]:
        """Do ``work`` after what was ordered before; an order is never torn down half done."""
        before = self._last
        self._called.set()

        async def in_turn() -> bool:
            if before is not None:
                await asyncio.wait({before})
            return await work()

        self._last = asyncio.get_running_loop().create_task(in_turn(), name="recorder")
        return self._last

    async def _record(self) -> bool:
        if self._lost:
            return await self._stop()
        match self._mode:
            case "off" if self._failed_starts < STARTS:
                return await self._start()
            case "paused" if await self._left_alone(RESUMES_S):
                self._mode = "on"  # until somebody says that it is not
                await self._changed("in-progress")
        return True

    async def _left_alone(self, seconds: float) -> bool:
        """Wait so long for another order; say whether there was none."""
        self._called.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._called.wait()
        except TimeoutError:
            return True
        return False

    async def _start(self) -> bool:
        self._mode, self._recording = "on", CURRENT
        try:
            tape = await self._rest.start(self._call, self._callback)
        except ProviderError as error:
            self._log.warning("recording_not_started", cause=error.cause)
            self._failed_starts += 1
            if error.cause in NEVER_BEGUN:
                self._mode = "off"
                return True
            self._failed_starts, self.unsure = STARTS, True
            return await self._stop()
        if tape is None or tape.status not in RUNS:
            self._failed_starts, self._mode = STARTS, "off"
            self._log.warning("recording_not_started", cause="no such call")
            return True
        self._recording = tape.sid
        self._notes.started(self._call, tape.sid)
        self._log.info("recording_started", recording=tape.sid)
        return True

    async def _pause(self) -> bool:
        if self._mode != "on" and not self.unsure:
            return True
        if not (self._lost or self.unsure) and await self._changed("paused") == "paused":
            self._mode = "paused"
            return True
        self._log.warning("recording_not_paused", recording=self._recording)
        return await self._stop()

    async def _stop(self) -> bool:
        if self._mode == "off" and not self.unsure:
            return True
        for _ in range(STOPS):
            if await self._changed("stopped") not in ("", *RUNS):
                return self._stopped()
        if await self._gone():
            return self._stopped()
        self._mode = "on"
        if not self._lost and self._recording != CURRENT:
            self._notes.unwanted(self._call, self._recording)
        self._lost = True
        self._log.error("recording_not_stopped", recording=self._recording)
        return False

    def _stopped(self) -> bool:
        self._mode = "off"
        self._log.info("recording_stopped", recording=self._recording)
        return True

    async def _changed(self, status: Change) -> str:
        """Ask for ``status``; return what it is now, empty when nobody says."""
        try:
            tape = await self._rest.change(self._call, self._recording, status)
        except ProviderError as error:
            self._log.warning("recording_unchanged", wanted=status, cause=error.cause)
            return ""
        return "" if tape is None else tape.status

    async def _gone(self) -> bool:
        """Look whether it is over: what is not there records nothing."""
        try:
            tape = await self._rest.fetch(self._call, self._recording)
        except ProviderError:
            return False
        return tape is None or tape.status not in RUNS
