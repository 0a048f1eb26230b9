"""How is a house opened for business? The composition root: settings in, every shared part out, each on its rung.

Nothing else in the server knows a concrete provider. What is missing stops us here, with a sentence and a remedy;
what is merely down is found out by each call.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from engine.handlers.setup import shared
from engine.llm.protocol import LanguageModel
from engine.metrics import Metrics
from engine.prices import LISTED, read_prices
from engine.releases.register import WORKING
from engine.releases.shelf import Shelf
from engine.settings import Settings
from engine.store.callers import Callers
from engine.store.database import Database
from engine.store.journal import Journal
from engine.understanding.manifest import CURRENT
from telephony import ladder
from telephony.breakers import Breakers
from telephony.desk import Desk
from telephony.editions import Loader
from telephony.furnishing import Furnishing
from telephony.guarded_voice import GuardedVoice
from telephony.house import House
from telephony.kept_voice import KeptVoice
from telephony.ladder import Rung
from telephony.language_models import Thinking, built
from telephony.lines import Lines
from telephony.pacer import Pacer
from telephony.shadow import Shadow
from telephony.sources import Released, Working
from telephony.speech import Synthesizer, Transcriber
from telephony.speech_store import Store
from telephony.standby import Standby
from telephony.warming import Warming

CLOSE_S = 5.0
"""A provider that has not closed its connections by then is left."""
LOOK_S = 1.0
"""How often the registers of releases and of models, or the working files, are looked at."""


@asynccontextmanager
async def open_house(
    settings: Settings,
    *,
    working: bool = False,
    watch: bool = False,
    warm: bool = False,
    every_s: float = LOOK_S,
    metrics: Metrics | None = None,
) -> AsyncIterator[House]:
    """Open everything that calls share, for as long as the block lasts.

    The current release answers, or the working files where there is none or ``working`` asks for them; ``watch`` takes
    every edit of theirs. Every ``every_s`` seconds it is looked for what is new. ``metrics`` count what language models
    do. ``warm``: what a release always says is made behind the calls, not when it is first said, and lines to the
    transcriber wait for calls whose own breaks.

    Raises ``ReleaseError`` for a release that does not load, ``FlowError`` with every finding, ``MissingPartError`` for
    a model or provider that is not there, ``SettingsError`` for what cannot be wanted.
    """
    hearing, speaking = ladder.transcribers(settings), ladder.synthesizers(settings)
    shelf, pointer = Shelf(settings.home), settings.home / "models" / CURRENT
    source = Working(settings, watch=watch) if working or watch else Released(shelf, pointer)
    loader, wanted = Loader(settings, watch=watch), source.wanted()
    edition = loader.load(wanted.current)
    release = ladder.release(settings, working=wanted.current == WORKING)
    rungs = (*hearing, *speaking, release, *other_rungs(settings, "" if wanted.current == WORKING else edition.model))
    async with AsyncExitStack() as stack:
        stack.callback(loader.keep, ())
        counted = metrics or Metrics()
        models = _language_models(settings, counted, stack)
        services = await stack.enter_async_context(shared(settings, next(iter(models), None)))
        for rung in rungs:
            structlog.get_logger().info("rung", capability=rung.capability, provider=rung.provider, why=rung.why)
        breakers = Breakers()
        voices = tuple(
            _voice(rung, settings, edition.vocabulary, stack, None if rung is speaking[-1] else breakers)
            for rung in speaking
        )
        transcribers = tuple(_provider(rung, settings, edition.vocabulary, stack) for rung in hearing)
        lines = await stack.enter_async_context(_lines(hearing[0], transcribers[0], settings, breakers, warm=warm))
        warming = Warming([voice for voice in voices if isinstance(voice, KeptVoice)], ahead=warm)
        house = partial(
            House,
            transcribers=transcribers,
            synthesizers=voices,
            calls=settings.home / "calls" if settings.record else None,
            rungs=rungs,
            prices=read_prices(settings.prices or LISTED),
            thinks=models[0].name if models else "",
            pacer=Pacer(),
            lines=lines,
            came=services[Callers].came,
            ended=services[Journal].ended,
        )
        shadow = Shadow(settings.home / "models", services[Database], counted)
        furnishing = Furnishing(house, services, Thinking(models, settings, counted), shadow, warming.take)
        desk = Desk(edition, wanted, source=source, loader=loader, furnisher=furnishing)
        del edition  # a release that is out of force is not to be held by the one who opened the house
        await desk.look()
        await stack.enter_async_context(_following(desk, every_s))
        await stack.enter_async_context(shadow.running(every_s))
        await stack.enter_async_context(warming.running())
        if warm:
            await get_ready((*models, *voices))
        yield _behind(desk)


async def get_ready(parts: Sequence[object]) -> None:
    """Let each part that can open its first connection, so that no caller waits for that."""
    opening = (getattr(part, "ready", None) for part in parts)
    await asyncio.gather(*(ready() for ready in opening if ready is not None))


def _behind(desk: Desk) -> House:
    """Return the house whose calls are given theirs at the desk. It holds no release itself."""
    return replace(
        desk.front(),
        dialog=lambda sid: desk.front().dialog(sid),
        resume=lambda sid: desk.front().resume(sid),
        desk=desk,
    )


@asynccontextmanager
async def _following(desk: Desk, every_s: float) -> AsyncIterator[None]:
    """Look for what is new for as long as the block lasts."""
    following = asyncio.create_task(desk.follow(every_s), name="releases")
    try:
        yield
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


def other_rungs(settings: Settings, model: str = "") -> tuple[Rung, ...]:
    """Return the rungs of everything but speech and the release, which may name the intent ``model``."""
    return (
        ladder.intent_model(settings, model),
        *ladder.language_models(settings),
        ladder.telephone(settings),
        ladder.database(settings),
    )


@asynccontextmanager
async def _lines(
    first: Rung, transcriber: Transcriber, settings: Settings, breakers: Breakers, *, warm: bool
) -> AsyncIterator[Lines]:
    """Open the lines to transcribers; of the first, when it is no part of this machine, some wait if ``warm``."""
    if not warm or first.provider == "local" or not settings.transcriber_lines:
        yield Lines(None, breakers)
        return
    standby = Standby(transcriber, limit=settings.transcriber_lines)
    async with standby.running():
        yield Lines(standby, breakers)


def _voice(
    rung: Rung, settings: Settings, phrases: tuple[str, ...], stack: AsyncExitStack, breakers: Breakers | None
) -> Synthesizer:
    """Build one synthesizer; what a provider is paid for is kept where that can be, and guarded by ``breakers``."""
    voice: Any = ladder.build(rung, settings, phrases)
    if breakers is not None and hasattr(voice, "model"):
        voice = GuardedVoice(voice, breakers)
    kept = kept_if_paid(voice, settings)
    if hasattr(kept, "close"):
        stack.push_async_callback(let_go, kept)
    return kept


def kept_if_paid(voice: Any, settings: Settings) -> Synthesizer:  # noqa: ANN401 - a synthesizer, with a model or without
    """Return ``voice``, with a store for fixed lines around it when it names the model that makes its audio."""
    found: Synthesizer = KeptVoice(voice, Store(settings.home / "speech")) if hasattr(voice, "model") else voice
    return found


def _provider(rung: Rung, settings: Settings, phrases: tuple[str, ...], stack: AsyncExitStack) -> Any:  # noqa: ANN401
    """Build one provider; what it keeps open (connections, threads) is closed with the house."""
    provider = ladder.build(rung, settings, phrases)
    if hasattr(provider, "close"):
        stack.push_async_callback(let_go, provider)
    return provider


async def let_go(provider: Any) -> None:  # noqa: ANN401 - whatever has a ``close``, awaitable or not
    """Close ``provider``; one that hangs does not keep the process."""
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_S):
            closing = provider.close()
            if inspect.isawaitable(closing):
                await closing


def _language_models(settings: Settings, metrics: Metrics, stack: AsyncExitStack) -> tuple[LanguageModel, ...]:
    found = tuple(built(settings, metrics))
    for model in found:
        stack.push_async_callback(let_go, model)
    return found
