"""How does a call live? From its first stream to its end, over every errand: one coroutine, one dialog, one trace.

    stream ──▶ talk ──▶ end
      ▲         ├──▶ leave ──▶ form ────────────────┐
      │         └──▶ ring at people ──▶ nobody ─────┤
      └──────────────── a new stream ◀──────────────┘

While the call is outside the coroutine waits, for a bounded time, and keeps the conversation with its secrets. A caller
who hangs up there, or never comes back, is one for whom the handler's end is still awaited and written down; nobody
hears it. The life of a call that people take is over as soon as that is known. A call that comes back to a process
which does not know it, or not any more, goes on from the journal's last row, with the outcome ``error``.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import structlog

from engine.bill import open_bill
from engine.dialog.face import Dialog
from engine.metrics import Metrics
from engine.prices import Cost
from engine.types import CallStarted, Event, Leave, Returned, Transfer
from telephony import errand, twiml
from telephony.call import Call
from telephony.dialling import RINGING_S, fate, whispered
from telephony.ending import (
    CUT_OFF,
    HUNG_UP,
    MEDIA_DROPPED,
    NEVER_BACK,
    NO_STREAM,
    RANG_OFF,
    TAKEN,
    Departure,
    Ending,
    PutThrough,
    broken,
    over,
    told,
)
from telephony.house import House
from telephony.outbox import Outbox
from telephony.outside import Away, Outside
from telephony.stream import Stream
from telephony.switchboard import Switchboard
from telephony.tokens import LIFE_S
from telephony.trace import Trace
from telephony.ways import Ways

OUTSIDE_S = 300.0
"""How long a call may be outside: three tries at four fields, each with its prompts."""
RETURN_S = LIFE_S + 5.0
"""How long after its form the new stream may take."""
TELEPHONE = "twilio"
WITHOUT_A_MODEL = frozenset(("classifier", "rule"))
"""Who understands what a language model need not be asked about."""
UNRECORDED_S = 3.0
"""How long a caller who leaves us may wait for his recording to stop; it is stopped all the same."""
EFFECTS_S = 35.0
"""How long the end of a call, the caller being gone, waits for committing handlers; the dialog gives them up before."""


@dataclass(frozen=True, slots=True)
class Lives:
    """What every call of a process lives with."""

    house: House
    switchboard: Switchboard
    metrics: Metrics
    outside: Outside
    ways: Ways
    """The addresses by which calls come back."""


async def live(lives: Lives, sid: str, errands: int, stream: Stream) -> None:
    """Live the call ``sid`` on ``stream`` and on those that follow it, in the house on the call's own release.

    ``errands``: how many it is back from already, which this process knows nothing of.
    """
    structlog.contextvars.bind_contextvars(call_sid=sid)  # every task of this call inherits it
    async with lives.house.seat(sid, back=bool(errands)) as house:
        await Lifetime(lives, house, sid, errands).run(stream)


class Lifetime:
    """One call."""

    def __init__(self, lives: Lives, house: House, sid: str, errands: int) -> None:
        """``house`` is on the call's own release; ``errands`` as for ``live``."""
        self._lives, self._house, self._sid, self._errands = lives, house, sid, errands
        self._began = asyncio.get_running_loop().time()
        self._bill = open_bill()
        self._trace = Trace(sid, house.release, datetime.now(UTC).isoformat(timespec="milliseconds"))
        self._streams: list[Stream] = []
        self._rang_s = 0.0
        """How long it rang at people: not held against a call that nobody took."""

    async def run(self, stream: Stream) -> None:
        """Live on ``stream``, and on those that follow it."""
        log, switchboard, metrics = structlog.get_logger(), self._lives.switchboard, self._lives.metrics
        ending = self._crashed
        switchboard.open(self._sid, self._trace)
        metrics.live.inc()
        log.info("call_started", release=self._house.release)
        try:
            ending = await self._live(stream)
            if ending == MEDIA_DROPPED and switchboard.stopped:
                ending = CUT_OFF
        except Exception:  # a defect ends one call with a spoken way on, never the process
            log.exception("call_crashed")
        finally:
            await self._unrecorded(ending)
            self._trace.end_reason = ending.reason
            self._trace.cost = self._cost()
            try:  # first, so that whoever waits for the last call to end finds its trace
                if self._house.calls is not None:
                    await self._trace.save(self._house.calls)
            finally:
                self._closed(ending)

    def _cost(self) -> Cost:
        """Return what the call came to."""
        seconds = asyncio.get_running_loop().time() - self._began
        self._bill.add("telephone", TELEPHONE, "seconds", seconds)
        return self._house.prices.cost(self._bill, self._trace.understood(WITHOUT_A_MODEL), self._house.thinks)

    async def _unrecorded(self, ending: Ending | None = None) -> None:
        """Record no more of a call that others take, or that may be nowhere; one that ends, ends its recording."""
        recordings = self._house.recordings
        if recordings is not None and not (ending is not None and over(ending)):
            await asyncio.wait({asyncio.ensure_future(recordings.stopped(self._sid))}, timeout=UNRECORDED_S)

    def _closed(self, ending: Ending) -> None:
        if self._house.recordings is not None:
            self._house.recordings.over(self._sid)
        self._lives.switchboard.close(self._sid)
        self._lives.metrics.live.dec()
        self._lives.metrics.calls.labels(ending.reason).inc()
        cost = {}
        if self._trace.cost is not None:
            self._lives.metrics.ended(self._trace.cost)
            self._house.ended(self._sid, self._trace.answers(), self._trace.cost)
            cost = {"cost": round(self._trace.cost.total, 4), "currency": self._trace.cost.currency}
        wires = [each.wire for each in self._streams]
        dropped, missed = sum(sum(w.dropped.values()) for w in wires), sum(w.missed for w in wires)
        structlog.get_logger().info("call_ended", reason=ending.reason, dropped=dropped, missed=missed, **cost)

    @property
    def _crashed(self) -> Ending:
        return broken("us.call.crashed", self._house.people)

    async def _live(self, stream: Stream) -> Ending:
        dialog = await self._dialog()
        if dialog is None:
            ending = broken("us.dialog.lost", self._house.people)
            await self._let_go(stream, self._told(ending.departure))
            return ending
        event: Event = Returned("error") if self._errands else CallStarted()
        try:
            while (ending := await self._stretch(dialog, event, stream)).errand is not None:
                match ending.errand:
                    case Leave(verb=verb):
                        back, event = await self._outside(dialog, verb, stream), Returned()
                    case Transfer() as transfer:
                        back, event = await self._ring(transfer, stream), Returned("unanswered")
                if isinstance(back, Ending):
                    return back
                stream = back
            return ending
        finally:
            await self._close(dialog)

    async def _dialog(self) -> Dialog | None:
        """Return a fresh conversation; for a call that left before our time, the one it had, if that is still known."""
        if not self._errands:
            return self._house.dialog(self._sid)
        try:
            return await self._house.resume(self._sid)
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with the journal, people take over
            structlog.get_logger().error("call_not_resumed", error=type(problem).__name__)
            return None

    async def _stretch(self, dialog: Dialog, first: Event, stream: Stream) -> Ending:
        """Talk on one stream until something ends it."""
        self._streams.append(stream)
        outbox = Outbox(stream.send)
        ringing_apart = replace(self._house, longest_call_s=self._house.longest_call_s + self._rang_s)
        async with asyncio.TaskGroup() as tasks:
            call = Call(
                house=ringing_apart, dialog=dialog, began=self._began, wire=stream.wire, outbox=outbox,
                tasks=tasks, trace=self._trace, metrics=self._lives.metrics,
            )  # fmt: skip
            running = [*stream.tasks(call, outbox, tasks), tasks.create_task(call.ears.run(), name="ears")]
            ending = self._crashed
            try:
                ending = await call.run(first)
            finally:
                for task in running:
                    task.cancel()
                if ending.errand is not None or isinstance(ending.departure, PutThrough):
                    await self._unrecorded()
                if ending.errand is None:
                    await self._let_go(stream, self._told(ending.departure))
                await call.close()
        return ending

    def _told(self, departure: Departure | None) -> str | None:
        return told(departure, self._lives.ways.unanswered)

    async def _let_go(self, stream: Stream, departure: str | None) -> None:
        """Let the caller move on to ``departure``, whatever is still under way on his behalf."""
        self._lives.switchboard.depart(self._sid, departure)
        await stream.close()
        stream.done.set()

    # ------------------------------------------------------------------------------------------------- outside

    async def _outside(self, dialog: Dialog, verb: str, stream: Stream) -> Stream | Ending:
        """Send the call away, and wait for it; return the stream that it comes back on, or how it ended."""
        self._errands += 1
        with self._lives.outside.leaves(self._sid, self._errands) as away:
            back_url = self._lives.ways.back(self._sid, self._errands)
            await self._let_go(stream, errand.departure(verb, back_url))
            structlog.get_logger().info("call_outside", errand=self._errands)
            ending = await self._errand(dialog, away)
            if ending is None:
                self._lives.switchboard.depart(self._sid, None)
                return away.stream.result()
            return ending

    async def _errand(self, dialog: Dialog, away: Away) -> Ending | None:
        """Wait for the form and the stream; None when both are here."""
        if not await _within(OUTSIDE_S, away.form):
            await self._unheard(dialog, Returned("timeout"))
            return NEVER_BACK
        dialog.came_back(away.form.result())
        if errand.gone(away.form.result()):
            await self._unheard(dialog, Returned())
            return HUNG_UP
        if not await _within(RETURN_S, away.stream):
            await self._unheard(dialog, Returned())
            return NO_STREAM
        return None

    async def _ring(self, transfer: Transfer, stream: Stream) -> Stream | Ending:
        """Let it ring at people; return the stream of a call that nobody took, or how it ended."""
        self._errands += 1
        clock, ways, number = asyncio.get_running_loop().time, self._lives.ways, self._errands
        whisper = whispered(transfer.note, self._house.locale)
        with self._lives.outside.leaves(self._sid, number, whisper) as away:
            whisper_url = ways.whisper(self._sid, number) if whisper else ""
            action, began = ways.dialled(self._sid, number), clock()
            await self._let_go(stream, twiml.dial(transfer.number, action, whisper=whisper_url))
            structlog.get_logger().info("call_rings", errand=number, queue=transfer.queue)
            ending = await self._rung(away)
            self._rang_s += clock() - began
            if ending is None:
                self._lives.switchboard.depart(self._sid, None)
                return away.stream.result()
            return ending

    async def _rung(self, away: Away) -> Ending | None:
        """Wait until it is known what came of it; None when nobody took the call, and its stream is here."""
        came_of_it = fate(away.form.result()) if await _within(RINGING_S, away.form) else "taken"
        structlog.get_logger().info("call_rang", errand=away.errand, fate=came_of_it)
        match came_of_it:
            case "taken":
                return TAKEN
            case "hung_up":
                return RANG_OFF
            case "untaken":
                return None if await _within(RETURN_S, away.stream) else NO_STREAM

    async def _unheard(self, dialog: Dialog, event: Event) -> None:
        """Let the dialog write down what came of an errand whose caller is gone."""
        self._trace.begin(None)
        turn = await dialog.turn(event, lambda _line: None)
        self._trace.done(turn)
        self._lives.metrics.turn(turn)

    async def _close(self, dialog: Dialog) -> None:
        try:
            async with asyncio.timeout(EFFECTS_S):
                await dialog.close()
        except TimeoutError:
            structlog.get_logger().error("effects_given_up")


async def _within(seconds: float, awaited: asyncio.Future[Any]) -> bool:
    """Wait for ``awaited``; say whether it came in time."""
    return bool((await asyncio.wait({awaited}, timeout=seconds))[0])
