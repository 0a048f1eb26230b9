"""How do the weeks come out, mined and at random, seed by seed? Resumable: each week is on the disk before the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from sentence_transformers import SentenceTransformer

from training.config import read_config
from training.fit import load_body
from training.mine.item import write_lines
from training.mine.mine import Wanted
from training.progress import Progress
from training.recipe import quiet
from training.review.decisions import Decision
from training.weeks.remembered import Remembered
from training.weeks.traffic import Logged, first_sentences
from training.weeks.week import Centre
from training.weights import locate, named

WAYS = ("mined", "random")
"""What is asked about: what mining finds, or as many different utterances drawn at random."""
COVERAGE = 0.85
GAIN = 0.10
PRECISION = 0.93


@dataclass(frozen=True, slots=True)
class Asked:
    """What is simulated."""

    shots: int = 8
    budget: int = 50
    audit: int = 10
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4)
    final: tuple[str, ...] = ()
    """Candidates among which cross-fitting chooses once more after the last week; the weeks themselves are frozen."""
    encoder: str = ""


def run(logged: Logged, asked: Asked, out: Path, progress: Progress) -> dict[str, Any]:
    """Simulate every seed both ways; returns the figures, which are kept in ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    config = replace(read_config(), candidates=("frozen",))
    weights = named(asked.encoder)
    with quiet():
        encoder = load_body(locate(weights), config.encoder.longest)
        body = Remembered(encoder)
        texts = [turn.utterance for part in (*logged.weeks, logged.test) for turn in part]
        body.learn(texts, out / f"vectors-{weights.sha256[:12] or 'hub'}.npz", progress)
        found: dict[str, dict[str, list[dict[str, Any]]]] = {way: {} for way in WAYS}
        final: dict[str, dict[str, Any]] = {}
        done, total = 0, len(WAYS) * len(asked.seeds) * (len(logged.weeks) + 1)
        for seed in asked.seeds:
            for way in WAYS:
                share = 1.0 if way == "random" else asked.audit / asked.budget
                wanted = Wanted(asked.budget, audit=share, seed=seed)
                centre = Centre(logged, first_sentences(logged, asked.shots, seed), wanted, body, config)
                kept = _Kept(out / f"{way}-{seed}.json", out / f"{way}-{seed}.jsonl")
                found[way][str(seed)] = _weeks(centre, kept)
                done += len(logged.weeks) + 1
                progress("weeks", done, total)
                if way == WAYS[0] and asked.final:
                    final[str(seed)] = _final(centre, asked.final, encoder, out / f"final-{seed}.json")
    told = report(found) | ({"final": final} if final else {})
    (out / "weeks.json").write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2))
    return told


def report(found: dict[str, dict[str, list[dict[str, Any]]]]) -> dict[str, Any]:
    """Return means over the seeds by week, and whether the targets are met."""
    means = {way: _means(list(seeds.values())) for way, seeds in found.items()}
    last = {way: weeks[-1] for way, weeks in means.items()}
    gain = last["mined"]["coverage_oracle"] - last["random"]["coverage_oracle"]
    worst = min(weeks[-1]["precision"] for weeks in found["mined"].values())
    targets = {
        "coverage": {"is": last["mined"]["coverage_oracle"], "at_least": COVERAGE},
        "gain_over_random": {"is": gain, "at_least": GAIN},
        "precision": {"is": last["mined"]["precision"], "at_least": PRECISION, "worst_seed": worst},
    }
    met = {name: each["is"] >= each["at_least"] for name, each in targets.items()}
    return {"ok": all(met.values()), "targets": targets, "met": met, "means": means, "seeds": found}


def _means(runs: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, float]]:
    names = [name for name, value in runs[0][0].items() if isinstance(value, float | int)]
    return [{name: float(np.mean([run[week][name] for run in runs])) for name in names} for week in range(len(runs[0]))]


def _weeks(centre: Centre, kept: _Kept) -> list[dict[str, Any]]:
    """Live through the weeks that are not kept yet. The model of the last kept week is trained again."""
    found, decisions = kept.read()
    found = [each for each in found if each["decisions"] <= len(decisions)]
    centre.decisions = decisions[: found[-1]["decisions"]] if found else []
    if not found:
        found = [centre.train() | {"decisions": 0}]
        kept.write(found, [])
    elif len(found) <= len(centre.logged.weeks):
        centre.train(centre.sample(len(found) - 1))
    for number in range(len(found), len(centre.logged.weeks) + 1):
        found.append(centre.week(number) | {"decisions": len(centre.decisions)})
        kept.write(found, centre.decisions)
    return found


def _final(centre: Centre, names: tuple[str, ...], encoder: SentenceTransformer, kept: Path) -> dict[str, Any]:
    """Train once more on the last week's dataset, with every candidate of ``names``."""
    if kept.exists():
        found: dict[str, Any] = msgspec.json.decode(kept.read_bytes())
        return found
    config = replace(centre.config, candidates=names)  # type: ignore[arg-type]
    last = replace(centre, config=config)
    told = last.train(centre.sample(len(centre.logged.weeks)), encoder)
    kept.write_bytes(msgspec.json.encode(told))
    return told


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where one seed's weeks are kept."""

    figures: Path
    decisions: Path

    def read(self) -> tuple[list[dict[str, Any]], list[Decision]]:
        if not (self.figures.exists() and self.decisions.exists()):
            return [], []
        lines = self.decisions.read_bytes().splitlines()
        return msgspec.json.decode(self.figures.read_bytes()), [msgspec.json.decode(x, type=Decision) for x in lines]

    def write(self, figures: list[dict[str, Any]], decisions: list[Decision]) -> None:
        write_lines(self.decisions, decisions)
        following = self.figures.with_name(f".{self.figures.name}")
        following.write_bytes(msgspec.json.encode(figures))
        following.replace(self.figures)
