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
from telephony import ladder


def built(settings: Settings, metrics: Metrics) -> Iterator[LanguageModel]:
    """Yield every model of the settings, the first to ask first. Raises ``MissingPartError``, ``SettingsError``."""
    for rung in ladder.language_models(settings):
        if rung.module:
            yield Metered(importlib.import_module(rung.module).build(settings, rung.provider), metrics)


def fallback(models: Sequence[LanguageModel], settings: Settings, metrics: Metrics) -> Fallback | None:
    """Return whoever understands what the intent model does not; None without a model: closed questions."""
    return Cascade(models, hedge_after=settings.hedge_after, metrics=metrics) if models else None
