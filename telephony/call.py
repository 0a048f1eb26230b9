"""How does a call run on one stream? The shell: it performs what ``floor`` decides, and decides nothing.

One ``TaskGroup``, one inbox, one reader. The socket, the transcriber, the reply and the timers all post to the inbox;
media frames bypass it, straight to the ears. It ends with one reason, ``<blame>.<component>.<cause>``, and with the
TwiML that Twilio gets when it asks what is next, or with an errand; the dialog is its owner's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from engine.bill import charge
from engine.dialog.face import Dialog
from engine.errors import ProviderError
from engine.metrics import Metrics
from engine.types import Event, Keyed, Line, Turn
from telephony.barge import may_cut
from telephony.ears import EarReports, Ears
from telephony.ending import KEYPAD_ONLY, Ending, after, broken
from telephony.exchange import (
    Action,
    ArmKeys,
    ArmSilence,
    Depart,
    Discard,
    Input,
    Interrupt,
    KeyGapPassed,
    PlayedOut,
    Prepare,
    Respond,
    SilencePassed,
    TurnOver,
)
from telephony.floor import Floor, State
from telephony.house import House
from telephony.inbox import Deaf, Echoed, Inbox, MarkLate, Posted, TurnDone
from telephony.judging.ruling import Ruling
from telephony.mouth import Mouth, Reports
from telephony.nearness import Nearness
from telephony.now import Now
from telephony.outbox import Outbox
from telephony.playback import Heard, Playback
from telephony.speech import Worded
from telephony.stamps import Stamps
from telephony.trace import Trace
from telephony.twilio import Wire

TURN_S = 25.0
"""A turn that is still running then is broken: its own budgets are far shorter."""
STOPPING_S = 35.0
"""How long a turn that was cancelled may take to stop: a handler that commits runs to its end first."""


class Call:
    """One live call, for as long as one stream lasts."""

    def __init__(
        self,
        *,
        house: House,
        dialog: Dialog,
        began: float,
        wire: Wire,
        outbox: Outbox,
        tasks: asyncio.TaskGroup,
        trace: Trace,
        metrics: Metrics,
    ) -> None:
        """Everything but the first word; ``run`` begins. ``began``: when the call's first stream did, by the loop."""
        loop = asyncio.get_running_loop()
        self._clock: Callable[[], float] = lambda: (loop.time() - began) * 1000
        self._before_ms = round(self._clock())
        self._house, self._trace, self._metrics, self._tasks = house, trace, metrics, tasks
        self._log = structlog.get_logger()
        self._inbox = Inbox(metrics.dropped.labels("inbox full").inc)
        self._dialog = dialog
        self._floor, self._playback, self._stamps = Floor(ruling=Ruling.of(house.locale)), Playback(), Stamps()
        self._nearness = Nearness()
        self._now, self._deaf = Now(), False
        self._ear, self._ear_since = "", 0.0
        self.post = self._inbox.post
        self.ears = Ears(
            house.transcribers,
            EarReports(self.post, self._ear_opened, self._provider_failed, lambda: self.post(Deaf())),
            house.lines,
        )
        self._mouth = Mouth(
            wire=wire,
            outbox=outbox,
            pacer=house.pacer,
            playback=self._playback,
            synthesizers=house.synthesizers,
            voicing=house.voicing,
            tasks=tasks,
            clock=self._clock,
            reports=Reports(self._provider_failed, self._dumb, self._line_sent, self._mark_sent),
        )

    def hear(self, audio: bytes, at_ms: int) -> None:
        """Take 20 ms of the caller: the one thing that happens fifty times a second."""
        self._stamps.hear(audio, self._before_ms + at_ms)
        self._nearness.hear(audio)
        self.ears.send(audio)

    async def run(self, first: Event) -> Ending:
        """Begin with ``first``, the call's start or its return, and carry on until something ends it."""
        left_ms = self._house.longest_call_s * 1000 - self._clock()
        self._inbox.arm("call", left_ms, broken("policy.call.too_long", self._house.people))
        self._floor.answering = first
        self._respond(first)
        while True:
            event = await self._inbox.get()
            if isinstance(event, Ending):
                return event
            ending = self._perform(self._react(event)) or self._settle() or self._deaf_end()
            if ending is not None:
                return ending

    async def close(self) -> None:
        """Stop speaking and thinking; what commits in the turn under way is waited for."""
        self._inbox.close()
        self._heard_by("")
        self._house.pacer.remove(self._mouth)
        self._tell(self._mouth.hush())
        if self._now.task is not None:
            self._now.task.cancel()
            _, late = await asyncio.wait([self._now.task], timeout=STOPPING_S)
            if late:
                self._log.error("turn_given_up")

    # ----------------------------------------------------------------------------------------- the one reader

    def _react(self, event: Posted) -> tuple[Action, ...]:
        match event:
            case Echoed():
                self._whole(self._playback.echo(event.name, self._clock()))
            case MarkLate():
                self._late()
            case TurnDone():
                return self._turn_done(event.turn)
            case Deaf():
                self._deaf = True
                self._log.error("no_transcriber")
            case Ending():
                pass
            case _:
                return self._offer(event)
        return ()

    def _offer(self, event: Input) -> tuple[Action, ...]:
        """Let the floor decide, knowing what is audible now."""
        now = self._clock()
        self._stamps.note(event, now)
        line = self._playback.playing(now) or self._mouth.next_line()
        barge = may_cut(event, line, self._playback.played(now))
        sound = self._nearness.sound() if isinstance(event, Worded) and event.text else None
        return self._floor.handle(event, barge=barge, audible=self._now.audible, sound=sound)

    def _settle(self) -> Ending | None:
        """Tell the floor when our turn is over and the last word of it was heard: in whichever order."""
        if self._floor.state not in {State.OURS, State.LEAVING} or self._now.running or not self._mouth.idle:
            return None
        self._playback.end()
        return self._perform(self._floor.handle(PlayedOut())) if self._playback.finished else None

    def _deaf_end(self) -> Ending | None:
        """With nobody to transcribe, a question that takes no keys cannot be answered: people take over."""
        if self._deaf and self._floor.state is State.QUIET and self._floor.listening.keys is None:
            return broken("stt.none.left", self._house.people)
        return None

    # ------------------------------------------------------------------------------------ what is to be done

    def _perform(self, actions: tuple[Action, ...]) -> Ending | None:
        ending = None
        for action in actions:
            match action:
                case Respond():
                    self._respond(action.event)
                case Interrupt():
                    self._interrupt(turn=action.turn)
                case ArmSilence():
                    self._inbox.arm("silence", action.ms, SilencePassed())
                case ArmKeys():
                    self._inbox.arm("keys", action.ms, KeyGapPassed())
                case Prepare():
                    self._dialog.prepare(action.text)
                case Discard():
                    self._dialog.discard()
                case Depart():
                    ending = after(action.next, self._house.people)
        return ending

    def _respond(self, event: Event) -> None:
        if isinstance(event, Keyed):
            self.ears.end_turn()
        span = self._stamps.take(event)
        self._trace.begin(span)
        self._playback.begin()
        self._now = Now.answering(event, span, self._clock())
        self._now.task = self._tasks.create_task(self._turn(event, self._mouth.generation), name="turn")
        self._now.task.add_done_callback(self._turn_ended)

    def _interrupt(self, *, turn: bool) -> None:
        self._metrics.barge_ins.inc()
        self._tell(self._mouth.hush())
        if turn and self._now.task is not None:
            self._now.task.cancel()

    # ---------------------------------------------------------------------------------------------- the turn

    async def _turn(self, event: Event, generation: int) -> None:
        def say(line: Line) -> None:
            self._say(line, generation)

        try:
            async with asyncio.timeout(TURN_S):
                self.post(TurnDone(await self._dialog.turn(event, say)))
        except Exception:  # noqa: BLE001 - whatever the dialog did wrong, the caller gets a way on
            self._log.exception("turn_failed")
            self.post(broken("us.dialog.crashed", self._house.people))

    def _turn_ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            self.post(TurnOver(None))

    def _say(self, line: Line, generation: int) -> None:
        if self._mouth.say(line, generation):
            self._now.said(self._clock())
            self._trace.said(line)

    def _turn_done(self, turn: Turn) -> tuple[Action, ...]:
        self._trace.done(turn)
        self._metrics.turn(turn)
        self._log.info("turn", index=turn.index, rule=turn.rule, by=turn.by, ms=round(turn.millis.get("total", 0.0), 1))
        cut = self._floor.state is State.YIELDED
        actions = self._offer(TurnOver(turn.next))
        if cut and self._floor.state is State.LEAVING:
            self._say_again(turn)
        self.ears.listen_for(self._floor.listening)
        if self._deaf and self._floor.state is State.OURS and self._floor.listening.keys is not None:
            self._say(Line(f"{turn.index}.keys", KEYPAD_ONLY, "call/deaf"), self._mouth.generation)
        return actions

    def _say_again(self, turn: Turn) -> None:
        """Say what was cut in the moment its turn ended: nobody is transferred or hung up on unheard."""
        for line in turn.lines:
            if not line.filler:
                self._say(line, self._mouth.generation)

    # --------------------------------------------------------------------------------------- what was heard

    def _whole(self, heard: Heard | None) -> None:
        if heard is not None:
            self._trace.heard(heard)
            self._dialog.played(heard.line.id)
            if self._now.played(heard, self._clock()):
                self._metrics.played(stages := self._now.timeline.stages())
                self._trace.timed(heard.line, stages)
        self._mark_sent()

    def _late(self) -> None:
        for heard in self._playback.overdue(self._clock()):
            self._log.warning("mark_overdue", line=heard.line.id)
            self._trace.heard(heard)
        self._mark_sent()

    def _tell(self, cut: tuple[Heard, ...]) -> None:
        for heard in cut:
            self._trace.heard(heard)
            if not heard.line.filler:
                self._dialog.heard(heard.line.id, heard.text)

    def _line_sent(self, line: Line) -> None:
        if self._now.sent(line, self._clock()):
            self._metrics.answer(self._now.timeline)

    def _mark_sent(self) -> None:
        due = self._playback.due_ms
        self._inbox.arm("mark", None if due is None else due - self._clock() + 1.0, MarkLate())

    # --------------------------------------------------------------------------------------------- providers

    def _ear_opened(self, name: str) -> None:
        self._log.info("transcriber_open", provider=name)
        self._heard_by(name)

    def _heard_by(self, name: str) -> None:
        """Put on the bill what the last transcriber heard; ``name`` hears from now on, nobody if it is empty."""
        now = self._clock()
        if self._ear:
            charge("transcriber", self._ear, "seconds", (now - self._ear_since) / 1000)
        self._ear, self._ear_since = name, now

    def _provider_failed(self, error: ProviderError) -> None:
        self._metrics.failures.labels(error.provider, error.cause).inc()
        todo = self._house.lines.breakers.remedy(error)
        self._log.warning("provider_failed", provider=error.provider, cause=error.cause, todo=todo)

    def _dumb(self, line: Line, error: ProviderError) -> None:
        self._provider_failed(error)
        self._log.error("no_synthesizer", line=line.id)
        self.post(broken(f"tts.{error.provider}.{error.cause}", self._house.people))
