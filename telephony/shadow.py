"""What would the challenger have understood? A second intent model scores live traffic behind the turns and never acts.

No turn waits for it: what was said is queued when the turn is over, scored in the model's own thread, and written to
the table of shadows. A full queue drops the oldest and counts it. Which model shadows is looked up again and again, and
taken up and let go without a call noticing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import structlog

from engine.behind import behind
from engine.flows.model import Asked
from engine.metrics import Metrics
from engine.store.database import Database
from engine.store.tables import ShadowRow
from engine.types import Accept, Clarify, Turn, Verdict
from engine.understanding.classifier import Classifier
from engine.understanding.local import LocalUnderstander
from engine.understanding.registry import Registry
from telephony.stock import aside

_log = structlog.get_logger()

LONGEST_QUEUE = 1000
"""Utterances that may wait: some seconds of what one thread scores."""
BATCH = 50
"""Rows that are written together at most."""
GATHER_S = 0.05
"""How long utterances gather before they are scored."""

Journal = Callable[[str, Turn, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An utterance that is to be scored."""

    sid: str
    index: int
    text: str = field(repr=False)
    asked: Asked
    """The precision and margin of the release that was talked to."""


class Shadow:
    """The shadowing model of one process, if there is one."""

    def __init__(self, models: Path, database: Database, metrics: Metrics | None = None) -> None:
        """Nothing shadows before the first ``look`` at ``models``; rows go to ``database``, counts to ``metrics``."""
        counts = (metrics or Metrics()).shadowed
        self._scored, self._dropped = counts.labels("scored"), counts.labels("dropped")
        self._registry, self._database = Registry(models), database
        self._waiting: deque[Waiting] = deque(maxlen=LONGEST_QUEUE)
        self._wake, self._busy = asyncio.Event(), asyncio.Lock()
        self._classifier: Classifier | None = None
        self._name = ""
        """The model that was looked at last, whether it could be opened or not."""
        self.scored = self.dropped = 0

    @property
    def model(self) -> str:
        """The model that shadows just now; empty: none does."""
        return "" if self._classifier is None else self._classifier.manifest.name

    def beside(self, journal: Journal, asked: Asked) -> Journal:
        """Return a journal that writes to ``journal`` and lets the shadow hear too. Never blocks, never raises."""

        def write(sid: str, turn: Turn, state: Mapping[str, Any]) -> None:
            journal(sid, turn, state)
            self.hear(sid, turn, asked)

        return write

    def hear(self, sid: str, turn: Turn, asked: Asked) -> None:
        """Queue what was said, where the model in force was asked about it."""
        if self._classifier is None or turn.meant is None or turn.meant.scored is None:
            return
        if turn.meant.scored.model == self.model:
            return  # it is in force in the release that was talked to
        self._drop(int(len(self._waiting) == LONGEST_QUEUE))
        self._waiting.append(Waiting(sid, turn.index, turn.heard, asked))
        self._wake.set()

    # ------------------------------------------------------------------------------------------- taking up, letting go

    async def look(self) -> None:
        """Take up the model that is to shadow now, and let go the one before."""
        name = await asyncio.to_thread(lambda: self._registry.shadow)
        if name == self._name:
            return
        self._name = name
        async with self._busy:
            self._let_go()
            if name:
                await self._take_up(name)

    async def _take_up(self, name: str) -> None:
        try:
            self._classifier = await aside(Classifier.load, self._registry.folder / name)
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with it, it is nobody's call
            _log.error("shadow_refused", model=name, why=str(problem), todo=getattr(problem, "todo", ""))
        else:
            _log.info("shadow_taken", model=name)

    def _let_go(self) -> None:
        before, self._classifier = self._classifier, None
        self._waiting.clear()
        if before is not None:
            before.close()
            _log.info("shadow_let_go", model=before.manifest.name, scored=self.scored, dropped=self.dropped)
        self.scored = self.dropped = 0

    # ------------------------------------------------------------------------------------------------------- scoring

    @asynccontextmanager
    async def running(self, every_s: float) -> AsyncIterator[Shadow]:
        """Score, and look every ``every_s`` seconds, for as long as the block lasts."""
        await self.look()
        try:
            async with behind(self._follow(every_s), self._run(), name="shadow"):
                yield self
        finally:
            self._let_go()

    async def _follow(self, every_s: float) -> None:
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.look()
            except Exception as problem:  # noqa: BLE001 - nobody would look again
                _log.error("shadow_look_failed", error=type(problem).__name__)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await asyncio.sleep(GATHER_S)
            while self._waiting:
                await self._score()

    async def _score(self) -> None:
        """Score and write one batch. What the model or the database refuses is dropped and counted."""
        async with self._busy:
            await self._batch([self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))])

    async def _batch(self, batch: list[Waiting]) -> None:
        try:
            rows = [row for each in batch if (row := await self._row(each)) is not None]
            async with self._database.session() as session:
                for row in rows:
                    await session.merge(row)  # a call that was resumed may come to the same turn again
        except Exception as problem:  # noqa: BLE001 - a shadow ends no call, nor itself
            self._drop(len(batch))
            _log.warning("shadow_failed", error=type(problem).__name__, utterances=len(batch))
        else:
            self.scored += len(rows)
            self._scored.inc(len(rows))

    def _drop(self, count: int) -> None:
        self.dropped += count
        self._dropped.inc(count)

    async def _row(self, waiting: Waiting) -> ShadowRow | None:
        classifier = self._classifier
        if classifier is None:
            return None
        verdict = await LocalUnderstander(classifier, waiting.asked).understand(waiting.text)
        return ShadowRow(
            sid=waiting.sid,
            index=waiting.index,
            model=classifier.manifest.name,
            candidates=orjson.dumps([[each.label, round(each.score, 6)] for each in verdict.candidates]).decode(),
            none=0.0 if verdict.scored is None else verdict.scored.none,
            verdict=_word(verdict),
        )


def _word(verdict: Verdict) -> str:
    return "accept" if isinstance(verdict, Accept) else "clarify" if isinstance(verdict, Clarify) else "defer"
