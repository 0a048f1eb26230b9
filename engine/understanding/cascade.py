"""Which language model says what an utterance means? The first usable answer of several, within one budget.

Thin: whom to ask and when is decided by ``race``, whom to pass over by ``breaker``. Whoever loses is let go, which
closes its request at the provider.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from engine.errors import ProviderError
from engine.llm.protocol import LanguageModel
from engine.metrics import Metrics
from engine.types import Move, NoMove, Situation
from engine.understanding.breaker import Breaker
from engine.understanding.fallback import ask
from engine.understanding.race import Ask, Over, Race, Stand, Why, step

BUDGET_S = 6.0
"""From the first question to the last answer."""
HEDGE_AFTER = 0.4
"""Share of the budget that a model has to begin: 2.4 s, when the caller has heard one filler."""

_WHY: Mapping[Stand, str] = {"asked": "late", "begun": "late", "failed": "failed", "resting": "resting"}
"""Why a model has not answered, by where it stands when nobody has."""

log = structlog.get_logger(__name__)

News = tuple[int, "tuple[Move, ...] | ProviderError | None"]
"""A model's number, and its moves, its failure, or None: it has begun."""


class Cascade:
    """Understands with language models, within what the dialog offers (``engine.types.Fallback``)."""

    def __init__(
        self,
        models: Sequence[LanguageModel],
        *,
        hedge_after: float = HEDGE_AFTER,
        metrics: Metrics | None = None,
        breakers: Sequence[Breaker] = (),
    ) -> None:
        """``models``: the first to ask first, at least one. ``breakers``, one a model, may be shared with others."""
        self.name = " > ".join(model.name for model in models)
        self._models = tuple(models)
        self._breakers = tuple(breakers) or tuple(Breaker(draw=random.random) for _ in models)
        self._hedge_s = hedge_after * BUDGET_S
        self._metrics = metrics or Metrics()

    async def moves(self, situation: Situation) -> tuple[Move, ...]:
        """Ask. Returns offered moves, ``NoMove`` when there is none. Raises ``ProviderError``."""
        now = asyncio.get_running_loop().time()
        stands: tuple[Stand, ...] = tuple("waiting" if breaker.lets(now) else "resting" for breaker in self._breakers)
        run = _Run(self._models, self._breakers, situation, Race(stands, self._hedge_s, BUDGET_S), self._metrics)
        try:
            return await run.run()
        finally:
            await run.let_go()


@dataclass(slots=True)
class _Run:
    """One utterance on its way."""

    models: tuple[LanguageModel, ...]
    breakers: tuple[Breaker, ...]
    situation: Situation
    race: Race
    metrics: Metrics
    news: asyncio.Queue[News] = field(default_factory=asyncio.Queue)
    """At most two from each model."""
    asking: dict[int, tuple[asyncio.Task[None], Why]] = field(default_factory=dict)
    began: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    reached: float = 0.0
    """The time that has been waited for, whatever the clock's last digit says."""
    failures: dict[int, ProviderError] = field(default_factory=dict)
    """By the model's number, in the order in which they failed."""

    async def run(self) -> tuple[Move, ...]:
        while True:
            match step(self.race, self._at()):
                case Ask(runner=runner, why=why):
                    self.race = self.race.now(runner, "asked", self._at())
                    self.asking[runner] = (asyncio.create_task(self._ask(runner)), why)
                case Over(how="declined"):
                    return (NoMove(),)
                case Over(how=how):
                    raise self._nobody(how)
                case wait:
                    found = await self._hear(wait.until_s)
                    if found is not None:
                        return found

    async def _ask(self, runner: int) -> None:
        def begun() -> None:
            if self.race.stands[runner] == "asked":
                self.race = self.race.now(runner, "begun", self._at())
                self.news.put_nowait((runner, None))

        left = self.race.budget_s - self._at()
        try:
            found: tuple[Move, ...] | ProviderError = await ask(self.models[runner], self.situation, left, begun)
        except ProviderError as failure:
            found = failure
        except Exception as failure:  # noqa: BLE001 - a model that breaks is one that failed
            log.warning("language_model_broke", model=self.models[runner].name, error=type(failure).__name__)
            found = _broke(self.models[runner].name)
        self.news.put_nowait((runner, found))

    async def _hear(self, until_s: float) -> tuple[Move, ...] | None:
        """Take the next news; return the answer if there is one."""
        try:
            async with asyncio.timeout(until_s - self._at()):
                runner, found = await self.news.get()
        except TimeoutError:
            self.reached = until_s
            return None
        if found is None:
            return None
        if isinstance(found, ProviderError):
            self.failures[runner] = found
            self.breakers[runner].failed(self.began + self._at(), found.cause)
            self.metrics.failures.labels(found.provider, found.cause).inc()
            self._ended(runner, "failed")
            return None
        self.breakers[runner].worked()
        usable = any(not isinstance(move, NoMove) for move in found)
        self._ended(runner, "answered" if usable else "declined")
        return found if usable else None

    def _ended(self, runner: int, how: str) -> None:
        _, why = self.asking.pop(runner)
        self.race = self.race.now(runner, "failed" if how == "failed" else "declined", self._at())
        self.metrics.asked.labels(self.models[runner].name, why, how).inc()

    async def let_go(self) -> None:
        """Close every request that is still open. One that should have begun long ago has failed."""
        late = self.race.late(self._at())
        for runner, (task, why) in self.asking.items():
            task.cancel()
            if runner in late:
                self.breakers[runner].failed(self.began + self._at())
            self.metrics.asked.labels(self.models[runner].name, why, "late" if runner in late else "let go").inc()
        await asyncio.gather(*(task for task, _ in self.asking.values()), return_exceptions=True)

    def _nobody(self, how: str) -> ProviderError:
        """Return the last failure, or what is the matter where nobody failed, with why each has not answered."""
        failure = next(reversed(self.failures.values()), None) or _nobody(how)
        failure.among = {
            model.name: found.cause if (found := self.failures.get(number)) else _WHY[stand]
            for number, (model, stand) in enumerate(zip(self.models, self.race.stands, strict=True))
            if stand in _WHY
        }
        return failure

    def _at(self) -> float:
        return max(self.reached, asyncio.get_running_loop().time() - self.began)


def _nobody(how: str) -> ProviderError:
    cause = "stalled" if how == "late" else "unreachable"
    told = "no language model answered in time" if how == "late" else "every language model rests after its failures"
    return ProviderError(told, provider="language model", cause=cause)


def _broke(name: str) -> ProviderError:
    return ProviderError(f"{name} failed inside", provider="language model", cause="garbage")
