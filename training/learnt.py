"""Which sentences has a model learnt? On those it is no witness. By name (``beliefs.named``), not by word.

What cross-fitting kept does not do: where there are few intents it does not ask about every sentence. The dataset does.
"""

from __future__ import annotations

from pathlib import Path

from engine.errors import DataError
from engine.understanding.manifest import Manifest, glance
from training.beliefs import load, named
from training.dataset.sources import DATASETS
from training.dataset.version import find, read_manifest, read_rows


def learnt(home: Path, model: str) -> frozenset[str]:
    """Return the names of what ``model`` of the project's ``home`` (``.trunkline``) has learnt.

    Of a dataset that is not there any more only what cross-fitting kept is known. Raises ``ModelError``.
    """
    folder = home / "models" / model
    manifest = glance(folder)
    kept = {each.sentence for each in load(folder, manifest)}
    return frozenset(kept | _taught(home / DATASETS, manifest))


def _taught(datasets: Path, manifest: Manifest) -> set[str]:
    """Return what its dataset holds; where a caller was erased since, what is left of it."""
    name = manifest.dataset
    try:
        while name:
            folder = find(datasets, name)
            name = read_manifest(folder).gone
            if not name:
                return {named(row.text) for row in read_rows(folder)[0]}
    except DataError:
        pass
    return set()
