"""Is there a model for these intents, and if not, who makes it? ``ensure`` answers with a folder, trained at most once.

A model's folder is named by the hash of everything that decides what it will be; what is there already is not
trained again. A folder appears whole or not at all. The first model comes into force; a later one has to pass the gates
of ``training.promotion`` first. PyTorch is imported only when there is something to train.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import MissingPartError, ModelError
from engine.intents import load_intents
from engine.settings import read_model_keys
from engine.understanding.manifest import MANIFEST, current, read_manifest, read_unsigned
from engine.understanding.registry import MADE, Registry
from engine.understanding.signature import SIGNATURE, sign
from training.config import DEFAULT, Config, read_config
from training.data import Dataset, dataset
from training.dataset.learn import learnt
from training.dataset.sources import DATASETS, HOME
from training.dataset.version import find, read_rows
from training.plan import Plan
from training.progress import Progress, silent
from training.weights import Weights, named

_LATER = "I003"
"""Held-out sentences are missing: that stops a release, not a training."""


def ensure(
    folder: Path, progress: Progress = silent, *, encoder: str = "", config: Path | Config = DEFAULT, version: str = ""
) -> Path:
    """Return the model for the intents of the project in ``folder``, made now if need be; the first is put in force.

    ``version``: the beginning of a dataset's name, or ``latest``; empty: intents/ alone. Two processes that ask at
    once train once. Raises ``ModelError`` (the sentences cannot be learned, the model must not be released),
    ``DataError`` (there is no such dataset) or ``MissingPartError`` (the train extra is not installed).
    """
    wanted = config if isinstance(config, Config) else read_config(config)
    plan = planned(folder, wanted, named(encoder), version)
    models = folder / ".trunkline" / "models"
    models.mkdir(parents=True, exist_ok=True)
    registry = Registry(models)
    with _alone(models / ".lock", progress):
        target = models / plan.name
        if not _whole(target):
            _make(plan, target, progress)
            registry.note(MADE, plan.name)
        _sign(target)
        read_manifest(target)
        if not _in_force(registry):
            registry.put(plan.name, "the first")
    return target


def read_data(folder: Path) -> Dataset:
    """Read what the project in ``folder`` teaches. Raises ``ModelError`` with every finding."""
    loaded = load_intents(folder)
    wrong = [str(found) for found in loaded.findings if found.severity == "error" and found.code != _LATER]
    if wrong:
        raise ModelError("\n".join(wrong), todo="mend these files")
    return dataset({label: intent.examples for label, intent in loaded.intents.items()}, loaded.background)


def planned(folder: Path, config: Config, weights: Weights, version: str) -> Plan:
    """Return what would be trained. Raises ``DataError`` or ``ModelError``."""
    if not version:
        return Plan(read_data(folder), config, weights)
    found = find(folder / HOME / DATASETS, version)
    rows, traffic = read_rows(found)
    taught = learnt([row for row in rows if not row.logged], ()).digest
    return Plan(learnt(rows, traffic), config, weights, found.name, taught)


def _make(plan: Plan, target: Path, progress: Progress) -> None:
    progress("loading", 0, 1)
    # Read when PyTorch's thread pool starts: waiting threads sleep instead of spinning. On a machine with other
    # work to do, spinning makes each step up to twenty times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "IProgress not found")  # in a notebook; the bars are ours
            recipe = importlib.import_module("training.recipe")
    except ModuleNotFoundError as error:
        raise MissingPartError(
            f"training needs {error.name}, which is not installed", todo="pip install 'trunkline[train]'"
        ) from None
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".making-") as made:
        recipe.make(plan, Path(made), progress)
        if target.exists():
            shutil.rmtree(target)
        Path(made).chmod(0o755)
        Path(made).rename(target)
        Path(made).mkdir()  # for the TemporaryDirectory to remove


def _whole(target: Path) -> bool:
    try:
        read_unsigned(target)
    except ModelError:
        return False
    return True


def _sign(target: Path) -> None:
    """Sign the model where this installation has the key for it; what is signed so already stays as it is."""
    key = read_model_keys().model_signing_key
    if key is not None:
        sign(target / SIGNATURE, (target / MANIFEST).read_bytes(), key)


def _in_force(registry: Registry) -> bool:
    """Say whether there is a model in force that can be opened."""
    try:
        read_manifest(current(registry.folder))
    except (MissingPartError, ModelError):
        return False
    return True


@contextmanager
def _alone(lock: Path, progress: Progress) -> Iterator[None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("waiting", 0, 1)
            fcntl.flock(file, fcntl.LOCK_EX)
            progress("waiting", 1, 1)
        yield
