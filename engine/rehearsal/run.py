"""How is a written call played? Turn by turn through the real conversation, with written handlers and in virtual time.

Everything but the handlers and, where pinned, the understanding is real: flows, policy, repairs, slots, voice. Of a
text's variants (``any:``) a written call hears the first, then the second, and so on, in the order of the file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engine.dialog.conversation import Conversation
from engine.flows.translation import language
from engine.intents import LoadedIntents
from engine.rehearsal.interrupting import cut
from engine.rehearsal.judge import Happened, judge, judge_ending, standing
from engine.rehearsal.model import Caller, Failure, Rehearsal, ScriptedTurn, Understood
from engine.rehearsal.stubs import Stage
from engine.rehearsal.understanding import Mode, RehearsedUnderstander
from engine.rehearsal.virtual_time import run_virtual
from engine.release import Release
from engine.types import (
    CallStarted,
    Event,
    Keyed,
    Leave,
    Line,
    Listening,
    Next,
    Returned,
    Said,
    Say,
    Silent,
    Transfer,
    Turn,
)
from engine.understanding.classifier import Classifier
from engine.understanding.normalise import normalise


@dataclass(frozen=True, slots=True)
class Played:
    """One written call, played."""

    call: Rehearsal
    failures: tuple[Failure, ...]
    turns: tuple[Turn, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Theatre:
    """What every written call of a project is played with."""

    release: Release
    sentences: Mapping[str, str | None]
    """Normalised sentence of ``intents/`` -> its label, None for the background."""
    mode: Mode
    today: date
    classifier: Classifier | None = None
    """For the mode ``real``."""


def sentences_of(intents: LoadedIntents) -> Mapping[str, str | None]:
    """Return what is known without a model: every sentence of ``intents/``."""
    known: dict[str, str | None] = {normalise(sentence): None for sentence in intents.background}
    for label, intent in intents.intents.items():
        known.update({normalise(sentence): label for sentence in intent.examples})
    return known


def play_all(calls: Sequence[Rehearsal], theatre: Theatre) -> tuple[Played, ...]:
    """Play ``calls`` one after another, each on its own virtual clock."""
    return tuple(run_virtual(play(call, theatre)) for call in calls)


async def play(call: Rehearsal, theatre: Theatre) -> Played:
    """Play one call to its end, or to the first turn that cannot follow."""
    performance = _Performance(call, replace(theatre, today=call.today or theatre.today))
    try:
        await performance.run()
    finally:
        await performance.conversation.close()
    return Played(call, tuple(performance.failures), tuple(each.turn for each in performance.happened))


class _Performance:
    """One call on its way."""

    def __init__(self, call: Rehearsal, theatre: Theatre) -> None:
        self._call = call
        self._theatre = theatre
        self._stage = Stage(call.given, theatre.today)
        project = theatre.release.project
        own = call.locale is None or language(call.locale) == language(project.locale)
        classifier = theatre.classifier if own else None  # the model has learned the project's own language
        self._understander = RehearsedUnderstander(theatre.mode, theatre.sentences, project.understanding, classifier)
        self._states: list[Mapping[str, Any]] = []
        self.failures: list[Failure] = []
        self.happened: list[Happened] = []
        self._lines: list[Line] = []
        release = replace(theatre.release, registry=self._stage.registry(theatre.release.registry))
        self.conversation = Conversation(
            release,
            sid=f"rehearsal {call.name}",
            services={},
            understander=self._understander,
            fallback=self._understander if any(t.understood and t.understood.moves for t in call.turns) else None,
            journal=lambda _sid, _turn, state: self._states.append(state),
            today=lambda: theatre.today,
            locale=call.locale,
            first_variant=call.variant - 1,
        )

    async def run(self) -> None:
        for script in self._call.turns:
            wrong = _out_of_place(script, self.happened[-1].turn.next) if self.happened else ""
            if wrong:
                self._fail(script, wrong)
                return
            heard = self._cut_short(script)
            match script.caller.does:
                case "hangs up":
                    return
                case "interrupts":
                    self.failures.extend(judge(script, self._interrupted(heard), self._theatre.today))
                case _:
                    self.happened.append(await self._turn(script))
                    self.failures.extend(judge(script, self.happened[-1], self._theatre.today))
        if self._call.ends:
            self.failures.extend(judge_ending(self._call.ends, self.happened[-1]))

    async def _turn(self, script: ScriptedTurn) -> Happened:
        self._stage.begin()
        self._understander.begin(self._label(script.understood))
        self._lines, self._states = [], []
        began = asyncio.get_running_loop().time()
        times: list[float] = []

        def say(line: Line) -> None:
            times.append(asyncio.get_running_loop().time() - began)
            self._lines.append(line)

        turn = await self._turns(event_of(script.caller), say)
        return Happened(
            turn=turn,
            said=tuple(line.text for line in self._lines),
            first_line_s=times[0] if times else None,
            asked=tuple(self._stage.asked),
            missing=tuple(self._stage.missing),
            idle=bool(self._states) and not self._states[-1]["stack"],
            missed=self._understander.missed,
            traces="\n".join(
                (
                    *(line.text for line in self._lines),
                    _left_behind(turn),
                    *map(str, self._states),
                )
            ),
        )

    async def _turns(self, event: Event, say: Say) -> Turn:
        """Run one written turn; a call that leaves our stream in it comes back by itself, in the same turn."""
        turn = await self.conversation.turn(event, say)
        while isinstance(turn.next, Leave):
            self.conversation.came_back({})
            turn = joined(turn, await self.conversation.turn(Returned(), say))
        return turn

    def _label(self, pin: Understood | None) -> Understood | None:
        """Name a pinned flow by a label that starts it, as the model would."""
        if pin is None:
            return None
        flows = self._theatre.release.project.flows
        starts = [flows[name].start for name in pin.labels if name in flows]
        labels = [next(iter(flows[name].start), name) if name in flows else name for name in pin.labels]
        return replace(pin, labels=tuple(labels)) if starts else pin

    def _cut_short(self, script: ScriptedTurn) -> tuple[str, ...]:
        """Tell the dialog how much of our lines was heard, and return it."""
        after = script.caller.interrupts
        if after is None:
            return ()
        found = cut(self._lines, after)
        if isinstance(found, str):
            self._fail(script, found)
            return ()
        for line_id, text in found.lines:
            self.conversation.heard(line_id, text)
        return found.said

    def _interrupted(self, heard: tuple[str, ...]) -> Happened:
        """Return an interruption as what happened: we said no more than was heard, and nobody did anything."""
        last = self.happened[-1]
        turn = replace(last.turn, rule="interrupted", by="nobody", path=(), did=())
        return Happened(turn, heard, idle=last.idle, traces="\n".join(heard))

    def _fail(self, script: ScriptedTurn, message: str) -> None:
        last = self.happened[-1]
        self.failures.append(Failure(script.at, message, last.said, (last.turn.rule, *last.turn.path), last.turn.index))


def joined(before: Turn, after: Turn) -> Turn:
    """Return two turns as the one that a written turn sees; the rule of the second stands in the path."""
    millis = {
        name: before.millis.get(name, 0.0) + after.millis.get(name, 0.0) for name in {**before.millis, **after.millis}
    }
    return replace(
        before,
        path=(*before.path, after.rule, *after.path),
        lines=(*before.lines, *after.lines),
        did=(*before.did, *after.did),
        trouble=(*before.trouble, *after.trouble),
        slots=after.slots,
        next=after.next,
        millis=millis,
    )


def _out_of_place(script: ScriptedTurn, before: Next) -> str:
    """Say why the caller cannot do this now; empty: he can."""
    back = script.caller.does == "unanswered"
    if back and not isinstance(before, Transfer):
        return f"nobody is asked to take the call: {standing(before)}"
    return "" if back or isinstance(before, Listening) else f"the call is over: {standing(before)}"


def event_of(caller: Caller) -> Event:
    """Return what the dialog gets from this."""
    match caller.does:
        case "calls":
            return CallStarted()
        case "says":
            return Said(caller.text, caller.confidence)
        case "keys":
            return Keyed(caller.text.rpartition("*")[2].partition("#")[0])
        case "unanswered":
            return Returned("unanswered")
        case _:
            return Silent()


def _left_behind(turn: Turn) -> str:
    return f"{turn!r} {turn.heard} {dict(turn.slots)} {getattr(turn.next, 'note', '')}"
