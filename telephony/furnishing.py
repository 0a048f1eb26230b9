"""How does a call find the house on one release? With that release's dialog, people, voices, language and longest call.

Everything else (speech, services, traces) is shared by all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from engine.dialog.conversation import Conversation
from engine.dialog.snapshot import load
from engine.dialog.stranded import Stranded, queue_for_errors
from engine.flows.model import Project
from engine.handlers.knowledge import Knowledge
from engine.recording import Recorder
from engine.release import Release
from engine.store.journal import Journal
from telephony.editions import Edition
from telephony.house import House
from telephony.language_models import Thinking
from telephony.recordings import Recordings
from telephony.shadow import Shadow


class Furnishing:
    """Makes houses from the parts that all calls share (``telephony.desk.Furnisher``)."""

    def __init__(
        self,
        bare: Callable[..., House],
        services: Mapping[type, Any],
        thinking: Thinking,
        shadow: Shadow,
        taken: Callable[[Release], None] = lambda _release: None,
        *,
        recordings: Recordings | None = None,
    ) -> None:
        """``bare`` makes a house of what a release decides; ``services`` hold no knowledge.

        ``taken`` is told of each release that a house is made for, as often as one is.
        """
        self._taken, self._recordings = taken, recordings
        self._bare, self._services = bare, services
        self._thinking, self._shadow = thinking, shadow
        self._journal: Journal = services[Journal]

    async def left(self, sid: str) -> Mapping[str, Any] | None:
        """Return the state of a call that left our stream; None for any other."""
        return await self._journal.left(sid)

    def house(self, edition: Edition, state: Mapping[str, Any] | None = None) -> House:
        """Return the house on ``edition``; with ``state`` a call can go on from there."""
        project = edition.release.project
        self._taken(edition.release)

        async def resume(sid: str) -> Conversation | None:
            return None if state is None else self._conversation(edition, state, sid)

        return self._bare(
            dialog=partial(self._conversation, edition, None),
            resume=resume,
            release=edition.hash,
            people=people(project),
            locale=project.locale,
            voices=project.voices,
            longest_call_s=project.limits.call_s,
        )

    def stranded(self, edition: Edition, state: Mapping[str, Any]) -> House:
        """Return the house on ``edition`` for a call that comes back from a release that is gone."""
        project, left = edition.release.project, load(state)

        async def resume(sid: str) -> Stranded:
            return Stranded(project, left, sid=sid, journal=self._journal.write)

        return replace(self.house(edition), resume=resume)

    def _conversation(self, edition: Edition, state: Mapping[str, Any] | None, sid: str) -> Conversation:
        return Conversation(
            edition.release,
            sid=sid,
            services={**self._services, Knowledge: edition.knowledge},
            understander=edition.understander,
            fallback=self._thinking.fallback(edition),
            journal=self._shadow.beside(self._journal.write, edition.release.project.understanding),
            resume=state,
            recorder=self._recorder(edition, sid),
        )

    def _recorder(self, edition: Edition, sid: str) -> Recorder | None:
        wanted = edition.release.project.recording != "never"
        return self._recordings.of(sid) if wanted and self._recordings is not None else None


def people(project: Project) -> str:
    """Return whom a caller is put through to when we cannot go on: where ``on: error`` transfers, or any queue."""
    return project.queues.get(queue_for_errors(project), "")
