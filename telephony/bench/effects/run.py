"""Does money move exactly once? Real calls in real time around a payment, and a count on both sides of the gateway.

Calls are placed some at a time on a server with a database of its own. Of kills, the server dies by SIGKILL while some
of its calls pay, and another is started on the same database. In the end every call's payments are compared with what
the gateway booked: as many, at most one, none left open, and one where nothing got in the way of the caller.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import select

from engine.store.database import Database
from engine.store.tables import PaymentRow
from telephony.bench.apart import Server, apart
from telephony.bench.effects.gateway import Till
from telephony.bench.effects.scene import HAPPENS, Happens, Scene, scene
from telephony.simulator.caller import Caller
from telephony.simulator.standins import tones
from telephony.simulator.standins.deepgram import DeepgramStandin
from telephony.simulator.standins.told import Book, Manner, ToldListener

SIZE = {"calls": 60, "kills": 12}
"""Calls of one server, which lives or is killed."""
AT_ONCE = 20
MANNER = Manner(eager_ms=100.0, over_ms=420.0, wrong=0.0)
"""A recogniser that is soon half sure and late certain, so that much is thought on ahead."""
KILL_S = (0.0, 0.4)
"""After some of the calls that are killed have asked the gateway, evenly drawn."""
SETTLED_S = 15.0
LOOK_S = 0.1

Progress = Callable[[str, int, int], None]
"""(calls or kills, done, of how many)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured."""

    trials: int = 1200
    seed: int = 0
    out: Path | None = None
    """Folder in which every trial is kept."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one call's money."""

    number: int
    happens: Happens
    due: bool
    """Whether money has to move."""
    booked: int
    """Charges that the gateway made."""
    taken: int
    """Payments that we hold for taken."""
    left: int
    """Payments of which we do not know."""

    @property
    def right(self) -> bool:
        """Whether money moved once, or never where it need not, and we know."""
        return self.booked == self.taken <= 1 and not self.left and self.booked >= self.due


async def report(wanted: Wanted, progress: Progress = lambda what, done, of: None) -> dict[str, Any]:  # noqa: ARG005 - nobody looks
    """Measure. Raises ``TrunklineError`` when the server under test does not start."""
    shelf = Shelf(wanted)
    scenes = [scene(number, wanted.seed) for number in range(wanted.trials)]
    for what, size in SIZE.items():
        here = [each for each in scenes if (each.happens == "kill") is (what == "kills")]
        while missing := [each for each in here if each.number not in shelf.trials]:
            progress(what, len(here) - len(missing), len(here))
            shelf.keep(await _batch(missing[:size], wanted.seed))
        progress(what, len(here), len(here))
    return told([shelf.trials[each.number] for each in scenes], wanted.seed)


def told(trials: Sequence[Trial], seed: int) -> dict[str, Any]:
    """Return the figures; pure."""
    kinds = {happens: _counted([each for each in trials if each.happens == happens]) for happens in HAPPENS}
    wrong = [each.number for each in trials if not each.right]
    return {"trials": len(trials), "seed": seed, "happens": kinds, "wrong": wrong, "met": not wrong}


def _counted(trials: Sequence[Trial]) -> dict[str, int]:
    return {
        "trials": len(trials),
        "charged_once": sum(each.booked == 1 for each in trials),
        "not_begun": sum(not each.booked and not each.taken and not each.left and not each.due for each in trials),
        "charged_twice": sum(each.booked > 1 for each in trials),
        "due_and_not_charged": sum(each.due and not each.booked for each in trials),
        "not_known": sum(each.left > 0 or each.taken != each.booked for each in trials),
    }


class Shelf:
    """The trials that are done; they are kept in a file, one JSON object a line, if there is a folder."""

    def __init__(self, wanted: Wanted) -> None:
        """Take what the folder holds of the same seed."""
        self._file = wanted.out / f"effects-{wanted.seed}.jsonl" if wanted.out is not None else None
        lines = self._file.read_text(encoding="utf-8").splitlines() if self._file and self._file.exists() else []
        found = [Trial(**json.loads(line)) for line in lines]
        self.trials = {each.number: each for each in found}

    def keep(self, trials: Iterable[Trial]) -> None:
        """Keep more of them."""
        trials = list(trials)
        self.trials |= {each.number: each for each in trials}
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(asdict(each)) + "\n" for each in trials)


