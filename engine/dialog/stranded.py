"""What becomes of a call that comes back when its release is gone? Nobody guesses where it stood: people take over.

They get the slots that were known. Whatever the caller does, the answer is the same apology and the same transfer.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from engine.dialog.conversation import Journal
from engine.dialog.mouth import Mouth
from engine.dialog.snapshot import dump
from engine.dialog.state import State, root, slots_of
from engine.dialog.wordings import wording
from engine.flows.model import Project, TransferTo
from engine.handlers.outside import Form
from engine.privacy import mask
from engine.types import Event, HangUp, Listening, Next, Say, Transfer, Turn

STEP = "stranded"


class Stranded:
    """The dialog of such a call (``engine.dialog.face.Dialog``)."""

    def __init__(self, project: Project, state: State, *, sid: str, journal: Journal | None = None) -> None:
        """``project`` says whom to call; ``state`` is what the call left behind."""
        self._project, self._state, self._sid, self._journal = project, state, sid, journal
        self.listening = Listening(step=STEP)

    async def turn(self, event: Event, say: Say) -> Turn:  # noqa: ARG002 - whatever it was
        """Apologise, and put the caller through."""
        self._state = replace(self._state, turn=self._state.turn + 1)
        mouth = Mouth(self._state.turn, say, asyncio.get_running_loop().time, self._locale)
        ahead = self._ahead()
        mouth.say(wording("lost_place" if isinstance(ahead, Transfer) else "nobody", self._locale), STEP)
        turn = Turn(
            index=self._state.turn, event="returned", heard="", rule=STEP, by="nobody", candidates=(), path=(),
            lines=tuple(mouth.lines), did=(), slots=self._slots(), next=ahead, millis={"total": 0.0},
        )  # fmt: skip
        if self._journal is not None:
            self._journal(self._sid, turn, dump(self._state))
        return turn

    def prepare(self, text: str) -> None:
        """Nothing can be understood here."""

    def discard(self) -> None:
        """Nothing was prepared."""

    def heard(self, line_id: str, text: str) -> None:
        """Nobody asks."""

    def played(self, line_id: str) -> None:
        """Nobody asks."""

    def came_back(self, form: Form) -> None:
        """Nobody waits for it."""

    async def close(self) -> None:
        """Nothing is open."""

    def _ahead(self) -> Next:
        queue = queue_for_errors(self._project)
        if not queue:
            return HangUp("us.release.gone")
        frame = root(self._state)
        context: dict[str, Any] = {
            "queue": queue,
            "flow": "" if frame is None else frame.flow,
            "step": self._state.cursor,
            "slots": self._slots(),
            "language": self._locale,
            "release": self._state.release,
            "verified": self._state.verified is not None,
        }
        return Transfer(queue, self._project.queues[queue], context=context, comes_back=False)

    @property
    def _locale(self) -> str:
        return self._state.locale or self._project.locale

    def _slots(self) -> dict[str, str]:
        return {name: mask(str(value)) for name, value in slots_of(self._state).items()}


def queue_for_errors(project: Project) -> str:
    """Return where a caller goes when we cannot go on: where ``on: error`` transfers, or any queue; empty for none."""
    named = [step.queue for step in project.on.get("error", ()) if isinstance(step, TransferTo)]
    return next((queue for queue in (*named, *project.queues) if queue in project.queues), "")
