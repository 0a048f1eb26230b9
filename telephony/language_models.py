"""Who is asked what the intent model is not sure of? The language models of the ladder, built, in the order to ask."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from engine.llm.protocol import LanguageModel
from engine.settings import Settings
from telephony import ladder


def built(settings: Settings) -> Iterator[LanguageModel]:
    """Yield every model of the settings, the first to ask first. Raises ``MissingPartError``, ``SettingsError``."""
    for rung in ladder.language_models(settings):
        if rung.module:
            model: LanguageModel = importlib.import_module(rung.module).build(settings, rung.provider)
            yield model
