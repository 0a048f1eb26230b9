"""How is a house opened for business? The composition root: settings in, every shared part out, each on its rung.

Nothing else in the server knows a concrete provider. What is missing stops us here, with a sentence and a remedy;
what is merely down is found out by each call.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import structlog

from engine.dialog.conversation import Conversation
from engine.errors import FlowError
from engine.flows.findings import has_errors
from engine.flows.model import Project, TransferTo
from engine.handlers.setup import services as open_services
from engine.intents import LoadedIntents, load_intents
from engine.llm.protocol import LanguageModel
from engine.release import Release, load
from engine.settings import Settings
from engine.store.journal import Journal
from engine.understanding.classifier import Classifier
from engine.understanding.fallback import ClaudeFallback
from engine.understanding.local import LocalUnderstander
from engine.understanding.manifest import current
from telephony import ladder
from telephony.house import House
from telephony.ladder import Rung

CLOSE_S = 5.0
"""A provider that has not closed its connections by then is left."""


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Open everything that calls share, for as long as the block lasts.

    Raises ``FlowError`` with every finding, ``MissingPartError`` for a model or provider that is not there,
    ``SettingsError`` for what cannot be wanted.
    """
    intents = load_intents(settings.project)
    release = checked_release(settings, intents)
    hearing, speaking = ladder.transcribers(settings), ladder.synthesizers(settings)
    async with AsyncExitStack() as stack:
        classifier = load_classifier(settings)
        stack.callback(classifier.close)
        model = await _language_model(settings, stack)
        services = await stack.enter_async_context(
            open_services(settings, embedder=classifier.encoder, language_model=model)
        )
        phrases = tuple(vocabulary(intents, release.project))
        rungs = (*hearing, *speaking, *other_rungs(settings))
        for rung in rungs:
            structlog.get_logger().info("rung", capability=rung.capability, provider=rung.provider, why=rung.why)
        yield House(
            dialog=_Conversations(release, classifier, services, model).open,
            release=release.hash,
            transcribers=tuple(_provider(rung, settings, phrases, stack) for rung in hearing),
            synthesizers=tuple(_provider(rung, settings, phrases, stack) for rung in speaking),
            people=people(release.project),
            locale=release.project.locale,
            voices=release.project.voices,
            longest_call_s=release.project.limits.call_s,
            calls=settings.home / "calls" if settings.record else None,
            rungs=rungs,
        )


def checked_release(settings: Settings, intents: LoadedIntents) -> Release:
    """Return the release of the project's files. Raises ``FlowError`` with every finding of flows and intents."""
    model = ladder.intent_model(settings).provider
    told = "\n".join(map(str, intents.findings))
    try:
        release = load(settings.project, labels=intents.labels, model=model)
    except FlowError as error:
        raise FlowError("\n".join(filter(None, (str(error), told))), todo=error.todo) from None
    if has_errors(intents.findings):
        raise FlowError(told, todo="mend these, then run: trunkline check")
    return release


def load_classifier(settings: Settings) -> Classifier:
    """Return the released intent model. Raises ``MissingPartError`` or ``ModelError``."""
    return Classifier.load(current(settings.home / "models"))


def other_rungs(settings: Settings) -> tuple[Rung, ...]:
    """Return the rungs of everything but speech."""
    return (
        ladder.intent_model(settings),
        ladder.language_model(settings),
        ladder.telephone(settings),
        ladder.database(settings),
    )


def people(project: Project) -> str:
    """Return whom a caller is put through to when we cannot go on: where ``on: error`` transfers, or any queue."""
    named = [step.queue for step in project.on.get("error", ()) if isinstance(step, TransferTo)]
    return next((project.queues[queue] for queue in (*named, *project.queues) if queue in project.queues), "")


def vocabulary(intents: LoadedIntents, project: Project) -> Iterable[str]:
    """Yield what callers of this project may say: what the intents give as examples, and the options of its slots."""
    for intent in intents.intents.values():
        yield from intent.examples
    for flow in project.flows.values():
        yield flow.title
        for slot in flow.slots.values():
            for ways in slot.type.options.values():
                yield from ways


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


async def _language_model(settings: Settings, stack: AsyncExitStack) -> LanguageModel | None:
    rung = ladder.language_model(settings)
    if not rung.module:
        return None
    model: LanguageModel | None = importlib.import_module(rung.module).build(settings)
    if model is not None:
        stack.push_async_callback(let_go, model)
    return model


class _Conversations:
    """Opens one conversation a call, all on one release."""

    def __init__(
        self, release: Release, classifier: Classifier, services: Mapping[type, Any], model: LanguageModel | None
    ) -> None:
        self._release, self._services = release, services
        self._understander = LocalUnderstander(classifier, release.project.understanding)
        self._fallback = ClaudeFallback(model) if model is not None else None
        self._journal: Journal = services[Journal]

    def open(self, sid: str) -> Conversation:
        """Return a fresh conversation for the call ``sid``."""
        return Conversation(
            self._release,
            sid=sid,
            services=self._services,
            understander=self._understander,
            fallback=self._fallback,
            journal=self._journal.write,
        )
