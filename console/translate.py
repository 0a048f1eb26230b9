"""Make or refresh flows/locales/LANG.yaml, the texts of the flows in another language.

Adds a line to fill in for every text that has none, with the source text as a comment; marks what was translated from
words that have changed since; follows texts that have moved. Nothing that a translator wrote is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer

from console.folder import settings_in
from console.languages import figures, standing
from engine.errors import FlowError, SettingsError
from engine.flows.facts import Facts
from engine.flows.findings import Finding, has_errors
from engine.flows.model import LocaleFile, Position, Project
from engine.flows.project import LOCALES, load
from engine.flows.read import LOCALE
from engine.flows.read_locales import locale_file
from engine.flows.read_values import Reading
from engine.flows.source import MappingNode, read_text
from engine.flows.texts import texts
from engine.flows.translation import Score, language, score
from engine.flows.write_locales import Refreshed, begun, lost, refreshed
from engine.release import registry_for


@dataclass(frozen=True, slots=True)
class Work:
    """What was done to a locale file."""

    file: str
    refreshed: Refreshed = field(repr=False)
    unknown: tuple[str, ...]
    """Entries for texts that are no longer there; they stay."""
    score: Score


def run(
    lang: Annotated[str, typer.Argument(help="A language or a locale: es, es-MX.", metavar="LANG")],
    project: Annotated[Path | None, typer.Option(help="Folder of the contact centre.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")] = False,
) -> None:
    """Write the file, and say what is left to translate."""
    settings = settings_in(project)
    done = translate(settings.project, lang)
    for line in told(done):
        typer.echo(line)
    if as_json:
        typer.echo(json.dumps(as_object(done), ensure_ascii=False))


def translate(folder: Path, tag: str) -> Work:
    """Make or refresh the locale file of ``tag`` in the project in ``folder``.

    Raises ``SettingsError`` for what is no language to translate into, ``FlowError`` for files that cannot be read.
    """
    loaded = load(folder)
    if loaded.project is None or has_errors(loaded.findings):
        message = "\n".join(map(str, loaded.findings))
        raise FlowError(message, todo="mend these first: what cannot be read cannot be translated")
    _fit(tag, loaded.project)
    found = texts(Facts(loaded.project, registry_for(folder, loaded.project), None))
    path = folder / LOCALES / f"{tag}.yaml"
    before = path.read_bytes().decode("utf-8-sig") if path.exists() else begun(tag, loaded.project.name)
    root, old, _ = _read(before, tag)
    new = refreshed(
        before, root, old, found, language(loaded.project.locale), whole=not _is_variant(tag, loaded.project)
    )
    _, after, wrong = _read(new.text, tag)
    if where := [*(str(finding.at) for finding in wrong), *lost(old, after, new.renamed)]:
        message = f"{LOCALES}/{tag}.yaml cannot be refreshed: something near {where[0]} is written in another way"
        raise FlowError(message, todo="write it as the other entries are, each of 'text:' and 'from:' on one line")
    _write(path, new.text)
    now = replace(loaded.project, translations={**loaded.project.translations, tag: after})
    unknown = tuple(key for key in after.entries if key not in {text.key for text in found})
    return Work(f"{LOCALES}/{tag}.yaml", new, unknown, score(now, tag, found))


def _fit(tag: str, project: Project) -> None:
    if not LOCALE.fullmatch(tag):
        raise SettingsError(f"'{tag}' is not a language", todo="write es, or es-MX for one country's variant")
    if tag in (project.locale, language(project.locale)):
        raise SettingsError(f"'{tag}' is the language of the flows themselves", todo="name another: es, de, fr")


def _is_variant(tag: str, project: Project) -> bool:
    """Whether a file of ``tag`` only holds what one country says otherwise: the rest is in its language's texts."""
    return tag != language(tag) and language(tag) in (*project.translations, language(project.locale))


def _read(text: str, tag: str) -> tuple[MappingNode, LocaleFile, tuple[Finding, ...]]:
    reading, at = Reading(), Position(f"{LOCALES}/{tag}.yaml", 1, 1)
    source = read_text(text, at.file)
    root = source.root if isinstance(source.root, MappingNode) else MappingNode((), at)
    file = locale_file(reading, tag, root, at)
    return root, file, (*source.findings, *reading.findings)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".tmp")
    beside.write_text(text, "utf-8", newline="")
    beside.replace(path)


def told(done: Work) -> Iterator[str]:
    """Yield what was done, a line for each kind of thing, and how far the language is."""
    for old, new in done.refreshed.renamed.items():
        yield f"{done.file}: '{old}' is now '{new}'"
    for key in done.refreshed.stale:
        yield f"{done.file}: '{key}' has another source text now"
    for key in done.unknown:
        yield f"{done.file}: no text is called '{key}' any more; delete it when you have no more use for it"
    if done.refreshed.added:
        yield f"{done.file}: {len(done.refreshed.added)} to translate added"
    yield standing(done.score)


def as_object(done: Work) -> dict[str, object]:
    """Return the result as a program reads it."""
    return {
        "ok": True,
        "file": done.file,
        "added": done.refreshed.added,
        "stale": done.refreshed.stale,
        "renamed": done.refreshed.renamed,
        "unknown": list(done.unknown),
        **figures(done.score),
    }
