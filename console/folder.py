"""Which contact centre does a verb work on? The folder that was named, or this one, if there is a project in it."""

from __future__ import annotations

from pathlib import Path

from engine.errors import SettingsError
from engine.settings import Settings, read_settings

PARTS = ("flows", "intents", ".trunkline/releases")
"""Folders of which a project has one, even where it cannot be used yet, or is a server's and holds releases only."""
_MAKE = "or make a new one: trunkline new DIR"


def settings_in(folder: Path | None, **changes: object) -> Settings:
    """Return the settings for the project in ``folder``; ``changes`` win over the environment's.

    Raises ``SettingsError`` where there is no project, and says where the next one is.
    """
    settings = read_settings(**changes) if folder is None else read_settings(project=folder, **changes)
    if not any((settings.project / part).is_dir() for part in PARTS):
        where = "here" if settings.project == Path() else f"in {settings.project}"
        raise SettingsError(f"there is no project {where}", todo=_way(settings.project))
    return settings


def _way(folder: Path) -> str:
    """Say how to come to a project: into one that is near, or into one to be made."""
    above = [path for path in folder.resolve().parents if _is_whole(path)]
    below = [path for path in sorted(folder.iterdir()) if _is_whole(path)]
    if not above and not below:
        return f"cd into one, {_MAKE}"
    return f"cd {above[0] if above else below[0]}, {_MAKE}"


def _is_whole(folder: Path) -> bool:
    try:
        return (folder / "flows" / "project.yaml").is_file()
    except OSError:  # somebody else's
        return False
