"""How does one call's conversation run, turn by turn? The shell around the graph, which owns the state.

A cancelled turn leaves no trace, except that a handler that commits runs to its end first and its result is kept.
What the caller says is masked here, before anything sees it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any
from zlib import crc32

import structlog

from engine.dialog.comprehension import Comprehension
from engine.dialog.decisions import Broke
from engine.dialog.errand import Errand
from engine.dialog.history import History
from engine.dialog.listening import listening_for
from engine.dialog.live import Live, Understood, leave_running
from engine.dialog.mark import Mark
from engine.dialog.meaning import meant
from engine.dialog.mouth import Mouth
from engine.dialog.off_record import recording_of
from engine.dialog.place import Place
from engine.dialog.shown import event_name, heard_of, shown
from engine.dialog.snapshot import dump, load
from engine.dialog.state import State, slots_of, vaulted
from engine.dialog.trouble import broke
from engine.dialog.vault import Vault
from engine.errors import SettingsError
from engine.handlers.outside import Form
from engine.privacy import mask
from engine.recording import Recorder, Recording
from engine.release import Release
from engine.types import (
    Event,
    Fallback,
    HangUp,
    Leave,
    Listening,
    Next,
    Returned,
    Said,
    Say,
    Transfer,
    Turn,
    Understander,
)

_log = structlog.get_logger()

CLOSING_S = 20.0
"""How long ``close`` waits for effects under way."""

Journal = Callable[[str, Turn, dict[str, Any]], None]
"""(sid, turn, state as JSON values)."""


def _local_today() -> date:
    return date.today()  # noqa: DTZ011 - a caller's "tomorrow" is local


class Conversation:
    """One call's dialog (``engine.dialog.face.Dialog``)."""

    def __init__(
        self,
        release: Release,
        *,
        sid: str,
        services: Mapping[type, Any],
        understander: Understander,
        fallback: Fallback | None,
        journal: Journal | None = None,
        today: Callable[[], date] = _local_today,
        resume: Mapping[str, Any] | None = None,
        locale: str | None = None,
        first_variant: int | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """``resume``: the state of a journal row, to go on where a call stood; its secrets are gone.

        ``locale``: the language of a new call, None for the project's own. Raises ``SettingsError`` for one that the
        project does not offer. ``first_variant``: with which variant of a text to begin; None: another from call to
        call, by ``sid``. ``recorder``: records this call as far as the project says; None: nobody does.
        """
        self._release = release
        self._sid = sid
        self._recording = recording_of(release.plan, recorder)
        self._services = {**services, Recording: self._recording}
        self._first_variant = crc32(sid.encode()) if first_variant is None else first_variant
        self._comprehension = Comprehension(understander, fallback)
        self._journal = journal
        self._today = today
        self._state = State(release.hash, locale=_offered(release, locale)) if resume is None else load(resume)
        self._plan = release.plan.within(self._state.locale)
        self._vault = Vault()
        self._history = History()
        self._running: set[asyncio.Future[Any]] = set()
        self._errand: Errand | None = None
        self._over: Next | None = None
        self.listening: Listening = listening_for(self._place())

    @property
    def state(self) -> State:
        """The state after the last turn."""
        return self._state

    # ------------------------------------------------------------------------------------------------------- a turn

    async def turn(self, event: Event, say: Say) -> Turn:
        """Run one turn (``Dialog.turn``)."""
        event = Said(mask(event.text), event.confidence) if isinstance(event, Said) else event
        if self._over is not None and not isinstance(event, Returned):
            return self._after_the_end(event, self._over)
        self._history.begin()
        live = self._live(event, say)
        began = replace(self._state, turn=self._state.turn + 1)
        work = asyncio.create_task(self._release.graph.run(began, live))
        try:
            state = await asyncio.shield(work)
        except asyncio.CancelledError:
            await self._abandon(work, live)
            raise
        except Exception as problem:  # noqa: BLE001 - a turn never raises; a bug of ours ends in a spoken way on
            _log.error("turn_failed", sid=self._sid, error=type(problem).__name__)
            live.trouble.append(broke(problem))
            state = live.kept or began
            self._fail(live)
        return self._finish(state, live)

    def _live(self, event: Event, say: Say) -> Live:
        clock = asyncio.get_running_loop().time

        live = Live(
            sid=self._sid,
            plan=self._plan,
            registry=self._release.registry,
            services=self._services,
            event=event,
            heard="" if self._place().secret or not isinstance(event, Said) else event.text,
            vault=self._vault.copy(),
            mouth=Mouth(self._state.turn + 1, self._recording.noting(say), clock, self._place().locale),
            clock=clock,
            today=self._today(),
            understand=lambda place: self._comprehension.understand(place, event, live),
            last_words=self._history.last_words,
            recent=self._history.recent(),
            first_variant=self._first_variant,
            began=clock(),
            running=self._running,
            errand=self._errand,
            recording=self._recording,
        )
        return live

    async def _abandon(self, work: asyncio.Task[State], live: Live) -> None:
        """Close the mouth, never the hands: only a handler that commits is waited for, and what it did is kept."""
        live.mouth.close()
        live.abandoned = True
        if not live.committing:
            work.cancel()
        while not work.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({work})
        if live.kept is not None:
            live.next = None  # nobody is transferred or hung up on before hearing of it
            self._finish(live.kept, live)
        else:
            self._recording.settle(self.listening)

    def _fail(self, live: Live) -> None:
        if live.errand is not None:
            live.leave(live.errand)
        live.understood = Understood(Broke(), "nobody")
        live.own("error", "turn")
        queues = self._release.project.queues
        queue = next(iter(queues), "")
        live.next = Transfer(queue, queues[queue], comes_back=False) if queue else HangUp("us.dialog.failed")

    def _finish(self, state: State, live: Live) -> Turn:
        live.mouth.flush(state.cursor)
        live.vault.keep_only(vaulted(state))
        asked = self._place()
        self._state, self._vault, self._errand = state, live.vault, live.errand
        self.listening = listening_for(self._place())
        ahead: Next = self.listening if live.next is None else live.next
        self._over = None if isinstance(ahead, Listening | Leave) else ahead
        self._recording.settle(ahead)
        turn = self._turn(live, ahead, asked)
        self._history.add(turn)
        self._write(turn)
        return turn

    def _turn(self, live: Live, ahead: Next, asked: Place) -> Turn:
        assert live.understood is not None  # noqa: S101 - the graph's first node sets it
        millis = {**live.understood.millis, **live.millis, "total": (live.clock() - live.began) * 1000}
        return Turn(
            index=self._state.turn,
            event=event_name(live.event),
            heard=heard_of(live.event, secret=asked.secret),
            rule=live.understood.decision.rule,
            by=live.understood.by,
            candidates=live.understood.candidates,
            path=tuple(live.path),
            lines=tuple(live.mouth.lines),
            did=tuple(live.did),
            slots={name: shown(value) for name, value in slots_of(self._state).items()},
            next=ahead,
            millis=millis,
            took=tuple(live.took),
            trouble=tuple(live.trouble),
            meant=meant(asked, live.event, live.understood.decision, live.understood.verdict),
        )

    def _after_the_end(self, event: Event, over: Next) -> Turn:
        return Turn(
            index=self._state.turn, event=event_name(event), heard="", rule="over", by="nobody", candidates=(), path=(),
            lines=(), did=(), slots={}, next=over, millis={"total": 0.0},
        )  # fmt: skip

    def _write(self, turn: Turn) -> None:
        if self._journal is None:
            return
        try:
            self._journal(self._sid, turn, dump(self._state))
        except Exception as problem:  # noqa: BLE001 - a broken log must not end the call it logs
            _log.warning("journal_failed", sid=self._sid, error=type(problem).__name__)

    def _place(self) -> Place:
        return Place(self._plan, self._state, self._today())

    # --------------------------------------------------------------------------------------------- around the turns

    def prepare(self, text: str) -> None:
        """Begin to understand (``Dialog.prepare``)."""
        if self._over is None:
            self._comprehension.prepare(self._place(), mask(text))

    def discard(self) -> None:
        """Forget what ``prepare`` began."""
        self._comprehension.discard()

    def heard(self, line_id: str, text: str) -> None:
        """Record what of a line was heard."""
        self._history.heard(line_id, text)

    def played(self, line_id: str) -> None:
        """Record that a line was played to its end (``Dialog.played``)."""
        self._recording.played(line_id)

    def came_back(self, form: Form) -> None:
        """Give the external handler what the call brought back (``Dialog.came_back``)."""
        if self._errand is not None:
            self._errand.answer(form)

    def mark(self) -> Mark:
        """Remember where the conversation stands."""
        return Mark(self._state, self._vault.copy(), self._history.copy(), self._over)

    def back_to(self, mark: Mark) -> None:
        """Stand where ``mark`` was made. What handlers have done since is done; one that is outside is let go."""
        self._leave()
        self._state = replace(mark.state, release=self._release.hash)
        self._vault, self._history, self._over = mark.vault.copy(), mark.history.copy(), mark.over
        self.listening = listening_for(self._place())

    def _leave(self) -> None:
        if self._errand is not None:
            self._errand.leave()
            leave_running(self._errand.work, self._running)
            self._errand = None

    async def close(self) -> None:
        """Wait for effects under way, then drop every secret."""
        self._comprehension.discard()
        self._leave()
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=CLOSING_S)
            for work in late:
                work.cancel()
            if late:
                await asyncio.wait(late, timeout=1.0)
        self._vault = Vault()
        self._history = History()


def _offered(release: Release, locale: str | None) -> str:
    """Return ``locale`` if calls may be held in it."""
    offered = (release.project.locale, *release.project.locales)
    if locale is None or locale in offered:
        return locale or offered[0]
    message = f"this project holds no calls in '{locale}'"
    raise SettingsError(message, todo=f"it has {', '.join(offered)}; more go under 'locales' in flows/project.yaml")
