"""What does a chat talk with? The project's release, its services, whoever understands, and a recorder between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import typer

from console.taught import behind
from engine.dialog.conversation import Conversation
from engine.errors import MissingPartError
from engine.flows.translation import language
from engine.handlers.setup import services
from engine.handlers.transfers import Promises
from engine.intents import LoadedIntents, load_intents
from engine.metrics import Metrics
from engine.rehearsal.recording import Recorder
from engine.rehearsal.run import sentences_of
from engine.rehearsal.write import Known
from engine.release import Release
from engine.settings import Settings
from engine.types import Defer, Fallback, Understander, Verdict
from engine.understanding.classifier import Classifier
from engine.understanding.local import LocalUnderstander
from telephony.editions import checked_release, load_classifier
from telephony.language_models import built, cascade

SID = "chat"
NUMBER = "+441632960010"
"""Whoever types calls from it; it is nobody's."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a chat needs; open for as long as ``opened`` lasts."""

    settings: Settings
    intents: LoadedIntents
    release: Release
    services: Mapping[type, Any]
    understander: Understander
    fallback: Fallback | None
    recorder: Recorder
    locale: str | None
    accepts: float | None
    """Score from which the classifier acts; None: there is no classifier."""

    @property
    def known(self) -> Known:
        """What a rehearsal would understand without being told: nothing in another language than the project's."""
        own = _is_own(self.locale, self.release)
        plan = self.release.plan
        days = frozenset(name for name, slot in plan.slots.items() if slot.type.kind == "date")
        return Known(sentences_of(self.intents) if own else {}, plan.starts, days)

    def conversation(self) -> Conversation:
        """Begin a call. Variants come in the order of the file, as in a test."""
        return Conversation(
            replace(self.release, registry=self.recorder.registry(self.release.registry)),
            sid=SID,
            services=self.services,
            understander=self.understander,
            fallback=self.recorder.fallback(self.fallback),
            locale=self.locale,
            first_variant=0,
        )

    def reloaded(self) -> Parts:
        """Read flows and intents again. Raises ``FlowError`` with every finding."""
        intents = load_intents(self.settings.project)
        return replace(self, intents=intents, release=checked_release(self.settings, intents))


@asynccontextmanager
async def opened(settings: Settings, locale: str | None = None) -> AsyncIterator[Parts]:
    """Open the project, its services and whatever understands. ``locale`` None: the project's."""
    intents = load_intents(settings.project)
    release = checked_release(settings, intents)
    metrics = Metrics()
    classifier, models = _classifier(settings), tuple(built(settings, metrics))
    for each in behind(settings, intents.labels):
        typer.echo(each, err=True)
    heard = classifier if _is_own(locale, release) else None  # the model has learned the project's own language
    asked = release.project.understanding
    try:
        embedder = None if classifier is None else classifier.encoder
        async with services(settings, embedder=embedder, language_model=next(iter(models), None)) as found:
            found[Promises].came(SID, NUMBER)
            yield Parts(
                settings=settings,
                intents=intents,
                release=release,
                services=found,
                understander=_Nobody() if heard is None else LocalUnderstander(heard, asked),
                fallback=cascade(models, settings, metrics),
                recorder=Recorder(),
                locale=locale,
                accepts=None if heard is None else heard.manifest.threshold(asked.precision),
            )
    finally:
        for model in models:
            await model.close()
        if classifier is not None:
            classifier.close()


def _is_own(locale: str | None, release: Release) -> bool:
    return locale is None or language(locale) == language(release.project.locale)


class _Nobody:
    """Understands nothing: there is no intent model yet, or none for this language."""

    async def understand(self, text: str) -> Verdict:  # noqa: ARG002 - the protocol's
        return Defer(())


def _classifier(settings: Settings) -> Classifier | None:
    try:
        return load_classifier(settings)
    except MissingPartError as problem:
        typer.echo(f"{problem}: only rules and keys are understood ({problem.todo})", err=True)
        return None
