"""How does the recipe come out over several seeds? Runs one after the other, each kept as JSON, and their means.

A study that was interrupted goes on where it stopped: a seed's file is used again when it was made by the same
recipe with the same question.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

import msgspec
from sentence_transformers import SentenceTransformer

from training.benchmark.hearing import Hearing, error_rate
from training.benchmark.run import Asked, run
from training.benchmark.sets import Sets
from training.benchmark.task import Choice, Task, task
from training.config import Config
from training.fit import load_body
from training.plan import RECIPE
from training.progress import Progress
from training.recipe import quiet
from training.weights import Weights, locate


@dataclass(frozen=True, slots=True)
class Study:
    """What is measured."""

    sets: Sets
    choice: Choice
    config: Config
    weights: Weights
    candidate: str = "proto"
    precision: float | None = None
    """What a threshold is asked for; None: there is no threshold."""
    noise: tuple[float, ...] = ()
    """Word error rates at which everything is asked once more."""

    def digest(self) -> str:
        """Return a hash of everything that decides a seed's figures."""
        content = [
            RECIPE,
            [self.weights.name, self.weights.sha256],
            msgspec.to_builtins(self.config),
            asdict(self.choice),
            [self.candidate, self.precision, self.noise],
            asdict(self.sets),
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def measure(asked: Study, seeds: Sequence[int], keep: Path | None, progress: Progress) -> dict[str, Any]:
    """Run every seed; return ``{"mean": ..., "seeds": {seed: figures}}``. ``keep``: the folder of the seeds' files."""
    digest = asked.digest()
    runs: dict[str, Any] = {}
    with quiet():
        body = load_body(locate(asked.weights), asked.config.encoder.longest)
        for n, seed in enumerate(seeds):
            progress("seeds", n, len(seeds))
            path = keep / f"{digest}-seed{seed}.json" if keep is not None else None
            if path is not None and path.is_file():
                runs[str(seed)] = json.loads(path.read_text("utf-8"))
                continue
            runs[str(seed)] = _seed(body, asked, seed, progress)
            if path is not None:
                _keep(path, runs[str(seed)])
    progress("seeds", len(seeds), len(seeds))
    return {"mean": mean(list(runs.values())), "seeds": runs}


def _keep(path: Path, found: dict[str, Any]) -> None:
    """Write a seed's file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.write_text(json.dumps(found, indent=2), "utf-8")
    half.replace(path)


def mean(found: Sequence[Any]) -> Any:  # noqa: ANN401 - whatever a run's figures are made of
    """Return the mean of equally shaped figures, number by number; what is no number is kept where all agree."""
    first = found[0]
    if isinstance(first, Mapping):
        return {key: mean([each[key] for each in found]) for key in first if all(key in each for each in found)}
    if isinstance(first, list):
        return [mean(list(each)) for each in zip(*found, strict=True)]
    if isinstance(first, int | float) and not isinstance(first, bool):
        return fmean(found)
    return first if all(each == first for each in found) else sorted(set(map(str, found)))


def _seed(body: SentenceTransformer, asked: Study, seed: int, progress: Progress) -> dict[str, Any]:
    drawn = task(asked.sets, asked.choice, seed)
    said = _said(drawn)
    hearings = tuple(Hearing(said, rate, seed) for rate in asked.noise)
    measured = [error_rate(said, list(map(Hearing(said, rate, seed), said))) for rate in asked.noise]
    config = replace(asked.config, seed=seed)
    found = run(body, drawn, config, Asked(asked.candidate, asked.precision, hearings), progress)
    for heard, rate in zip(found["heard"], measured, strict=True):
        heard["word_error_rate"] = rate
    return found


def _said(drawn: Task) -> list[str]:
    return [row.text for row in drawn.scope] + [text for texts in drawn.out.values() for text in texts]
