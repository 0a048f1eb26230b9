"""How do callers get another intent model while a release is in force? In a release of the same files, with that model.

A release names its model, so that a model that comes into force reaches no caller before a release names it. Nothing
of the working files goes along: what was checked stays what answers.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from engine.errors import FlowError
from engine.flows.findings import has_errors
from engine.intents import load_intents
from engine.rehearsal.run import play_all
from engine.rehearsal.suite import open_suite
from engine.release import load
from engine.releases import bundle, register
from engine.releases.gates import Gate, played, shut
from engine.releases.register import Register
from engine.releases.shelf import Shelf

NAME = "conversations, with the model"
_CALLS = Path("tests") / "calls"


def remodelled(shelf: Shelf, model: str, at: str, *, back: bool = False) -> Register:
    """Put into force the current release's files with the intent model called ``model``.

    Nothing changes where no release is in force, or where it names that model already. ``back``: it is a step back.
    Raises ``ReleaseError`` for a damaged release, ``FlowError`` for one that this engine does not accept.
    """
    current = shelf.register().current
    if current is None:
        return shelf.register()
    folder = shelf.folder(current)
    manifest = bundle.read(folder)
    if manifest.model == model:
        return shelf.register()
    name = load(folder, labels=load_intents(folder).labels, model=model).hash
    made = replace(manifest, hash=name, made=at, model=model)
    decide = partial(register.rolled_back, to=name) if back else partial(register.released, name=name)
    return shelf.put(folder, made, partial(decide, at=at))


def rehearsed(shelf: Shelf, project: Path, model: Path, today: date) -> Gate | None:
    """Play the project's conversations on the current release with the intent model in ``model``.

    None where there is nothing to be played: no release is in force, or no conversation is here.
    """
    current = shelf.register().current
    if current is None or not any((project / _CALLS).glob("*.yaml")):
        return None
    with tempfile.TemporaryDirectory(prefix="trunkline-model-") as made:
        folder = Path(made)
        shutil.copytree(shelf.folder(current), folder, dirs_exist_ok=True)
        shutil.copytree(project / _CALLS, folder / _CALLS)
        try:
            suite = open_suite(folder, "real", today, model=model)
        except FlowError as problem:
            return shut(NAME, f"not played: release {current} does not check: {problem}")
        classifier = suite.theatre.classifier
        try:
            if has_errors(suite.findings):
                return shut(NAME, "not played: tests/calls do not fit the current release: trunkline release first")
            return played(NAME, play_all(suite.calls, suite.theatre))
        finally:
            if classifier is not None:
                classifier.close()
