"""How does one seed of one task come out? Fit, export as it would be served, and ask everything of the test.

What is measured is the int8 model that a release would hold, never the one in training.
"""

from __future__ import annotations

import copy
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

from engine.understanding.encoder import OnnxEncoder
from engine.understanding.head import Head
from engine.understanding.manifest import HEAD
from training import calibrate, metrics
from training.benchmark.task import Task
from training.calibrate import Held
from training.candidates import CANDIDATES
from training.config import Config
from training.export import export
from training.fit import Material
from training.progress import Progress
from training.recipe import select

Heard = Callable[[str], str]
"""What a recogniser makes of a sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is asked for."""

    candidate: str = "proto"
    """``auto`` chooses by cross-fitting, as a release does."""
    precision: float | None = None
    """Cross-fit, and say what a threshold for this precision realises; None: only what the best threshold would."""
    hearing: tuple[Heard, ...] = field(default=(), repr=False)
    """Ask once more as each of these hears it."""


def run(body: SentenceTransformer, task: Task, config: Config, asked: Asked, progress: Progress) -> dict[str, Any]:
    """Return the figures of one run; ``body`` is left as it was."""
    started = time.perf_counter()
    chosen, thresholds = str(asked.candidate), dict[str, float]()
    if asked.candidate == "auto" or asked.precision is not None:
        names = config.candidates if asked.candidate == "auto" else (asked.candidate,)
        (chosen, *_), found = select(body, task.data, config, progress, names)
        if asked.precision is not None:
            targets = replace(config.crossfit, targets=(asked.precision,), margin=0.0)
            thresholds = calibrate.thresholds(found[chosen], targets)
    crossfitted = time.perf_counter()
    material = Material(task.data.rows, task.data.background, task.data.labels)
    model = CANDIDATES[chosen](copy.deepcopy(body), material, config, config.seed, lambda d, t: progress("fit", d, t))
    fitted = time.perf_counter()
    with tempfile.TemporaryDirectory() as made:
        export(model, Path(made), [*(row.text for row in material.rows), *material.background])
        encoder, head = OnnxEncoder.load(Path(made), threads=2), Head.load(Path(made) / HEAD, len(task.data.labels))
        exported = time.perf_counter()
        result = _figures(encoder, head, task, thresholds)
        heard = [_figures(encoder, head, heard_task(task, hearing), thresholds) for hearing in asked.hearing]
        encoder.close()
    seconds = {"crossfit": crossfitted - started, "fit": fitted - crossfitted, "export": exported - fitted}
    return result | {"candidate": chosen, "heard": heard, "seconds": seconds}


def heard_task(task: Task, hearing: Heard) -> Task:
    """Return ``task`` with everything that is asked as ``hearing`` has it."""
    scope = tuple(replace(row, text=hearing(row.text)) for row in task.scope)
    return replace(task, scope=scope, out={kind: tuple(map(hearing, texts)) for kind, texts in task.out.items()})


def scored(encoder: OnnxEncoder, head: Head, task: Task) -> tuple[Held, list[int]]:
    """Return every asked sentence's best score, and the in-scope sentences' best intents."""
    shares = _shares(encoder, head, [row.text for row in task.scope])
    guesses = shares.argmax(axis=1)
    right = guesses == np.asarray([row.label for row in task.scope])
    share = task.oos_share / len(task.out) if task.out else 0.0
    out = [(_shares(encoder, head, texts).max(axis=1), share) for texts in task.out.values()]
    return calibrate.weighted(shares.max(axis=1), right, out, 1.0 - task.oos_share), guesses.tolist()


def _shares(encoder: OnnxEncoder, head: Head, texts: Sequence[str]) -> metrics.Floats:
    return head.probabilities(encoder.embed(texts))[:, :-1].astype(np.float64)


def _figures(encoder: OnnxEncoder, head: Head, task: Task, thresholds: dict[str, float]) -> dict[str, Any]:
    found, guesses = scored(encoder, head, task)
    figures = {
        "accuracy": found.accuracy(),
        "macro_f1": metrics.macro_f1([row.label for row in task.scope], guesses),
        "auroc": metrics.auroc(found),
        "fpr95": metrics.false_accepts(found),
        "e_aurc": metrics.excess_aurc(found),
        "calibration_error": metrics.calibration_error(found),
        "coverage_at": {f"{p:g}": metrics.coverage_at(found, p) for p in (0.95, 0.98, 0.99)},
    }
    shipped = {
        target: {"threshold": at, "precision": found.precision(at), "coverage": found.coverage(at)}
        for target, at in thresholds.items()
    }
    return figures | {"shipped": shipped}
