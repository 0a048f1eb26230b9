"""What would plain SetFit have made of the same sentences? Measured when asked for, and its figures kept.

Only the figures are: they are true of the sentences as they were, and of one encoder. The model is never saved.
"""

from __future__ import annotations

import importlib
import os
import time
from pathlib import Path

import msgspec

from engine.errors import MissingPartError
from engine.evaluation import digest
from engine.intents import LoadedIntents
from training.config import Config
from training.data import Dataset
from training.progress import Progress
from training.report.assess import compared
from training.report.figures import Compared
from training.weights import Weights

NAME = "plain SetFit"
THRESHOLD = 0.85
"""What its users accept from, by custom."""
MOST_INTENTS = 20
"""With more, its pairs of sentences take long: it is trained only when that is asked for."""
FILE = "baseline.json"


def key(intents: LoadedIntents, weights: Weights) -> str:
    """Return what the figures are true of: the sentences, and the encoder that was started from."""
    return f"{digest(intents)}-{weights.name}"


def remembered(folder: Path, of: str) -> Compared | None:
    """Return the figures kept in ``folder``, the project's ``.trunkline``; None when they are of something else."""
    try:
        kept, found = msgspec.json.decode((folder / FILE).read_bytes(), type=tuple[str, Compared])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return found if kept == of else None


def remember(folder: Path, of: str, found: Compared) -> None:
    """Keep the figures."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(msgspec.json.encode((of, found)) + b"\n")


def plain_setfit(
    data: Dataset, intents: LoadedIntents, weights: Weights, config: Config, progress: Progress
) -> Compared:
    """Train and measure it. Raises ``MissingPartError`` where the train extra is not installed."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as for every training: waiting threads sleep
    try:
        plain = importlib.import_module("training.plain")
    except ModuleNotFoundError as error:
        raise MissingPartError(
            f"the baseline needs {error.name}, which is not installed", todo="pip install 'trunkline[train]'"
        ) from None
    started = time.perf_counter()
    model = plain.train(data, weights, config, lambda done, total: progress(f"training {NAME}", done, total))
    seconds = time.perf_counter() - started
    return compared(NAME, model.scores, intents.held_out, THRESHOLD, seconds)
