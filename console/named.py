"""Which flow does a word on the command line mean? ``room``, ``room.yaml`` and ``flows/room.yaml`` all name one."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from engine.errors import SettingsError
from engine.flows.findings import suggestion


def flow_named(word: str, known: Collection[str]) -> str:
    """Return the one of ``known`` that ``word`` means. Raises ``SettingsError`` when there is none."""
    path = Path(word)
    name = path.name.removesuffix(".yaml")
    if name not in known or path.parent.name not in ("", "flows"):
        todo = suggestion(name, known) or f"there are: {', '.join(sorted(known))}"
        raise SettingsError(f"there is no flow '{word}'", todo=todo)
    return name
