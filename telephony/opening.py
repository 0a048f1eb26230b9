"""How is a house opened for business? The composition root: settings in, every shared part out, each on its rung.

Nothing else in the server knows a concrete provider. What is missing stops us here, with a sentence and a remedy;
what is merely down is found out by each call.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial

import structlog

from engine.behind import behind
from engine.errors import ModelError, ProviderError
from engine.handlers.setup import shared
from engine.handlers.transfers import Promises
from engine.llm.protocol import LanguageModel
from engine.metrics import Metrics
from engine.prices import LISTED, read_prices
from engine.releases.register import WORKING
from engine.releases.shelf import Shelf
from engine.remedies import Remedy, remedies
from engine.settings import Settings
from engine.store.callers import Callers
from engine.store.database import Database
from engine.store.journal import Journal
from engine.understanding.manifest import CURRENT
from engine.understanding.registry import Registry
from telephony import ladder
from telephony.desk import Desk
from telephony.editions import Edition, Loader
from telephony.equipment import equipped, let_go
from telephony.furnishing import Furnishing
from telephony.house import House
from telephony.kept_voice import KeptVoice
from telephony.ladder import Rung
from telephony.language_models import Thinking, built
from telephony.pacer import Pacer
from telephony.recordings import Recordings
from telephony.rests import Rests
from telephony.shadow import Shadow
from telephony.sources import Released, Working
from telephony.twilio_rest import TwilioRest
from telephony.warming import Warming
from telephony.ways import RECORDING

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
    edition = _first(loader, wanted.current, settings)
    release = ladder.release(settings, working=wanted.current == WORKING)
    rungs = (*hearing, *speaking, release, *other_rungs(settings, "" if wanted.current == WORKING else edition.model))
    async with AsyncExitStack() as stack:
        stack.callback(loader.keep, ())
        counted = metrics or Metrics()
        models = _language_models(settings, counted, stack)
        services = await stack.enter_async_context(shared(settings, next(iter(models), None)))
        for rung in rungs:
            structlog.get_logger().info("rung", capability=rung.capability, provider=rung.provider, why=rung.why)
        for rung in ladder.left_out(settings):
            log = structlog.get_logger()
            log.warning("left_out", capability=rung.capability, provider=rung.provider, why=rung.why)
        rest = await stack.enter_async_context(TwilioRest.open(settings))
        if rest is None and edition.release.project.recording != "never":
            structlog.get_logger().warning("not_recorded", todo="set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
        recordings = await stack.enter_async_context(
            Recordings.open(rest, services[Database], services[Callers], settings.address + RECORDING)
        )
        speech = await stack.enter_async_context(equipped(settings, edition.vocabulary, warm=warm))
        warming = Warming([voice for voice in speech.voices if isinstance(voice, KeptVoice)], ahead=warm)
        house = partial(
            House,
            transcribers=speech.transcribers,
            synthesizers=speech.voices,
            calls=settings.home / "calls" if settings.record else None,
            rungs=rungs,
            prices=read_prices(settings.prices or LISTED),
            thinks=models[0].name if models else "",
            pacer=Pacer(),
            lines=speech.lines,
            came=_all(services[Callers].came, services[Promises].came),
            ended=services[Journal].ended,
            recordings=recordings,
        )
        shadow = Shadow(settings.home / "models", services[Database], counted)
        thinking = Thinking(models, settings, counted, speech.lines.breakers)
        furnishing = Furnishing(house, services, thinking, shadow, warming.take, recordings=recordings)
        desk = Desk(edition, wanted, source=source, loader=loader, furnisher=furnishing)
        del edition  # a release that is out of force is not to be held by the one who opened the house
        await desk.look()
        await stack.enter_async_context(behind(desk.follow(every_s), name="releases"))
        await stack.enter_async_context(shadow.running(every_s))
        await stack.enter_async_context(warming.running())
        await stack.enter_async_context(Rests(services[Database], speech.lines.breakers).running(every_s))
        if warm:
            await get_ready((*models, *speech.voices), remedies(settings))
        yield _fronted(desk)


def _first(loader: Loader, name: str, settings: Settings) -> Edition:
    """Load what calls are answered on first. A model that is damaged is told with the way back, where there is one."""
    try:
        return loader.load(name)
    except ModelError as error:
        earlier = Registry(settings.home / "models").whole_before()
        back = f"or go back to the one before: trunkline rollback --model {earlier}" if earlier else ""
        raise ModelError(str(error), todo="; ".join(filter(None, (error.todo, back)))) from None


async def get_ready(parts: Sequence[object], remedy: Remedy = lambda error: error.todo) -> None:
    """Let each part that can open its first connection, so that no caller waits for that; tell of who could not."""
    opening = (getattr(part, "ready", None) for part in parts)
    failures = await asyncio.gather(*(_ready(ready) for ready in opening if ready is not None))
    told = {(failed.provider, failed.cause, remedy(failed)): None for failed in failures if failed is not None}
    for provider, cause, todo in told:  # models of one provider fail alike
        structlog.get_logger().warning("not_ready", provider=provider, cause=cause, todo=todo)


async def _ready(ready: Callable[[], Awaitable[None]]) -> ProviderError | None:
    try:
        await ready()
    except ProviderError as failed:
        return failed
    return None


def _fronted(desk: Desk) -> House:
    """Return the house whose calls are given theirs at the desk. It holds no release itself."""
    return replace(
        desk.front(),
        dialog=lambda sid: desk.front().dialog(sid),
        resume=lambda sid: desk.front().resume(sid),
        desk=desk,
    )


def other_rungs(settings: Settings, model: str = "") -> tuple[Rung, ...]:
    """Return the rungs of everything but speech and the release, which may name the intent ``model``."""
    return (
        ladder.intent_model(settings, model),
        *ladder.language_models(settings),
        ladder.telephone(settings),
        ladder.recording(settings),
        ladder.database(settings),
    )


def _all(*told: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """Return what tells each of ``told`` who calls."""

    def came(sid: str, number: str) -> None:
        for each in told:
            each(sid, number)

    return came


def _language_models(settings: Settings, metrics: Metrics, stack: AsyncExitStack) -> tuple[LanguageModel, ...]:
    found = tuple(built(settings, metrics))
    for model in found:
        stack.push_async_callback(let_go, model)
    return found
