"""Are the working files fit to be released? They are copied first, and the copy is judged: what was checked is kept.

Every gate is judged that can be, so that one run tells everything that is wrong.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from engine.errors import MissingPartError
from engine.flows.findings import has_errors
from engine.flows.model import Asked
from engine.flows.project import load as read_project
from engine.inspection import inspect
from engine.intents import load_intents
from engine.rehearsal.run import Played, Theatre, play_all
from engine.rehearsal.suite import Suite, open_suite
from engine.release import Release, load
from engine.releases import gates
from engine.releases.bundle import FORMAT, Manifest, hashes
from engine.releases.contents import companions, contents, inside
from engine.releases.gates import CoverageGate, Gate
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current

_NOT_PLAYED = "not played: mend what was found first"
JUDGED = ("tests/intents", "tests/calls")
"""Folders that are copied besides what is kept."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The working files as they were at one moment, judged."""

    folder: Path
    """The copy; gone when the draft is closed."""
    gates: tuple[Gate, ...]
    manifest: Manifest | None
    """What it will be released as; None when a gate is shut."""


@contextmanager
def drafted(
    project: Path, *, today: date, at: str, taught: str = "", coverage: CoverageGate = gates.covered
) -> Iterator[Draft]:
    """Copy and judge the project's working files, with its trained model where it has one.

    ``at`` is now, as ISO 8601; ``taught`` is the hash of the sentences of ``intents/`` as training sees them.
    Raises ``ModelError`` for a model that is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="trunkline-release-") as made:
        folder = Path(made)
        copy(project, folder)
        classifier = _classifier(project)
        try:
            judged, release = _judged(folder, classifier, today, taught, coverage)
        finally:
            if classifier is not None:
                classifier.close()
        manifest = None
        if release is not None and gates.all_open(judged):
            manifest = _manifest(folder, release, _name(classifier), at, judged)
        yield Draft(folder, judged, manifest)


def copy(project: Path, folder: Path) -> None:
    """Copy what is to be judged to ``folder``. Raises ``ReleaseError`` for handlers outside the project."""
    for kind in JUDGED:
        _copy(project, folder, tuple(p.relative_to(project).as_posix() for p in (project / kind).glob("*.yaml")))
    _copy(project, folder, (*contents(project, None), *companions(project)))
    read = read_project(folder).project
    if read is not None and read.handlers:
        _copy(project, folder, contents(project, read.handlers))


def _judged(
    folder: Path, classifier: Classifier | None, today: date, taught: str, coverage: CoverageGate
) -> tuple[tuple[Gate, ...], Release | None]:
    found, labels, project = inspect(folder).findings, load_intents(folder).labels, read_project(folder).project
    manifest = None if classifier is None else classifier.manifest
    asked = Asked() if project is None else project.understanding
    model = gates.understood(manifest, labels, asked, taught)
    if has_errors(found):
        return (gates.checked(found), model, gates.shut("conversations", _NOT_PLAYED)), None
    suite = open_suite(folder, "pinned", today)
    first = gates.checked((*found, *suite.findings))
    release = load(folder, labels=labels, model=_name(classifier))
    return (first, model, *_rehearsed(suite, classifier if model.is_open else None, coverage)), release


def _rehearsed(suite: Suite, classifier: Classifier | None, coverage: CoverageGate) -> Iterator[Gate]:
    if has_errors(suite.findings):
        yield gates.shut("conversations", _NOT_PLAYED)
        return
    pinned = _play(suite, suite.theatre)
    yield gates.played("conversations, pinned", pinned)
    if classifier is not None:
        real = _play(suite, replace(suite.theatre, mode="real", classifier=classifier))
        yield gates.played("conversations, with the model", real)
    yield coverage(suite.theatre.release.plan, pinned)


def _play(suite: Suite, theatre: Theatre) -> Sequence[Played]:
    return play_all(suite.calls, theatre)


def _manifest(folder: Path, release: Release, model: str, at: str, judged: tuple[Gate, ...]) -> Manifest:
    figures: dict[str, Any] = {gate.name: dict(gate.figures) for gate in judged if gate.figures}
    return Manifest(
        format=FORMAT,
        hash=release.hash,
        made=at,
        model=model,
        files=hashes(folder, (*contents(folder, release.project.handlers), *companions(folder))),
        figures=figures,
    )


def _classifier(project: Path) -> Classifier | None:
    try:
        return Classifier.load(current(project / ".trunkline" / "models"))
    except MissingPartError:
        return None


def _name(classifier: Classifier | None) -> str:
    return "" if classifier is None else classifier.manifest.name


def _copy(project: Path, folder: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (folder / inside(name)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(project / name, folder / name)
