"""What is one sitting at the designer's bench? A call, all that was done in it, and what can be asked about it.

It holds the conversation and keeps its deeds, so that they can be taken back, explained, and written as a test. It
neither reads nor prints.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from console.parts import Parts
from console.saving import Saved, as_test, file_for
from console.why import explain
from engine.dialog import acts
from engine.dialog.mark import Mark
from engine.dialog.state import Choice, State
from engine.errors import FlowError
from engine.flows.model import Ask, Position
from engine.rehearsal.deeds import Recorded
from engine.rehearsal.interrupting import Cut, cut
from engine.rehearsal.model import Caller, Fragment
from engine.rehearsal.run import joined
from engine.rehearsal.values import read_fields, result_type
from engine.types import CallStarted, Event, Keyed, Leave, Line, Listening, Returned, Said, Say, Transfer, Turn

TYPED = Position("typed", 1, 1)
FIRST_WORDS = 3
"""After how many words of our last line a caller interrupts who is not told after which."""
_FAKE = ("2580", "1379")
"""What stands for a secret in a saved test, as often as it takes: the second where the first is the secret."""


class Sitting:
    """One call at the bench."""

    def __init__(self, parts: Parts, say: Say) -> None:
        """Begin with nothing said."""
        self.parts = parts
        self._say = say
        self._conversation = parts.conversation()
        self._deeds: list[tuple[Mark, Recorded]] = []
        self._lines: list[Line] = []

    @property
    def turn(self) -> Turn:
        """The last turn, an errand and its return being one."""
        return self._deeds[-1][1].turn

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return self._deeds[-1][1].caller.does == "hangs up" or not isinstance(self.turn.next, Listening | Leave)

    @property
    def rings(self) -> bool:
        """Whether people are called, and the call comes back when nobody takes it."""
        return isinstance(self.turn.next, Transfer) and self.turn.next.comes_back

    # ----------------------------------------------------------------------------------------------- what is done

    async def does(self, event: Event) -> Turn:
        """Let the caller do something."""
        before = self._conversation.mark()
        secret = self._conversation.listening.secret
        known = self.turn.slots if self._deeds else {}
        self.parts.recorder.begin()
        self._lines = []
        turn = await self._conversation.turn(event, self._hear)
        recorded = Recorded(_caller(event, turn, secret=secret), turn, known=known, secret=secret)
        self._deeds.append((before, self._learnt(recorded)))
        return turn

    async def came_back(self, outcome: str, facts: Mapping[str, str]) -> Turn:
        """Let the call come back from its errand: to an outcome, or with a form. Raises ``ValueError``, a sentence."""
        errand = self.turn.next
        assert isinstance(errand, Leave)  # noqa: S101 - the caller looked
        event = Returned()
        if outcome:
            event = Returned(outcome, self._facts(errand.handler, outcome, facts))
            self.parts.recorder.told(errand.handler, event.facts)
        else:
            self._conversation.came_back(facts)
        turn = await self._conversation.turn(event, self._hear)
        before, recorded = self._deeds.pop()
        self._deeds.append((before, self._learnt(replace(recorded, turn=joined(recorded.turn, turn)), turn)))
        return turn

    def _learnt(self, recorded: Recorded, turn: Turn | None = None) -> Recorded:
        """Add what the recorder has noted in ``turn``, the last."""
        pending, recorder = self._conversation.state.pending, self.parts.recorder
        return replace(
            recorded,
            answers=(*recorded.answers, *recorder.answers(turn or recorded.turn)),
            moves=recorder.moves,
            between=(pending.first, pending.second) if isinstance(pending, Choice) else (),
        )

    def _facts(self, name: str, outcome: str, facts: Mapping[str, str]) -> Mapping[str, Any]:
        handler = self.parts.release.registry.get(name)
        outcomes = ("error", "timeout", "done", *(handler.outcomes if handler else ()))
        if handler is None or outcome not in outcomes:
            raise ValueError(f"'{name}' can come to {', '.join(outcomes)}")
        if outcome != "done":
            return facts
        found: Mapping[str, Any] = read_fields(facts, result_type(handler.result), date.today())  # noqa: DTZ011 - local
        return found

    def _hear(self, line: Line) -> None:
        self._lines.append(line)
        self._say(line)

    def interrupts(self, after: str) -> Cut | str:
        """Let the caller cut our last answer ``after`` words of it; return what was heard, or why that cannot be."""
        lines = [line for line in self._lines if line.barge and not line.filler]
        words = after or " ".join(lines[-1].text.split()[:FIRST_WORDS]) if lines or after else ""
        if not words:
            return "there is nothing to interrupt"
        fragment = Fragment(words, TYPED)
        found = cut(self._lines, fragment)
        if isinstance(found, Cut):
            mark = self._conversation.mark()
            for line_id, text in found.lines:
                self._conversation.heard(line_id, text)
            last = self._deeds[-1][1]
            self._deeds.append((mark, Recorded(Caller("interrupts", interrupts=fragment), last.turn)))
            self._lines = []
        return found

    def hangs_up(self) -> None:
        """Let the caller put the phone down."""
        self._deeds.append((self._conversation.mark(), Recorded(Caller("hangs up"), self.turn)))

    # ---------------------------------------------------------------------------------------- what is wished for

    def back(self) -> bool:
        """Take the last thing back that the caller did; False when there is none. What handlers did stays done."""
        if len(self._deeds) < 2:  # noqa: PLR2004 - the first is the ringing phone
            return False
        mark, _ = self._deeds.pop()
        self._conversation.back_to(mark)
        self._lines = list(self.turn.lines)
        return True

    async def reload(self) -> None:
        """Go on with the flows as their files are now.

        Raises ``FlowError`` when they do not check, or do not know where this call stands any more; then nothing
        changes.
        """
        parts = self.parts.reloaded()
        mark, old = self._conversation.mark(), self._conversation
        lost = sorted(_stands_on(mark.state) - parts.release.plan.nodes.keys())
        if lost:
            raise FlowError(f"this call stands on a step that is gone: {lost[0]}", todo="begin a new chat")
        self.parts, self._conversation = parts, parts.conversation()
        self._conversation.back_to(mark)
        await old.close()

    def why(self) -> Iterator[str]:
        """Yield why the last turn was decided as it was."""
        yield from explain(self.turn, self._plan, self.parts.accepts)

    def where(self) -> Iterator[str]:
        """Yield the places of the open question: its step, and its slot."""
        node = self._plan.nodes.get(self._conversation.state.cursor)
        if node is None:
            yield "No question is open."
            return
        yield f"{node.at}  {node.name}"
        if isinstance(node.step, Ask):
            slot = self._plan.slots[node.step.slot]
            yield f"{slot.at}  the slot '{slot.name}'"

    @property
    def _plan(self) -> Any:  # noqa: ANN401 - Plan
        return self.parts.release.plan.within(self._conversation.state.locale)

    async def save(self, name: str, file: Path | None = None) -> tuple[Path, Saved]:
        """Write the call as a test called ``name``, into ``file`` or where such tests belong.

        Raises ``FileExistsError`` when there is a file of that name.
        """
        path = file or file_for(self.parts.settings.project, name)
        deeds = [deed for _, deed in self._deeds]
        today, idle = date.today(), not self._conversation.state.stack  # noqa: DTZ011 - a shop's day is local
        saved = await asyncio.to_thread(as_test, self.parts, deeds, name, today, idle=idle)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as written:
            written.write(saved.text)
        return path, saved

    async def close(self) -> None:
        """End the conversation."""
        await self._conversation.close()


def _stands_on(state: State) -> set[str]:
    """Return the steps that a call needs to go on."""
    resumed = {frame.resume for frame in state.stack}
    trail = {visit.node for frame in state.stack for visit in frame.trail}
    return ({state.cursor} | resumed | trail) - {""}


def _caller(event: Event, turn: Turn, *, secret: bool) -> Caller:
    """Return what the caller did, as a test may say it: other digits of the same length in a secret's place."""
    match event:
        case CallStarted():
            return Caller("calls")
        case Keyed(digits=digits):
            return Caller("keys", _other(digits) if secret else digits)
        case Said(text=text):
            kept = text if acts.act_of(text) else turn.heard
            return Caller("says", kept if secret else turn.heard)
        case Returned():
            return Caller("unanswered")
        case _:
            return Caller("silence")


def _other(secret: str) -> str:
    fakes = ((fake * len(secret))[: len(secret)] for fake in _FAKE)
    return next(fake for fake in fakes if fake != secret)
