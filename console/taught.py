"""Does the intent model in force know what ``intents/`` teaches now? A sentence for each difference; none: it does.

A project without a model is young, not behind.
"""

from __future__ import annotations

from engine.errors import MissingPartError, ModelError
from engine.releases.gates import outdated
from engine.settings import Settings
from engine.understanding.manifest import current, read_manifest
from training.train import read_data


def behind(settings: Settings, labels: frozenset[str]) -> list[str]:
    """Return what the model does not know of the intents ``labels`` and their sentences, with what to do."""
    try:
        manifest = read_manifest(current(settings.home / "models"))
    except (MissingPartError, ModelError):
        return []
    return outdated(manifest, labels, taught(settings))


def taught(settings: Settings) -> str:
    """Return the hash of the sentences that a model would learn from now; empty when none could."""
    try:
        return read_data(settings.project).digest
    except ModelError:
        return ""
