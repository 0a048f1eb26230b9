"""How is a whole release made? Cross-fit for the thresholds, fit on everything, export, gate, manifest.

The only module that ``training.train`` loads when there is something to train, because importing PyTorch takes
seconds.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import datasets
import msgspec
import numpy as np
import torch
import transformers
from sentence_transformers import SentenceTransformer
from setfit import SetFitModel

from engine.understanding import normalise
from engine.understanding.manifest import FILES, FORMAT, MANIFEST, Manifest, sha256
from training import beliefs, calibrate, traffic
from training.candidates import CANDIDATES
from training.choose import ranked
from training.config import Config
from training.crossfit import crossfit
from training.data import Dataset
from training.fit import Material, load_body, probabilities
from training.leaving import Passed, leave
from training.metrics import excess_aurc
from training.plan import RECIPE, Plan
from training.progress import Progress
from training.weights import locate

_LIBRARIES = ("onnxruntime", "sentence-transformers", "setfit", "tokenizers", "torch", "transformers")
_MOST_THREADS = 4


def make(plan: Plan, folder: Path, progress: Progress) -> Manifest:
    """Train ``plan`` and write the model into ``folder``. Raises ``ModelError`` when none may be released."""
    started = time.perf_counter()
    with quiet():
        body = load_body(locate(plan.weights), plan.config.encoder.longest)
        progress("loading", 1, 1)
        names, found = select(body, plan.data, plan.config, progress)
        material = Material(plan.data.rows, plan.data.background, plan.data.labels)
        passed = leave(names, body, material, logged(plan.config, plan.data), folder, progress=progress)
    held = found[passed.name]
    real = expected(passed.model, held, plan.data)
    metrics = _metrics(real, plan.config) | _choice(passed, found) | _traffic(held, plan.data, real, plan.config)
    beliefs.save(folder, held.beliefs)
    metrics |= {"accuracy": held.accuracy(), "held_out": len(held.score)}
    metrics |= {"seconds": time.perf_counter() - started}
    manifest = _manifest(plan, folder, calibrate.thresholds(real, plan.config.crossfit), metrics)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    return manifest


def select(
    body: SentenceTransformer, data: Dataset, config: Config, progress: Progress, names: Collection[str] = ()
) -> tuple[tuple[str, ...], dict[str, calibrate.Held]]:
    """Cross-fit ``names``, or every candidate of ``config``; return them, the best first, and their held-out scores."""
    judge = traffic.crossfit if traffic.enough(data) else crossfit
    config = logged(config, data)
    found: dict[str, calibrate.Held] = {
        name: judge(candidate, body, data, config, partial(progress, f"cross-fitting {name}"))
        for name, candidate in CANDIDATES.items()
        if name in (names or config.candidates)
    }
    return ranked(found, config.seed), found


def logged(config: Config, data: Dataset) -> Config:
    """Return the hyper-parameters for ``data``: sentences out of a call log are hard, and some labels are wrong."""
    if data.traffic is None:
        return config
    return replace(config, frozen=replace(config.frozen, looseness=config.frozen.logged))


def expected(model: SetFitModel, found: calibrate.Held, data: Dataset) -> calibrate.Held:
    """Return what to expect of real calls: ``found`` as it is, or where the traffic is known, what is sampled of it."""
    if not traffic.enough(data):
        return found
    texts = traffic.unlabelled(data)
    scores = probabilities(model, texts)[:, :-1].max(axis=1) if texts else np.zeros(0)
    return traffic.expected(found, data, texts, scores)


def _traffic(found: calibrate.Held, data: Dataset, real: calibrate.Held, config: Config) -> dict[str, Any]:
    """Return what the audit says of the traffic, and which precisions it can certify."""
    if not traffic.enough(data):
        return {}
    at = calibrate.thresholds(real, config.crossfit)
    sure = {target: traffic.certified(found, data, score) for target, score in at.items()}
    told = {
        target: {"audited": count, "right": right, "certified": low, "supported": low >= float(target)}
        for target, (count, right, low) in sure.items()
    }
    return {"traffic": msgspec.to_builtins(traffic.mix(data)) | {"at": told}}


def _choice(passed: Passed, found: Mapping[str, calibrate.Held]) -> dict[str, Any]:
    """Return which candidate it is, and why that one."""
    return {
        "candidate": passed.name,
        "e_aurc": {name: excess_aurc(each) for name, each in found.items()},
        "int8_agreement": passed.agreed,
        "int8_sentences": passed.sentences,
        "passed_over": passed.passed_over,
    }


def _metrics(found: calibrate.Held, config: Config) -> dict[str, Any]:
    """Return the cross-fitted figures: what to expect of sentences the model has not seen."""
    at = calibrate.thresholds(found, config.crossfit)
    return {
        "accuracy": found.accuracy(),
        "held_out": len(found.score),
        "at": {
            target: {"precision": found.precision(score), "coverage": found.coverage(score)}
            for target, score in at.items()
        },
    }


def _manifest(plan: Plan, folder: Path, thresholds: dict[str, float], metrics: dict[str, Any]) -> Manifest:
    return Manifest(
        format=FORMAT,
        name=plan.name,
        labels=plan.data.labels,
        thresholds=thresholds,
        normaliser=normalise.VERSION,
        files={name: sha256(folder / name) for name in (*FILES, beliefs.FILE)},
        data=plan.data.digest,
        encoder={"name": plan.weights.name, "sha256": plan.weights.sha256},
        recipe=RECIPE,
        config=msgspec.to_builtins(plan.config),
        metrics=metrics,
        dataset=plan.dataset,
        taught=plan.taught,
        versions={name: version(name) for name in _LIBRARIES},
    )


@contextmanager
def quiet() -> Iterator[None]:
    """Bound the threads, and keep the libraries' own bars and reports off the terminal."""
    threads = torch.get_num_threads()
    verbosity = transformers.logging.get_verbosity()
    torch.set_num_threads(min(_MOST_THREADS, os.cpu_count() or 1))
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    datasets.disable_progress_bars()
    setfit = logging.getLogger("setfit")
    told = setfit.level
    setfit.setLevel(logging.WARNING)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        transformers.logging.set_verbosity(verbosity)
        setfit.setLevel(told)
