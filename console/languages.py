"""How far is each language of a project? The words and figures that ``check`` and ``translate`` share."""

from __future__ import annotations

from pathlib import Path

from engine.errors import HandlerError
from engine.flows.facts import Facts
from engine.flows.project import load
from engine.flows.translation import Score, scores
from engine.release import registry_for


def languages(folder: Path) -> tuple[Score, ...]:
    """Return how far each language of the project in ``folder`` is; nothing while it cannot be read."""
    project = load(folder).project
    if project is None or not (project.locales or project.translations):
        return ()
    try:
        return scores(Facts(project, registry_for(folder, project), None))
    except HandlerError:
        return ()


def standing(found: Score) -> str:
    """Say in one line how far a language is."""
    stale = f", {found.translated - found.current} stale" if found.translated > found.current else ""
    texts = "1 text" if found.all == 1 else f"{found.all} texts"
    percent = int(found.share * 100)
    return f"{found.locale}: {found.translated} of {texts} translated{stale}, {percent} % up to date."


def figures(found: Score) -> dict[str, object]:
    """Return a score as a program reads it."""
    return {
        "locale": found.locale,
        "texts": found.all,
        "translated": found.translated,
        "current": found.current,
        "share": round(found.share, 4),
    }
