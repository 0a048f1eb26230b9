"""Is every text there in every language, and does it say the same? Checks of the locale files.

A text that is missing or stale is heard as the flows have it, so these are warnings; one that would speak other values
than its source is an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.flows.facts import Facts
from engine.flows.findings import Finding, error, suggestion, warning
from engine.flows.mentions import parts, place
from engine.flows.model import LocaleFile, Project, Reference, Template, Translation
from engine.flows.texts import Text, texts
from engine.flows.translation import Served, files_for, is_current, language, languages, served


def locales(facts: Facts) -> Iterator[Finding]:
    """L001 missing, L002 stale, L003 other values than the source, L004 no such text, L005 not offered."""
    project = facts.project
    if not project.locales and not project.translations:
        return
    found = texts(facts)
    for locale in languages(project):
        yield from _language(project, locale, found)
    for file in project.translations.values():
        yield from _file(project, file, {text.key: text for text in found})


def _language(project: Project, locale: str, found: tuple[Text, ...]) -> Iterator[Finding]:
    """Yield what is missing or stale. A variant of the project's own language needs no more than it has."""
    files = files_for(project, locale)
    own = language(locale) == language(project.locale)
    if not files and not own:
        tag = language(locale)
        message = f"nothing is translated into {locale}: there is no flows/locales/{tag}.yaml"
        yield warning(place(locale, project.at), "L001", message, f"make it with: trunkline translate {tag}")
        return
    for each in served(found, files):
        match each:
            case Served(status="stale", entry=Translation() as entry):
                yield _stale(entry, files[-1].tag)
            case Served(status="missing", text=text, entry=entry) if not own:
                yield _missing(text, entry, files[-1].tag)


def _stale(entry: Translation, tag: str) -> Finding:
    message = f"the source of '{entry.key}' has changed since it was translated"
    marked = "mend the text, then delete the line 'stale:'"
    return warning(entry.key.at, "L002", message, marked if entry.was else f"run: trunkline translate {tag}")


def _missing(text: Text, entry: Translation | None, tag: str) -> Finding:
    if entry is None:
        message = f"'{text.key}' is not translated into {tag}"
        return warning(text.at, "L001", message, f"run: trunkline translate {tag}")
    return warning(entry.key.at, "L001", f"'{entry.key}' is not translated yet", "write it behind 'text:'")


def _file(project: Project, file: LocaleFile, known: dict[str, Text]) -> Iterator[Finding]:
    if file not in [each for locale in project.locales for each in files_for(project, locale)]:
        message = f"nobody hears this: '{file.tag}' serves none of the project's locales"
        yield warning(file.at, "L005", message, "add its locale to 'locales' in flows/project.yaml")
    for key, entry in file.entries.items():
        text = known.get(key)
        if text is None:
            hint = suggestion(key, known) or "the step is gone: delete this, or give it the name of another text"
            yield warning(entry.key.at, "L004", f"no text is called '{key}'", hint)
        elif is_current(entry, text):
            yield from _other_values(text, entry)


def _other_values(text: Text, entry: Translation) -> Iterator[Finding]:
    """L003: each variant says what the source says: all that it always says, and nothing that it never does."""
    assert entry.prompt is not None  # noqa: S101 - a current translation has a text
    sources = [] if text.prompt is None else [_names(variant) for variant in text.prompt.variants]
    sometimes = sorted(set().union(*sources))
    always = sorted(set.intersection(*sources)) if sources else []
    for part in parts(entry.prompt):
        if _called(part) not in sometimes:
            hint = suggestion(_called(part), sometimes) or _listed(sometimes)
            yield error(part.at, "L003", f"'{{{_called(part)}}}' is not in the text that this translates", hint)
    for variant in entry.prompt.variants:
        for name in (name for name in always if name not in _names(variant)):
            yield error(variant.at, "L003", f"the translation does not say '{{{name}}}'", "its source does")


def _names(template: Template) -> set[str]:
    return {_called(part) for part in template.parts if isinstance(part, Reference)}


def _called(reference: Reference) -> str:
    return ".".join(reference.path)


def _listed(names: list[str]) -> str:
    return f"it has {', '.join(f'{{{name}}}' for name in names)}" if names else "it has no values"
