"""What does a project's ``flows/`` folder hold? Reads ``project.yaml``, flows, locale files, and all their problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.flows.findings import Finding, error
from engine.flows.model import Flow, LocaleFile, Position, Project
from engine.flows.read import LOCALE, flow, project
from engine.flows.read_locales import locale_file
from engine.flows.read_values import Reading
from engine.flows.source import Source, read_file

PROJECT_FILE = "project.yaml"
LOCALES = "flows/locales"
"""Where translations are, one file a language."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A project, read."""

    project: Project | None
    """None when ``project.yaml`` cannot be read. With findings, it holds what could be read, to check that too."""
    findings: tuple[Finding, ...]
    flows: Mapping[str, Flow] = field(default_factory=dict)
    """Every flow that could be read, also where ``project.yaml`` could not be."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of ``flows/``, read as YAML."""

    files: Mapping[str, Source]
    """``project.yaml`` and the flows, by file name."""
    locales: Mapping[str, Source]
    """The translations, by language."""


def load(folder: Path) -> Loaded:
    """Read the project in ``folder``. Problems are findings, sorted by place; nothing is raised for what files hold."""
    return of_sources(sources_in(folder))


def sources_in(folder: Path) -> Sources:
    """Return the files of the project in ``folder``; ``project.yaml`` is always among them."""
    paths = sorted((folder / "flows").glob("*.yaml"))
    files = {path.name: read_file(path, f"flows/{path.name}") for path in paths}
    if PROJECT_FILE not in files:  # then it is a finding
        files[PROJECT_FILE] = read_file(folder / "flows" / PROJECT_FILE, f"flows/{PROJECT_FILE}")
    languages = sorted((folder / LOCALES).glob("*.yaml"))
    return Sources(files, {path.stem: read_file(path, f"{LOCALES}/{path.name}") for path in languages})


def of_sources(sources: Sources) -> Loaded:
    """Make a project of its files."""
    read = (*sources.files.values(), *sources.locales.values())
    reading = Reading([finding for source in read for finding in source.findings])
    flows = {
        name.removesuffix(".yaml"): found
        for name, source in sources.files.items()
        if name != PROJECT_FILE and (found := _flow(reading, name, source)) is not None
    }
    bare = _project(reading, sources.files[PROJECT_FILE])
    translations = {name: _locale(reading, name, source) for name, source in sources.locales.items()}
    unread = frozenset(name.removesuffix(".yaml") for name in sources.files if name != PROJECT_FILE) - flows.keys()
    whole = None if bare is None else replace(bare, flows=flows, translations=translations, unread=unread)
    return Loaded(whole, tuple(sorted(set(reading.findings))), flows)


def _locale(reading: Reading, name: str, source: Source) -> LocaleFile:
    at = Position(f"{LOCALES}/{name}.yaml", 1, 1)
    if not LOCALE.fullmatch(name):
        reading.findings.append(error(at, "F006", f"'{name}.yaml' names no language", "call it es.yaml or es-ES.yaml"))
    return LocaleFile(name, at) if source.root is None else locale_file(reading, name, source.root, at)


def _flow(reading: Reading, file: str, source: Source) -> Flow | None:
    at = Position(f"flows/{file}", 1, 1)
    name = file.removesuffix(".yaml")
    if not name.isidentifier():
        message = f"'{file}' cannot name a flow"
        reading.findings.append(error(at, "F006", message, "use letters, digits and underscores"))
    if source.root is None:
        _insist(reading, source, at)
        return None
    return flow(reading, name, source.root, at)


def _project(reading: Reading, source: Source) -> Project | None:
    at = Position(f"flows/{PROJECT_FILE}", 1, 1)
    if source.root is None:
        _insist(reading, source, at)
        return None
    return project(reading, source.root, at)


def _insist(reading: Reading, source: Source, at: Position) -> None:
    if not source.findings:
        reading.findings.append(error(at, "F007", "this file is empty"))
