"""How is a model measured? It is asked every held-out sentence as a call would, then misheard ones, and timed.

Needs no train extra: the model is the released one. What the answers mean is for ``training.report.measure``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.flows.model import Asked
from engine.intents import LoadedIntents
from engine.understanding.classifier import Classifier, Scores
from engine.understanding.encoder import Vectors
from engine.understanding.normalise import normalise
from engine.understanding.router import route
from training.beliefs import Belief
from training.bench import timings
from training.benchmark.hearing import Hearing, error_rate
from training.evaluate import Judged, report
from training.progress import Progress, silent
from training.report import measure
from training.report.figures import Assessment, Compared, Heard, Latency
from training.report.suspects import suspects, taught_of, twins

Ask = Callable[[str], Scores]
RATES = (0.05, 0.10, 0.20)
"""Word error rates at which everything is asked once more."""
HEARINGS = 3
"""Times that everything is misheard at each rate; the figures are their means."""
ENOUGH = 1000
"""From so many sentences on, once tells as much."""
IN_SCOPE = 0.8
"""Share of the traffic in scope, where a model does not say which its thresholds were set for."""
_TIMED = 300
_ROUNDS = 2
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured."""

    project: str
    classifier: Classifier
    intents: LoadedIntents
    asked: Asked
    beliefs: tuple[Belief, ...]
    """Of the model's cross-fitting; empty when it kept none."""


def assess(subject: Subject, progress: Progress = silent) -> Assessment:
    """Measure everything. There must be a held-out sentence in scope."""
    classifier, asked = subject.classifier, subject.asked
    manifest = classifier.manifest
    threshold = manifest.threshold(asked.precision)
    ask = functools.cache(classifier.scores)
    judged = judge(ask, subject.intents.held_out, threshold, asked.margin, progress)
    in_scope = float(manifest.config.get("crossfit", {}).get("in_scope", IN_SCOPE))
    found = report(judged)
    taught = taught_of({k: one.examples for k, one in subject.intents.intents.items()}, subject.intents.background)
    rows = [(label, text) for label, texts in taught.items() for text in texts]
    return Assessment(
        project=subject.project,
        model=manifest.name,
        asked=asked.precision,
        threshold=threshold,
        report=found,
        groups=measure.groups(found.intents),
        quality=measure.quality(judged),
        curve=measure.curve(judged),
        promises=tuple(
            measure.promise(rerouted(judged, score, asked.margin), float(target), score, in_scope)
            for target, score in manifest.thresholds.items()
        ),
        reliability=measure.reliability(judged),
        scored=measure.scored(judged),
        cells=measure.cells(judged),
        heard=tuple(misheard(ask, judged, threshold, asked.margin, progress)),
        latency=latency(classifier.scores, [one.text for one in judged]),
        suspects=suspects(taught, subject.beliefs) if subject.beliefs else None,
        twins=twins(rows, _vectors(classifier, [text for _, text in rows], progress)),
    )


def judge(
    ask: Ask, held_out: Mapping[str, Sequence[str]], threshold: float, margin: float, progress: Progress = silent
) -> list[Judged]:
    """Score and route every sentence as a call would."""
    asked = [(label, text) for label, sentences in held_out.items() for text in sentences]
    judged = []
    for n, (label, text) in enumerate(asked):
        scores = ask(text)
        judged.append(Judged(text, label, route(scores.candidates, scores.none, threshold, margin), scores.none))
        progress("asking", n + 1, len(asked))
    return judged


def rerouted(judged: Iterable[Judged], threshold: float, margin: float) -> list[Judged]:
    """Return the same sentences as another threshold would have them routed."""
    return [replace(one, verdict=route(one.verdict.candidates, one.none, threshold, margin)) for one in judged]


def misheard(
    ask: Ask, judged: Sequence[Judged], threshold: float, margin: float, progress: Progress = silent
) -> list[Heard]:
    """Ask everything once more as a recogniser might have it, at each rate; first as it was said."""
    plain = [normalise(one.text) for one in judged]
    found = [_heard(0.0, 0.0, judged)]
    times = HEARINGS if len(judged) < ENOUGH else 1
    for n, rate in enumerate(RATES):
        runs = []
        for seed in range(times):
            texts = list(map(Hearing(plain, rate, seed), plain))
            again = _asked_again(ask, judged, texts, threshold, margin)
            runs.append(_heard(rate, error_rate(plain, texts), again))
            progress("mishearing", n * times + seed + 1, len(RATES) * times)
        found.append(_mean(runs))
    return found


def _asked_again(
    ask: Ask, judged: Sequence[Judged], texts: Sequence[str], threshold: float, margin: float
) -> list[Judged]:
    answers = map(ask, texts)
    return [
        replace(one, verdict=route(scores.candidates, scores.none, threshold, margin), none=scores.none)
        for one, scores in zip(judged, answers, strict=True)
    ]


def _heard(rate: float, wrong: float, judged: Sequence[Judged]) -> Heard:
    found = report(judged)
    return Heard(rate, wrong, found.accuracy, found.coverage, found.precision)


def _mean(runs: Sequence[Heard]) -> Heard:
    columns = [(run.words_wrong, run.accuracy, run.coverage, run.precision) for run in runs]
    return Heard(runs[0].aimed, *np.mean(columns, axis=0).tolist())


def latency(ask: Ask, sentences: Sequence[str]) -> Latency:
    """Time ``ask`` in a hot loop on one thread, on at most some hundreds of the sentences."""
    step = -(-len(sentences) // _TIMED)
    timed = timings({"model": ask}, sentences[::step], _ROUNDS)["model"]
    return Latency(timed.p50_ms, timed.p95_ms)


def compared(name: str, ask: Ask, held_out: Mapping[str, Sequence[str]], threshold: float, seconds: float) -> Compared:
    """Measure another model on the same sentences; it never asks "A or B?". ``seconds`` it took to train."""
    judged = judge(ask, held_out, threshold, 0.0)
    found = report(judged)
    return Compared(
        name=name,
        quality=measure.quality(judged),
        curve=measure.curve(judged),
        threshold=threshold,
        coverage=found.coverage,
        precision=found.precision,
        seconds=seconds,
        latency=latency(ask, [one.text for one in judged]),
    )


def _vectors(classifier: Classifier, texts: Sequence[str], progress: Progress) -> Vectors:
    parts = []
    for start in range(0, len(texts), _AT_ONCE):
        parts.append(classifier.encoder.embed(texts[start : start + _AT_ONCE]))
        progress("comparing", min(start + _AT_ONCE, len(texts)), len(texts))
    return np.concatenate(parts) if parts else np.zeros((0, classifier.encoder.size), np.float32)