# ---------------------------------------------------------------------------------------------------------- calls


async def _batch(scenes: Sequence[Scene], seed: int) -> list[Trial]:
    """Place the calls on one server, and count when nothing is under way any more."""
    till = Till(scenes[0].number + seed)
    async with till.serving() as gateway, _hearing(scenes) as ears:
        with tempfile.TemporaryDirectory() as folder:
            settings = {**ears, "project": folder, "gateway": gateway}
            if scenes[0].happens == "kill":
                sids = await _killed(scenes, settings, till, Random(f"{seed} {scenes[0].number}"))
            else:
                sids = await _placed(scenes, settings)
            rows = await _settled(folder)
    return [_trial(each, sid, rows, till) for each, sid in zip(scenes, sids, strict=True)]


async def _killed(scenes: Sequence[Scene], settings: dict[str, str], till: Till, draw: Random) -> list[str]:
    """Place the calls, kill the server while some of them pay, and start another on what it left."""
    paying = draw.randint(1, len(scenes))
    async with apart("telephony.bench.effects.ours", settings) as server:
        callers = [_caller(each, server) for each in scenes]
        calls = [asyncio.create_task(caller.call()) for caller in callers]
        while len(till.asked) < paying and not all(call.done() for call in calls):  # noqa: ASYNC110 - as it is killed
            await asyncio.sleep(0.01)
        await asyncio.sleep(draw.uniform(*KILL_S))
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    async with apart("telephony.bench.effects.ours", settings):
        await _settled(settings["project"])
    return [caller.sid for caller in callers]


async def _placed(scenes: Sequence[Scene], settings: dict[str, str]) -> list[str]:
    places = asyncio.Semaphore(AT_ONCE)

    async def place(caller: Caller, number: int) -> str:
        async with places:
            await asyncio.sleep(0.1 * number if number < AT_ONCE else 0.0)
            await caller.call()
            return caller.sid

    async with apart("telephony.bench.effects.ours", settings) as server:
        callers = [_caller(each, server) for each in scenes]
        sids = await asyncio.gather(*(place(caller, number) for number, caller in enumerate(callers)))
        await _settled(settings["project"])
    return sids


def _caller(each: Scene, server: Server) -> Caller:
    return Caller(each.script, server.url, server.token, render=tones.speak, longest_ms=60_000)


@asynccontextmanager
async def _hearing(scenes: Sequence[Scene]) -> AsyncIterator[dict[str, str]]:
    """Run a transcriber that knows what is said; gives the settings that lead to it."""
    book = Book()
    for each in scenes:
        for text, audio in each.said:
            book.tell(audio, text)
    ears = DeepgramStandin(listener=lambda _: ToldListener(book, MANNER))
    async with ears.serving() as url:
        yield {"deepgram_url": url, "deepgram_api_key": ears.key}


# ---------------------------------------------------------------------------------------------------------- money


async def _settled(folder: str) -> list[PaymentRow]:
    """Return all payments, when none is under way any more; after a while, as they are."""
    async with Database.open(f"sqlite+aiosqlite:///{folder}/.trunkline/trunkline.db") as database:
        for _ in range(round(SETTLED_S / LOOK_S)):
            async with database.session() as session:
                rows = list((await session.exec(select(PaymentRow))).all())
            if all(row.state != "intended" for row in rows):
                break
            await asyncio.sleep(LOOK_S)
        return rows


def _trial(each: Scene, sid: str, rows: Sequence[PaymentRow], till: Till) -> Trial:
    mine = [row.state for row in rows if row.key.startswith(f"{sid}:")]
    booked = sum(key.startswith(f"{sid}:") for key in till.booked)
    return Trial(each.number, each.happens, each.due, booked, mine.count("taken"), mine.count("intended"))
