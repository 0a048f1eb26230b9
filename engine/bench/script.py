"""Which conversations are measured, and which way does each of their turns go? A script, and the nodes it visits.

They are the conversation tests of the benchmark's own project, so ``trunkline test`` holds what ``bench`` plays.
Understanding is pinned and instant; the handlers are the project's own and instant too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engine.dialog.conversation import Conversation
from engine.errors import FlowError
from engine.rehearsal.model import Rehearsal
from engine.rehearsal.read import read_calls
from engine.rehearsal.run import event_of
from engine.rehearsal.understanding import pinned
from engine.release import Release
from engine.types import Defer, Event, HangUp, Line, Transfer, Turn, Verdict

PROJECT = Path(__file__).parent / "project"
TODAY = date(2026, 3, 4)


@dataclass(frozen=True, slots=True)
class Cue:
    """One turn of a script."""

    event: Event
    verdict: Verdict
    """What the classifier says at once, should it be asked."""


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation."""

    name: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How one turn went."""

    rule: str
    """Which rule of the turn policy fired, without its subject: ``fill``, ``correct``, ``no_match`` ..."""
    nodes: tuple[str, ...]
    """The graph's nodes that ran, in order, the turn's own first."""


class Instant:
    """An understander that says what it was told to."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.verdict: Verdict = Defer(())

    async def understand(self, text: str) -> Verdict:  # noqa: ARG002 - the protocol's signature
        """Return the pinned verdict."""
        return self.verdict


class Side:
    """One conversation of ours, with everything that a call has but the audio."""

    def __init__(self, release: Release, script: Script, sid: str) -> None:
        """Open the conversation; its state is written down after each turn, as for the journal, and dropped."""
        self._cues = script.cues
        self._understander = Instant()
        self._conversation = Conversation(
            release,
            sid=sid,
            services={},
            understander=self._understander,
            fallback=None,
            journal=_drop,
            today=lambda: TODAY,
        )

    async def turn(self, index: int) -> Turn:
        """Play one turn."""
        cue = self._cues[index]
        self._understander.verdict = cue.verdict
        return await self._conversation.turn(cue.event, _hear)


def _drop(sid: str, turn: Turn, state: Mapping[str, Any]) -> None:
    """Take a journal row and keep nothing."""


def _hear(line: Line) -> None:
    """Take a line and say nothing."""


def scripts() -> tuple[Script, ...]:
    """Read the benchmark's conversations. Raises ``FlowError`` when their file does not read."""
    calls, findings = read_calls(PROJECT)
    if findings or not calls:
        raise FlowError("\n".join(map(str, findings)) or "the benchmark has no conversations", todo="mend them")
    return tuple(_script(call) for call in calls)


def _script(call: Rehearsal) -> Script:
    cues = (
        Cue(event_of(turn.caller), Defer(()) if turn.understood is None else pinned(turn.understood))
        for turn in call.turns
    )
    return Script(call.name, tuple(cues))


async def ways(release: Release, script: Script) -> tuple[Way, ...]:
    """Play ``script`` once and return how each turn went. Raises ``FlowError`` where a call ends before its script."""
    side, found = Side(release, script, "way"), list[Way]()
    for index in range(len(script.cues)):
        turn = await side.turn(index)
        found.append(Way(turn.rule.partition("(")[0], ("turn", *turn.path)))
        if isinstance(turn.next, HangUp | Transfer) and index + 1 < len(script.cues):
            raise FlowError(f"'{script.name}' is over after turn {index}", todo="shorten the script")
    return tuple(found)
