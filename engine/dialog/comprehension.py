"""Who says what an utterance means? The rules, then the classifier, then the fallback: each only when needed.

Thin: every decision is the policy's. ``prepare`` asks ahead of time on text that may still change; what it learned is
used only if the text turns out the same.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import structlog

from engine.dialog.clauses import Halves
from engine.dialog.decisions import Decision, Digressed, NeedMoves, NeedParts, NeedVerdict, Started
from engine.dialog.live import Live, Understood
from engine.dialog.place import Place
from engine.dialog.policy import Need, decide
from engine.dialog.starting import Parts
from engine.dialog.state import State
from engine.dialog.waiting import FILLER_S, STATUS_S, bridged
from engine.dialog.words import words
from engine.errors import ProviderError
from engine.language import of
from engine.types import Accept, Candidate, Defer, Event, Fallback, Keyed, Move, Said, Situation, Understander, Verdict

_log = structlog.get_logger()

FALLBACK_S = 6.0
"""A language model has this long."""
CLOSED_QUESTION = "closed question"
"""Who understands when there is no language model."""


@dataclass(slots=True)
class _Known:
    """What has been learned about one utterance."""

    verdict: Verdict | None = None
    moves: tuple[Move, ...] | None = None
    parts: tuple[Parts, ...] | None = None
    by: str = "rule"
    millis: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Ahead:
    """What is being learned ahead of its turn."""

    text: str = field(repr=False)
    state: State
    """Where the conversation stood."""
    known: _Known
    work: asyncio.Task[Decision]


class Comprehension:
    """Understands one call's utterances."""

    def __init__(self, understander: Understander, fallback: Fallback | None) -> None:
        """``fallback`` None: closed questions."""
        self._understander = understander
        self._fallback = fallback
        self._ahead: _Ahead | None = None

    def prepare(self, place: Place, text: str) -> None:
        """Begin to understand ``text`` at ``place``."""
        if self._ahead is not None and _same(self._ahead.text, text, place.locale):
            return
        self.discard()
        if place.secret:
            return
        known = _Known()
        self._ahead = _Ahead(text, place.state, known, asyncio.create_task(self._learn(place, Said(text), known)))
        self._ahead.work.add_done_callback(_retrieve)

    def discard(self) -> None:
        """Forget what ``prepare`` began."""
        if self._ahead is not None:
            self._ahead.work.cancel()
            self._ahead = None

    async def understand(self, place: Place, event: Event, live: Live) -> Understood:
        """Decide what ``event`` means."""
        known = _Known()
        if isinstance(event, Said):
            known = await self._prepared(event.text, live, place) or known
        decision = _decided(place, event, known)
        if isinstance(decision, Need) and isinstance(event, Said):
            work = asyncio.create_task(self._learn(place, event, known, decision))
            decision = await self._wait(work, known, live, place.state.cursor) or _decided(place, event, known)
        assert not isinstance(decision, Need)  # noqa: S101 - the policy decides once it knows all
        candidates = _candidates(place, decision, known)
        return Understood(decision, _by(event, known), candidates, known.millis, known.verdict)

    async def _prepared(self, text: str, live: Live, place: Place) -> _Known | None:
        """Return what was learned ahead about the same words; forget what was learned about others."""
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return None
        if not _same(ahead.text, text, place.locale) or replace(ahead.state, turn=place.state.turn) != place.state:
            ahead.work.cancel()
            return None
        await self._wait(ahead.work, ahead.known, live, place.state.cursor)
        return ahead.known

    async def _wait(self, work: asyncio.Task[Decision], known: _Known, live: Live, step: str) -> Decision | None:
        """Wait until all is known and return what it decides; None when time ran out: then nobody could say."""
        fillers = (
            (FILLER_S, lambda: live.filler("filler", step)),
            (STATUS_S, lambda: live.filler("status", step)),
        )
        try:
            return await bridged(work, live.mouth, fillers, min(FALLBACK_S, live.remaining()))
        except TimeoutError:
            _log.warning("understanding_timeout", by=known.by)
            work.cancel()
            known.by, known.verdict, known.moves = CLOSED_QUESTION, known.verdict or Defer(()), ()
            known.parts = known.parts or ()
            return None
        except asyncio.CancelledError:
            work.cancel()
            raise

    async def _learn(self, place: Place, event: Said, known: _Known, need: Need | None = None) -> Decision:
        """Find out what the policy needs, ``need`` first, one thing after the other; return what it then decides."""
        clock = asyncio.get_running_loop().time
        while True:
            found = need or _decided(place, event, known)
            need, began = None, clock()
            match found:
                case NeedVerdict():
                    known.by = "classifier"
                    known.verdict = await self._verdict(event.text)
                    known.millis["understand"] = (clock() - began) * 1000
                case NeedParts(ways=ways):
                    known.parts = tuple([await self._halves(way) for way in ways])
                    known.millis["understand"] += (clock() - began) * 1000
                case NeedMoves(situation=situation):
                    known.by = CLOSED_QUESTION if self._fallback is None else self._fallback.name
                    known.moves = await self._moves(situation, known)
                    known.millis["fallback"] = (clock() - began) * 1000
                case _:
                    return found

    async def _verdict(self, text: str) -> Verdict:
        try:
            return await self._understander.understand(text)
        except Exception as problem:  # noqa: BLE001 - a broken classifier is one that is not sure
            _log.warning("classifier_failed", error=type(problem).__name__)
            return Defer(())

    async def _halves(self, way: Halves) -> Parts:
        """Ask the classifier about both; the second only if it is sure of the first."""
        first = await self._verdict(way[0])
        return first, await self._verdict(way[1]) if isinstance(first, Accept) else Defer(())

    async def _moves(self, situation: Situation, known: _Known) -> tuple[Move, ...]:
        """Ask the fallback; ``()`` when there is none or it fails: the policy then asks a closed question."""
        if self._fallback is None:
            return ()
        try:
            return await self._fallback.moves(situation)
        except ProviderError as problem:
            told = {"provider": problem.provider, "cause": problem.cause, "todo": problem.todo}
            each = ", ".join(f"{model}: {cause}" for model, cause in problem.among.items())
            _log.warning("fallback_failed", **told, models=each)
        except Exception as problem:  # noqa: BLE001 - whatever it raises, the caller must not hear it
            _log.warning("fallback_failed", error=type(problem).__name__)
        known.by = CLOSED_QUESTION
        return ()


def _decided(place: Place, event: Event, known: _Known) -> Decision | Need:
    return decide(place, event, known.verdict, known.moves, known.parts)


def _candidates(place: Place, decision: Decision, known: _Known) -> tuple[Candidate, ...]:
    """Return the candidates that decided: of two wishes the first half's."""
    if isinstance(decision, Started | Digressed) and decision.then is not None and known.moves is None:
        sure = [first.candidates for first, second in known.parts or () if isinstance(second, Accept)]
        return next(each for each in sure if place.plan.starts.get(each[0].label) == decision.flow)
    return () if known.verdict is None else known.verdict.candidates


def _by(event: Event, known: _Known) -> str:
    if isinstance(event, Keyed):
        return "keys"
    return known.by if isinstance(event, Said) else "nobody"


def _same(one: str, other: str, locale: str) -> bool:
    language = of(locale)
    return [w.text for w in words(one, language)] == [w.text for w in words(other, language)]


def _retrieve(work: asyncio.Task[Decision]) -> None:
    if not work.cancelled():
        work.exception()
