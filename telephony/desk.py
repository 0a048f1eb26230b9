"""Which release does a call run on? New calls get what is in force, running calls keep theirs, returning calls theirs.

What is new is loaded in a thread and takes calls when it is ready; what does not load is refused with a line that says
why, and what was in force stays. An edition is let go when it is out of force and its last call has ended.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

import structlog

from engine.errors import FlowError
from engine.releases.register import WHOLE, WORKING, on_trial
from telephony.editions import Edition, NoRoomError
from telephony.house import House
from telephony.sources import Source, Wanted
from telephony.stock import Loader, Stock

_log = structlog.get_logger()


class Furnisher(Protocol):
    """Makes the house as the calls of one edition find it."""

    async def left(self, sid: str) -> Mapping[str, Any] | None:
        """Return where the call ``sid`` stood when it left our stream; None when it is not known to have left."""
        ...

    def house(self, edition: Edition, state: Mapping[str, Any] | None = None) -> House:
        """Return it; with ``state`` a call can go on from there."""
        ...

    def stranded(self, edition: Edition, state: Mapping[str, Any]) -> House:
        """Return it for a call that comes back when its own release is gone."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What new calls get."""

    current: Edition
    candidate: Edition | None = None
    share: int = 0
    """How many of 10,000 new calls the candidate takes."""

    def edition(self, sid: str) -> Edition:
        """Return what the new call ``sid`` gets; always the same."""
        trial = self.candidate
        return trial if trial is not None and on_trial(trial.hash, self.share, sid) else self.current

    def editions(self) -> tuple[Edition, ...]:
        """Return what is in force."""
        return (self.current,) if self.candidate is None else (self.current, self.candidate)


class Desk:
    """Gives every call its edition."""

    def __init__(
        self, current: Edition, wanted: Wanted, *, source: Source, loader: Loader, furnisher: Furnisher
    ) -> None:
        """Begin with ``current``, which is what ``wanted.current`` names; a candidate takes calls after a ``look``."""
        self._source, self._furnisher = source, furnisher
        self._stock = Stock(loader, current)
        self._standing, self._name = Standing(current), wanted.current
        self._wanted = replace(wanted, candidate="", share=0)
        self._waits: Wanted | None = None
        self._unknown = ""
        self._seats: Counter[str] = Counter()

    # -------------------------------------------------------------------------------------------------------- calls

    def front(self) -> House:
        """Return the house as it is in force."""
        return self._furnisher.house(self._standing.current)

    @asynccontextmanager
    async def seat(self, sid: str, *, back: bool = False) -> AsyncIterator[House]:
        """Give the call ``sid`` its house for as long as the block lasts.

        ``back``: it left our stream before our time, and comes back. It goes on with its own release, loaded by name;
        where that is gone it is told so and put through to people.
        """
        house = await self._returned(sid) if back else self._furnisher.house(self._standing.edition(sid))
        self._seats[house.release] += 1
        try:
            yield house
        finally:
            self._seats[house.release] -= 1
            self._tidy()

    def releases(self) -> Mapping[str, Any]:
        """Say what is in force, and how many calls each release has."""
        trial = self._standing.candidate
        return {
            "from": WORKING if self._name == WORKING else "release",
            "current": self._standing.current.hash,
            "candidate": None if trial is None else trial.hash,
            "share": self._standing.share / WHOLE if trial is not None else 0.0,
            "calls": dict(self._seats),
        }

    async def _returned(self, sid: str) -> House:
        try:
            state = await self._furnisher.left(sid)
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with the journal, people take over
            _log.error("call_not_resumed", error=type(problem).__name__)
            state = None
        if state is None:
            return self.front()
        name = str(state.get("release", ""))
        try:
            return self._furnisher.house(await self._stock.get(name), state)
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with it, the caller gets a way on
            _refused("release_gone", name, problem)
            return self._furnisher.stranded(self._standing.current, state)

    # -------------------------------------------------------------------------------------------------- what is new

    async def follow(self, every_s: float) -> None:
        """Look for what is new for as long as the process answers."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.look()
            except Exception as problem:  # noqa: BLE001 - nobody would look again
                _log.error("look_failed", error=f"{type(problem).__name__}: {problem}")

    async def look(self) -> None:
        """Look once, and put into force what is new."""
        wanted = await self._asked()
        self._stock.settle(idle=not self._seats)
        if wanted is None or wanted == self._wanted:
            return
        try:
            await self._take(wanted)
        except NoRoomError as full:
            if wanted != self._waits:
                _log.warning("release_waits", release=wanted.current, why=str(full), todo=full.todo)
            self._waits = wanted
        else:
            self._wanted, self._waits = wanted, None

    async def _asked(self) -> Wanted | None:
        try:
            wanted = await asyncio.to_thread(self._source.wanted)
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with the files, what is in force goes on
            if str(problem) != self._unknown:
                _refused("release_unknown", "", problem, stays=self._standing.current.hash)
            self._unknown = str(problem)
            return None
        self._unknown = ""
        return wanted

    async def _take(self, wanted: Wanted) -> None:
        """Put ``wanted`` into force, step by step, as far as it loads."""
        trial = self._standing.candidate
        if trial is not None and trial.hash not in {wanted.candidate, wanted.current}:
            self._stand(Standing(self._standing.current))
        if wanted.current != self._name or wanted.mark != self._wanted.mark:
            found = await self._fresh(wanted.current)
            if found is not None:
                self._name = wanted.current
                self._stand(replace(self._standing, current=found))
        trial = await self._fresh(wanted.candidate) if wanted.candidate else None
        self._stand(Standing(self._standing.current, trial, wanted.share))

    async def _fresh(self, name: str) -> Edition | None:
        """Return what is called so, or None where it is refused. Raises ``NoRoomError``."""
        try:
            return await self._stock.get(name)
        except NoRoomError:
            raise
        except Exception as problem:  # noqa: BLE001 - handlers are anybody's code; what is in force goes on
            _refused("release_refused", name, problem, stays=self._standing.current.hash)
            return None

    def _stand(self, standing: Standing) -> None:
        before, self._standing = self._standing, standing
        for edition in standing.editions():
            if edition not in before.editions():
                trial = edition is standing.candidate
                _log.info("release_taken", release=edition.hash, share=standing.share / WHOLE if trial else 1.0)
        self._tidy()

    def _tidy(self) -> None:
        """Let go of what is out of force and has no calls."""
        self._seats = +self._seats
        self._stock.keep({*self._seats, *(each.hash for each in self._standing.editions())})


def _refused(event: str, name: str, problem: Exception, **more: str) -> None:
    """Say why ``name`` is not taken; findings are lines of their own."""
    why = f"{type(problem).__name__}: {problem}"
    if isinstance(problem, FlowError):
        why = "it does not check"
        for finding in str(problem).splitlines():
            _log.warning("finding", what=finding)
    _log.error(event, release=name, why=why, todo=getattr(problem, "todo", ""), **more)
