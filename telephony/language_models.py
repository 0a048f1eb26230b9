"""Who is asked what the intent model is not sure of? The language models of the ladder, built, and who asks them."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence

from engine.llm.metered import Metered
from engine.llm.protocol import LanguageModel
from engine.metrics import Metrics
from engine.settings import Settings
from engine.types import Fallback
from engine.understanding.cascade import Cascade
from engine.understanding.memory import Memory
from engine.understanding.remembering import Remembering
from telephony import ladder
from telephony.breakers import Breakers
from telephony.editions import Edition


def built(settings: Settings, metrics: Metrics) -> Iterator[LanguageModel]:
    """Yield every model of the settings, the first to ask first. Raises ``MissingPartError``, ``SettingsError``."""
    for rung in ladder.language_models(settings):
        if rung.module:
            yield Metered(importlib.import_module(rung.module).build(settings, rung.provider), metrics)


def cascade(
    models: Sequence[LanguageModel], settings: Settings, metrics: Metrics, breakers: Breakers | None = None
) -> Cascade | None:
    """Return whoever understands what the intent model does not; None without a model: closed questions."""
    if not models:
        return None
    shared = [breakers.of(model.name) for model in models] if breakers is not None else []
    return Cascade(models, hedge_after=settings.hedge_after, metrics=metrics, breakers=shared)


class Thinking:
    """Understands what the intent models of all releases do not, and remembers it for the calls that follow."""

    def __init__(
        self, models: Sequence[LanguageModel], settings: Settings, metrics: Metrics, breakers: Breakers | None = None
    ) -> None:
        """Ask ``models``; ``breakers`` may be shared with other processes."""
        self._cascade = cascade(models, settings, metrics, breakers)
        self._memory = Memory(settings.remember_s) if settings.remember_s else None
        self._metrics = metrics

    def fallback(self, edition: Edition) -> Fallback | None:
        """Return the fallback of a call on ``edition``; None without a language model: closed questions."""
        if self._cascade is None or self._memory is None:
            return self._cascade
        return Remembering(self._cascade, self._memory, edition.understander.vector, edition.known, self._metrics)
