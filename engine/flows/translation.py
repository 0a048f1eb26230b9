"""Which translation serves which text, and how far is each language? The match of a project's texts and locale files.

Pure. A translation serves the text that it is called after, and any other text of the very same words that has none of
its own: so it outlives a step that moves, and what is said in four places is translated once. One that was made from
other words than the flows have now is stale, and the text is heard as the flows have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.flows.facts import Facts
from engine.flows.model import LocaleFile, Project, Translation
from engine.flows.texts import Text, texts


@dataclass(frozen=True, slots=True)
class Served:
    """A text, and what there is for it in one language."""

    text: Text
    status: Literal["current", "stale", "missing"]
    entry: Translation | None = None
    """Of a missing text, the line that waits for it, or for the same words, if there is one."""


@dataclass(frozen=True, slots=True)
class Score:
    """How far a language is."""

    locale: str
    all: int
    """Texts that callers hear."""
    translated: int
    """Of those, how many have a translation, be it stale."""
    current: int
    """Of those, how many are up to date."""

    @property
    def share(self) -> float:
        """``current`` of ``all``, 0 to 1, never rounded up to 1."""
        return 1.0 if self.current == self.all else self.current / self.all


def language(locale: str) -> str:
    """Return ``es`` of ``es-ES``."""
    return locale.partition("-")[0]


def files_for(project: Project, locale: str) -> tuple[LocaleFile, ...]:
    """Return the locale files that serve ``locale``: its own, and then its language's."""
    tags = dict.fromkeys((locale, language(locale)))
    return tuple(project.translations[tag] for tag in tags if tag in project.translations)


def languages(project: Project) -> tuple[str, ...]:
    """Return every language there is or should be: what is offered, and what there are files for besides."""
    served = {file.tag for locale in project.locales for file in files_for(project, locale)}
    return (*project.locales, *(tag for tag in project.translations if tag not in served))


def served(found: Iterable[Text], files: tuple[LocaleFile, ...]) -> tuple[Served, ...]:
    """Return what ``files`` have for each text; earlier files go before later ones."""
    same = _by_words(files)
    return tuple(_served(text, files, same) for text in found)


def _served(text: Text, files: tuple[LocaleFile, ...], same: Mapping[str, Translation]) -> Served:
    own = [file.entries[text.key] for file in files if text.key in file.entries]
    fresh = next((entry for entry in own if is_current(entry, text)), None)
    elsewhere = same.get(text.fingerprint)
    if fresh is not None:
        return Served(text, "current", fresh)
    if elsewhere is not None and elsewhere.prompt is not None:
        return Served(text, "current", elsewhere)
    written = next((entry for entry in own if entry.prompt is not None), None)
    if written is not None:
        return Served(text, "stale", written)
    return Served(text, "missing", own[0] if own else elsewhere)


def is_current(entry: Translation, text: Text) -> bool:
    """Whether ``entry`` was made from the words of ``text``."""
    return entry.prompt is not None and not entry.was and entry.made_from == text.fingerprint


def _by_words(files: tuple[LocaleFile, ...]) -> Mapping[str, Translation]:
    """Return an entry, a translated one if possible, by its source's words, of a stale one those of before."""
    found: dict[str, Translation] = {}
    entries = [entry for file in files for entry in file.entries.values()]
    for entry in sorted(entries, key=lambda each: each.prompt is None):
        found.setdefault(entry.was or entry.made_from, entry)
    return found


def scores(facts: Facts) -> tuple[Score, ...]:
    """Return how far each language is. A variant of the project's own language needs no translation to be whole."""
    found = texts(facts) if facts.project.locales or facts.project.translations else ()
    return tuple(score(facts.project, locale, found) for locale in languages(facts.project))


def score(project: Project, locale: str, found: tuple[Text, ...]) -> Score:
    """Return how far ``locale`` is with the texts ``found``."""
    own = language(locale) == language(project.locale)
    states = [each.status for each in served(found, files_for(project, locale))]
    missing = 0 if own else states.count("missing")
    return Score(locale, len(states), len(states) - missing, len(states) - missing - states.count("stale"))
